# frozen_string_literal: true

module RedmineAttune
  # What somebody wrote in an issue: its description, or a note.
  Message = Struct.new(:issue, :user, :id, :text, :at, keyword_init: true) do
    # nil where it is nothing for Attune. An agent who opens an issue writes
    # down a call or a task: it is nobody's message to anybody.
    def self.of_issue(issue)
      message = new(issue: issue, user: issue.author, id: "description",
                    text: Quotes.without(issue.description),
                    at: issue.created_on)
      message unless message.text.empty? || message.agent?
    end

    def self.of_journal(journal)
      return if journal.private_notes? || journal.notes.blank?

      # journalized is the object at hand, issue would be read once more.
      message = new(issue: journal.journalized, user: journal.user,
                    id: "note-#{journal.id}",
                    text: Quotes.without(journal.notes),
                    at: journal.created_on)
      message unless message.text.empty?
    end

    def agent?
      return @agent if defined?(@agent)

      @agent = RedmineAttune.agent?(user, issue.project)
    end

    def hand_over(plugin)
      fields = { **Fields.of(issue), sent_at_ms: RedmineAttune.ms(at) }
      if agent?
        plugin.outgoing(Conversation.id_of(issue), id, text, stage: :sent,
                        **fields, **Fields.of_agent(user, issue.project))
      else
        plugin.incoming(Conversation.id_of(issue), id, text, **fields,
                        **Fields.of_customer(user))
      end
    end

    # Long ones are cut: forty of them must fit into Attune's context.
    def as_context
      { from: agent? ? "agent" : "customer", id: id,
        text: text.truncate_bytes(8.kilobytes, omission: "…"),
        sent_at_ms: RedmineAttune.ms(at) }
    end
  end
end
