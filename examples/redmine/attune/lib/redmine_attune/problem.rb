# frozen_string_literal: true

require "open3"
require "rbconfig"
require "timeout"

module RedmineAttune
  # Why the plugin could not be opened, in one line.
  module Problem
    class << self
      def of(error, manifest)
        return error.message.lines.first.to_s.strip unless broken?(error)

        first_of(manifest) || "#{manifest}: #{error.message}"
      end

      private

      def broken?(error)
        defined?(::Attune::InvalidManifest) &&
          error.is_a?(::Attune::InvalidManifest)
      end

      # The library says what is wrong with a manifest on standard error. In
      # a process of its own that can be read without touching this one's;
      # one process for each time that the file was changed.
      def first_of(manifest)
        changed = File.mtime(manifest)
        return @first if @changed == changed

        said = Timeout.timeout(5) do
          Open3.capture2e(RbConfig.ruby, "-r", Worker::BINDING, "-e",
                          "Attune.open(ARGV[0]).close", manifest).first
        end
        @changed = changed
        @first = said.scrub[/^attune: error: (.+)$/, 1]
      rescue SystemCallError, Timeout::Error
        nil
      end
    end
  end
end
