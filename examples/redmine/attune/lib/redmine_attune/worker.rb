# frozen_string_literal: true

module RedmineAttune
  # The plugin of this process. Opened when it is first asked for, so that a
  # master that loads the application for its workers has none.
  module Worker
    BINDING = File.expand_path("../../vendor/attune", __dir__)
    RETRY = 10 # seconds until what could not be opened is tried again
    CLOSE = 1.0 # seconds; what is not sent by then waits in the store
    # Redmine's database has what a killed worker had not finished: these
    # are handed over again, which changes nothing where it had.
    BEHIND = 200

    @lock = Mutex.new
    @catching_up = Mutex.new

    class << self
      attr_reader :problem

      def plugin
        return @plugin if @pid == Process.pid && @plugin

        @lock.synchronize { @plugin if ensure_open }
      end

      # A message was not taken, as when too many wait: it is in the database.
      # Each time is another, so that none is forgotten while one is made up
      # for.
      def behind! = @behind = Object.new

      # Catches up before what is newer is handed over: who has that waits.
      # What goes wrong leaves it behind.
      def caught_up
        return unless @behind

        @catching_up.synchronize do
          behind = @behind or break
          Conversation.recent(BEHIND).each { |one| hand_over_again(one) }
          @behind = nil if @behind.equal?(behind)
        end
      end

      private

      # What is refused for good keeps nothing behind it back. An issue that
      # was deleted since it was read here may be erased already: once more,
      # or it would stay.
      def hand_over_again(one)
        one.hand_over(@plugin)
        return if Issue.uncached { Issue.exists?(one.issue.id) }

        Change.erased(one.issue).hand_over(@plugin)
      rescue ::Attune::InvalidArgument => e
        RedmineAttune.warn(e.message)
      end

      def ensure_open
        if @pid != Process.pid # forked; the parent's is not ours
          @plugin = @tried = nil
          @pid = Process.pid
        end
        return true if @plugin
        return false if @tried && Process.clock_gettime(
          Process::CLOCK_MONOTONIC
        ) < @tried + RETRY

        open
      end

      def open
        @tried = Process.clock_gettime(Process::CLOCK_MONOTONIC)
        load_binding
        @plugin = ::Attune.open(manifest)
        @problem = nil
        # Without a store the same would be told once more.
        behind! if @plugin.query(what: "store")["lasting"]
        close_at_exit(@plugin, @pid)
        true
      rescue StandardError, LoadError => e
        say(e)
        false
      end

      def manifest
        RedmineAttune.setting("manifest") or
          raise ArgumentError, "attune_manifest is not in configuration.yml"
      end

      # Once loaded it stays; otherwise it may be tried again.
      def load_binding
        return if defined?(::Attune)

        library = RedmineAttune.setting("library")
        ENV["ATTUNE_LIBRARY"] = library if library
        require BINDING
      rescue StandardError, LoadError
        Object.send(:remove_const, :Attune) if defined?(::Attune)
        raise
      end

      def close_at_exit(plugin, pid)
        at_exit do
          plugin.close(CLOSE) if Process.pid == pid
        rescue StandardError
          nil # out of time: what is left waits in the store
        end
      end

      # Once, not with each message.
      def say(error)
        line = Problem.of(error, RedmineAttune.setting("manifest"))
        RedmineAttune.warn(line) if line != @problem
        @problem = line
      end
    end
  end
end
