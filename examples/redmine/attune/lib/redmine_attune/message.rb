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

    # Attune takes nothing of what is too large, such as a log that somebody
    # pasted: what was said is before that.
    def hand_over(plugin)
      fields = { **Fields.of(issue), sent_at_ms: RedmineAttune.ms(at) }
      said = [Conversation.id_of(issue), id, cut(32.kilobytes)]
      if agent?
        plugin.outgoing(*said, stage: :sent, **fields,
                        **Fields.of_agent(user, issue.project))
      else
        plugin.incoming(*said, **fields, **Fields.of_customer(user))
      end
    end

    # Long ones are cut: all of a context must fit into Attune's.
    def as_context
      { from: agent? ? "agent" : "customer", id: id,
        text: cut(8.kilobytes), sent_at_ms: RedmineAttune.ms(at) }
    end

    private

    def cut(bytes) = text.truncate_bytes(bytes, omission: "…")
  end
end
