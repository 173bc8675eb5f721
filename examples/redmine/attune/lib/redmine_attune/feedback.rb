# frozen_string_literal: true

module RedmineAttune
  # What an agent did with a suggestion. Counted by rule, never by agent.
  class Feedback
    def initialize(issue, user)
      @issue = issue
      @user = user
    end

    def take(given)
      return unless defined?(::Attune::ACTIONS) # no library, no suggestions

      action = given[:action_taken].to_s
      suggestion = given[:suggestion].to_s
      # PostgreSQL refuses a NUL, which no suggestion has.
      return unless ::Attune::ACTIONS.key?(action.to_sym) &&
                    suggestion.present? && suggestion.exclude?("\0")

      hide(suggestion) if action == "dismissed" && given[:rule].blank?
      hand_over(suggestion, action, given)
    end

    private

    def hide(suggestion)
      own = AttuneEvent.where(issue_id: @issue.id)
                       .or(AttuneEvent.where(agent: Fields.id_of(@user)))
      own.where(suggestion: suggestion).update_all(dismissed: true)
    end

    def hand_over(suggestion, action, given)
      RedmineAttune.guard do
        RedmineAttune.plugin&.feedback(
          Conversation.id_of(@issue), suggestion, action,
          rule: given[:rule].presence, agent: Fields.id_of(@user),
          reason: given[:reason].to_s.truncate(200).presence
        )
      end
    end
  end
end
