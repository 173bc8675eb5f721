# frozen_string_literal: true

module RedmineAttune
  # An issue was closed, or opened again.
  Change = Struct.new(:issue, :state, :at, keyword_init: true) do
    # What a journal has to tell, in the order in which it is told.
    def self.all_of(journal)
      [Message.of_journal(journal), of_journal(journal)].compact
    end

    def self.of_journal(journal)
      detail = journal.detail_for_attribute("status_id") or return
      was, is = [detail.old_value, detail.value].map do |id|
        IssueStatus.find_by(id: id)&.is_closed?
      end
      return if was == is

      new(issue: journal.journalized, state: is ? :resolved : :reopened,
          at: journal.created_on)
    end

    def self.erased(issue) = new(issue: issue, state: :erased, at: Time.now)

    def hand_over(plugin)
      plugin.conversation(Conversation.id_of(issue), state,
                          at_ms: RedmineAttune.ms(at))
    end
  end
end
