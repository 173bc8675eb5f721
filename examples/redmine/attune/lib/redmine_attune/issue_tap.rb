# frozen_string_literal: true

module RedmineAttune
  # An issue is a customer's first message.
  module IssueTap
    extend ActiveSupport::Concern

    included do
      has_many :attune_events, dependent: :delete_all
      after_create_commit :tell_attune
      after_destroy_commit :erase_from_attune
    end

    private

    def tell_attune
      Tap.tell(project) { [Message.of_issue(self)] }
    end

    def erase_from_attune
      Tap.tell(project) do
        [Change.new(issue: self, state: :erased, at: Time.now)]
      end
    end
  end
end
