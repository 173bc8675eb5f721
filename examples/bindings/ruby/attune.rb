# frozen_string_literal: true

require "fiddle"
require "json"

# Attune for Ruby: a thin layer over attune.so, by Fiddle.
#
#   Attune.open("/etc/attune/plugin.manifest") do |plugin|
#     plugin.incoming("ticket-7", "1", "My parcel came broken.")
#     review = plugin.review("ticket-7", "2", "As per our policy, no.")
#   end
#
# What else attune.h knows of a message is a keyword: agent: "tom". Any thread
# may call at any time, and a forked worker may use what its master opened.
# ATTUNE_LIBRARY names the shared object.
class Attune
  # What the plugin refused; status is the number of attune.h.
  class Error < StandardError
    attr_reader :status

    def initialize(status, message = nil)
      @status = status
      super(message || Attune.strerror(status))
    end
  end

  # An argument is missing, out of range or too large.
  class InvalidArgument < Error; end
  # The queue is full: again in a moment.
  class Busy < Error; end
  # The manifest has problems: in the message, or on standard error.
  class InvalidManifest < Error; end
  # The plugin was closed.
  class Closed < Error; end
  # The deadline passed before all was done.
  class Timeout < Error; end

  ABI = 1
  STAGES = { draft: 0, sent: 1 }.freeze
  FORMATS = { text: 0, html: 1, markdown: 2 }.freeze
  ACTIONS = { shown: 0, accepted: 1, edited: 2, dismissed: 3, muted: 4 }.freeze
  STATES = { resolved: 0, reopened: 1, erased: 2 }.freeze
  ERRORS = { -1 => InvalidArgument, -2 => Busy, -3 => InvalidArgument,
             -4 => InvalidManifest, -6 => Closed, -10 => Timeout }.freeze
  CLOSED, SPACE = -6, -9
  DOCUMENT = 20_480 # is always enough for read and review

  # The structs of attune.h for Array#pack; p is a pointer to a string, or NULL.
  # Their first field is their size.
  OPTIONS = "JpJJ"
  MESSAGE = "JppQllpJqpppppppppp"
  OUTCOME = "Jpplx4ppp"
  CHANGE = "Jplx4q"
  SIZES = { OPTIONS => 32, MESSAGE => 144, OUTCOME => 56, CHANGE => 32 }.freeze

  P = Fiddle::TYPE_VOIDP
  Z = Fiddle::TYPE_SIZE_T
  I = Fiddle::TYPE_INT
  private_constant :P, :Z, :I

  @library = Fiddle.dlopen(ENV.fetch("ATTUNE_LIBRARY", "attune.so"))

  # What only hands over is back sooner than the GVL could be given and taken.
  def self.bind(name, types, result = I, quick: false)
    Fiddle::Function.new(@library["attune_#{name}"], types, result,
                         need_gvl: quick)
  end
  private_class_method :bind

  CALLS = {
    open: bind(:open, [P, P]),
    incoming: bind(:incoming, [P, P], quick: true),
    outgoing: bind(:outgoing, [P, P], quick: true),
    feedback: bind(:feedback, [P, P], quick: true),
    conversation: bind(:conversation, [P, P], quick: true),
    read: bind(:read, [P, P, P, Z, P]),
    review: bind(:review, [P, P, P, Z, P]),
    reload: bind(:reload, [P, P, Z, P]),
    stats: bind(:stats, [P, P, Z, P]),
    query: bind(:query, [P, P, P, Z, P]),
    drain: bind(:drain, [P, -I]),
    close: bind(:close, [P, -I])
  }.freeze
  STRERROR = bind(:strerror, [I], P, quick: true)
  VERSION = bind(:version, [], P).call.to_s
  private_constant :CALLS, :STRERROR
  raise LoadError, "another ABI than #{ABI}" if bind(:abi, []).call != ABI

  def self.strerror(status) = STRERROR.call(status).to_s

  # Opens the plugin; with a block, closes it behind the block.
  def self.open(manifest)
    plugin = new(manifest)
    return plugin unless block_given?

    begin
      yield plugin
    ensure
      plugin.close
    end
  end

  def initialize(manifest)
    handle = [0].pack("J")
    check(CALLS[:open].call(pack(OPTIONS, path(manifest), 0, 0), handle))
    @handle = handle.unpack1("J")
  end

  # Hands over what a customer wrote: conversation, id, text.
  def incoming(...) = hand_over(:incoming, message(...))

  # Hands over an agent's draft, or with stage: :sent an answer.
  def outgoing(...) = hand_over(:outgoing, message(...))

  # What validation.prompted would say, now. read_json: as it came.
  def read(...) = JSON.parse(read_json(...))
  def read_json(...) = document(:read, message(...))

  # What rewrite.suggested would say, now. review_json: as it came.
  def review(...) = JSON.parse(review_json(...))
  def review_json(...) = document(:review, message(...))

  # Tells what the agent did: one of ACTIONS.
  def feedback(conversation, suggestion, action, rule: nil, agent: nil,
               reason: nil)
    hand_over(:feedback,
              pack(OUTCOME, string(conversation), string(suggestion),
                   ACTIONS.fetch(action.to_sym), string(rule), string(agent),
                   string(reason)))
  end

  # Tells what became of a conversation: one of STATES.
  def conversation(conversation, state, at_ms: 0)
    hand_over(:conversation, pack(CHANGE, string(conversation),
                                  STATES.fetch(state.to_sym),
                                  integer(at_ms)))
  end

  # Reads the manifest again; its problems are the error's message.
  def reload = document(:reload) && self

  # The figures of this process as OpenMetrics text.
  def stats = document(:stats)

  # An administrator's question: what: "rules", team: "billing".
  # query_json: its answer as it came.
  def query(...) = JSON.parse(query_json(...))
  def query_json(**question) = document(:query, JSON.generate(question))

  # Waits, in seconds, until all is analysed and sent.
  def drain(deadline = 5)
    check(CALLS[:drain].call(handle, milliseconds(deadline)))
  end

  # Ends it: what waits is sent within so many seconds. Again: fine.
  def close(deadline = 2)
    closing, @handle = @handle, nil
    check(CALLS[:close].call(closing, milliseconds(deadline))) if closing
  end

  private

  # The number may still be open for somebody else: not to be passed on.
  def handle = @handle || check(CLOSED)

  def check(status, message = nil)
    raise ERRORS.fetch(status, Error).new(status, message) if status.negative?
  end

  # A String times 1000 would be a long String.
  def milliseconds(seconds) = (1000 * seconds).to_i.clamp(0, 2**32 - 1)

  # Other encodings are converted; + refuses what is no String.
  def utf8(text) = ("" + text).encode(Encoding::UTF_8)

  # A name or id for C, where a NUL would cut it off silently.
  def whole(name)
    raise ArgumentError, "a NUL in a name or id" if name.include?("\0")

    name
  end

  def string(value) = value && whole(utf8(value))

  # Array#pack would cut a fraction off, and keep the lowest 64 bits.
  def integer(value)
    raise TypeError, "no Integer: #{value.inspect}" unless value.is_a?(Integer)
    raise RangeError, "more than 64 bits: #{value}" if value.bit_length > 63

    value
  end

  # Paths are bytes.
  def path(value) = whole(File.path(value).b)

  def pack(format, *values) = [SIZES[format], *values].pack(format)

  def message(conversation, id, text, revision: 0, stage: :draft,
              format: :text, sent_at_ms: 0, customer: nil, customer_name: nil,
              agent: nil, agent_role: nil, team: nil, channel: nil, brand: nil,
              locale: nil, context: nil, echo: nil)
    text = utf8(text)
    pack(MESSAGE, string(conversation), string(id), integer(revision),
         STAGES.fetch(stage.to_sym), FORMATS.fetch(format.to_sym), text,
         text.bytesize, integer(sent_at_ms), string(customer),
         string(customer_name), string(agent), string(agent_role),
         string(team), string(channel), string(brand), string(locale),
         string(context), string(echo))
  end

  def hand_over(name, struct) = check(CALLS[name].call(handle, struct))

  # reload tells of problems by lines, query by JSON, the others not at all.
  def problem(text)
    text = JSON.parse(text)["error"] if text.start_with?("{")
    text unless text.empty?
  end

  def document(name, *given)
    size = [DOCUMENT].pack("J")
    status = SPACE
    while status == SPACE # figures may grow between two calls
      buffer = "\0" * (size.unpack1("J") + 1)
      status = CALLS[name].call(handle, *given, buffer, buffer.bytesize, size)
    end
    text = buffer.unpack1("Z*").force_encoding(Encoding::UTF_8)
    check(status, problem(text)) if status.negative?
    text
  end
end
