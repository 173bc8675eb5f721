# frozen_string_literal: true

module RedmineAttune
  # What an agent sees beside the notes.
  class Advice
    def initialize(issue, user)
      @events = AttuneEvent.where(issue_id: issue.id)
      @conversation = Conversation.new(issue)
      @user = user
    end

    def as_json(*)
      { prompt: prompt&.data, notices: notices.map { |one| notice(one) } }
    end

    private

    # Of use until the next reply, however long that takes.
    def prompt
      @events.where(kind: AttuneEvent::PROMPT, dismissed: false,
                    message: @conversation.unanswered.map(&:id))
             .newest_first.first
    end

    def notices
      here = @events.in_force.where(kind: AttuneEvent::NOTICES).newest_first
                    .reject { |one| kept?(one) }
      mine = AttuneEvent.in_force.where(kind: AttuneEvent::BREATHER,
                                        agent: Fields.id_of(@user))
      here + mine.newest_first.first(1)
    end

    # A promise that was followed by an answer is the agent's to judge.
    def kept?(event)
      event.kind == "follow_up.due" &&
        @conversation.answered_since?(event.occurred_ms)
    end

    def notice(event)
      data = event.data
      told = data["causes"]&.filter_map { |one| one["notice"] } ||
             [data["notice"]].compact
      { suggestion: event.suggestion, kind: event.kind, notices: told }
    end
  end
end
