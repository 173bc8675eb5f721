# frozen_string_literal: true

module RedmineAttune
  # Hands over what was committed.
  module Tap
    class << self
      def tell(project, &)
        tell_always(&) if RedmineAttune.in_use?(project)
      end

      # Also where a project has Attune no more.
      def tell_always
        RedmineAttune.guard do
          plugin = RedmineAttune.plugin
          hand_over(plugin, yield) if plugin
        end
      end

      private

      def hand_over(plugin, all)
        catch_up
        all.compact.each { |one| one.hand_over(plugin) }
      rescue ::Attune::Busy
        Worker.behind!
        raise
      end

      # What cannot be made up for keeps nothing back that is newer, unless
      # nothing is taken at all.
      def catch_up
        Worker.caught_up
      rescue ::Attune::Busy
        raise
      rescue StandardError => e
        RedmineAttune.warn("not caught up: #{e.class}: #{e.message}")
      end
    end
  end
end
