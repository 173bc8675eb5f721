# frozen_string_literal: true

module RedmineAttune
  # What else is told of a message.
  module Fields
    MARKDOWN = %w[markdown common_mark].freeze

    class << self
      # No locale: that of a user's pages is not that of what is written.
      def of(issue)
        { format: format, team: issue.project.identifier,
          channel: issue.tracker.name }
      end

      def of_customer(user)
        return {} unless user&.logged?

        { customer: id_of(user), customer_name: user.firstname.presence }
      end

      def of_agent(user, project)
        role = user.roles_for_project(project)
                   .find { |one| one.allowed_to?(:use_attune) }
        { agent: id_of(user), agent_role: role&.name }
      end

      def id_of(user) = "user-#{user.id}"

      private

      def format
        return :text unless Setting.text_formatting.in?(MARKDOWN)

        :markdown
      end
    end
  end
end
