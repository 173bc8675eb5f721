# frozen_string_literal: true

# Sends the messages by the Ruby binding: send.rb MANIFEST MESSAGES OUT.

require_relative "../../examples/bindings/ruby/attune"

manifest, source, out = ARGV
calls = File.readlines(source).map do |line|
  fields = JSON.parse(line, symbolize_names: true)
  place = %i[call process].map { |key| fields.delete(key) }
  [*place, fields.values_at(:conversation, :id, :text),
   fields.except(:conversation, :id, :text)]
end

hand_over = lambda do |plugin, process|
  calls.each do |call, belongs, said, fields|
    plugin.public_send(call, *said, **fields) if belongs == process
  end
end

plugin = Attune.open(manifest)
File.open("#{out}/documents", "w") do |documents|
  calls.each do |call, _, said, fields|
    judge = call == "incoming" ? :read_json : :review_json
    documents.puts plugin.public_send(judge, *said, **fields)
  end
end

child = fork do
  hand_over.call(plugin, 1)
  plugin.close(10)
end
hand_over.call(plugin, 0)
raise "the child failed" unless Process.wait2(child)[1].success?

plugin.feedback("odd-nul", "sug_x", :dismissed, rule: "canned", reason: "no")
plugin.conversation("odd-nul", :resolved)
plugin.drain
plugin.reload
raise plugin.stats unless plugin.stats.include?('action="dismissed"')

File.write("#{out}/answer",
           plugin.query_json(what: "settings", team: "billing"))

errors = File.open("#{out}/errors", "w")
wrong = lambda do |name, &mistake|
  mistake.call
  errors.puts "#{name} accepted"
rescue Attune::Error => e
  errors.puts "#{name} #{e.status}"
  e.message
rescue ArgumentError
  errors.puts "#{name} refused"
end
wrong.call("missing") { Attune.open("#{manifest}.none") }
wrong.call("mistaken") { Attune.open("#{manifest}.wrong") }
wrong.call("no id") { plugin.incoming("c", "", "text") }
wrong.call("nul") { plugin.incoming("c\0d", "1", "text") }
wrong.call("large") { plugin.incoming("c", "1", "x" * 70_000) }
wrong.call("time") { plugin.incoming("c", "1", "text", sent_at_ms: -1) }
wrong.call("revision") { plugin.incoming("c", "1", "text", revision: 2**62) }
wrong.call("action") { plugin.conversation("", :resolved) }
wrong.call("at") { plugin.conversation("c", :resolved, at_ms: -1) }
wrong.call("path") { Attune.open("#{manifest}\0") }
wrong.call("full") do
  Attune.open("#{manifest}.full") do |full|
    1_000_000.times { |n| full.incoming("full", n.to_s, calls.last[2][2]) }
  end
end
told = wrong.call("reload") do
  Attune.open("#{manifest}.reload") do |broken|
    File.write("#{manifest}.reload", File.read("#{manifest}.wrong"))
    broken.reload
  end
end
raise told unless told.include?("warmth")

told = wrong.call("question") { plugin.query(what: "letter", id: "none") }
raise told unless told.include?("letter")

[[7, "text", {}], ["c", nil, {}], ["c", "text", { revision: "1" }],
 ["c", "text", { agent: [] }], ["c", "text", { sent_at_ms: 1.5 }],
 ["c", "text", { revision: (2**64) + 3 }]].each do |conversation, said, more|
  plugin.incoming(conversation, "1", said, **more)
  raise "taken: #{[conversation, said, more].inspect}"
rescue TypeError, RangeError
  next
end

Attune.open("#{manifest}.quiet") do |quiet|
  text = calls.last[2][2]
  now = -> { Process.clock_gettime(Process::CLOCK_MONOTONIC, :nanosecond) }
  taken = Array.new(2000) do |number|
    before = now.call
    quiet.incoming("cost-#{number}", "1", text)
    now.call - before
  end
  File.write("#{out}/cost", "#{taken.sort[taken.size / 2]}\n")
  quiet.drain(10)
end
plugin.close
plugin.close
wrong.call("closed") { plugin.incoming("c", "1", "text") }
errors.close
Attune.open("#{manifest}.quiet").incoming("c", "1", "text") # left open
