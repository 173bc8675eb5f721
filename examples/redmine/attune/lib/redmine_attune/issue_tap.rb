# frozen_string_literal: true

module RedmineAttune
  # An issue is a customer's first message.
  module IssueTap
    extend ActiveSupport::Concern

    included do
      after_create_commit :tell_attune
      after_destroy_commit :erase_from_attune
    end

    private

    def tell_attune
      Tap.tell(project) { [Message.of_issue(self)] }
    end

    # Not as a part of Redmine's transaction: a table of ours that is missing
    # is no reason for an issue to stay. Whatever the project's modules are: one
    # that is deleted has lost them before its issues.
    def erase_from_attune
      RedmineAttune.guard do
        own = AttuneEvent.where(issue_id: id)
        Patience.write(AttuneEvent) { own.delete_all }
      end
      Tap.tell_always { [Change.erased(self)] }
    end
  end
end
