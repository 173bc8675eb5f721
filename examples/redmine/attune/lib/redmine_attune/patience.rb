# frozen_string_literal: true

module RedmineAttune
  # Writing beside Redmine's own requests. Who waits for SQLite's lock by its
  # busy timeout keeps all other threads of the process waiting as well, also
  # the one that has the lock: Ruby's threads take turns, and SQLite gives
  # none. So here it does not wait, and what was in the way may go on.
  module Patience
    LONGEST = 4.0 # seconds; Attune waits for five
    PAUSE = 0.01..0.05

    class << self
      def write(model)
        raw = sqlite(model)
        raw&.busy_timeout(0)
        retry_until(now + LONGEST) { yield }
      ensure
        raw&.busy_timeout(model.connection_db_config.configuration_hash
                               .fetch(:timeout, 0).to_i)
      end

      private

      def sqlite(model)
        raw = model.connection.raw_connection
        raw if raw.respond_to?(:busy_timeout)
      end

      def retry_until(end_)
        yield
      rescue ActiveRecord::StatementInvalid => e
        raise unless e.cause.class.name == "SQLite3::BusyException" &&
                     now < end_

        sleep(rand(PAUSE))
        retry
      end

      def now = Process.clock_gettime(Process::CLOCK_MONOTONIC)
    end
  end
end
