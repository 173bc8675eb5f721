# frozen_string_literal: true

module RedmineAttune
  # A journal holds a note, a change of status, or both.
  module JournalTap
    extend ActiveSupport::Concern

    included { after_create_commit :tell_attune_of_notes }

    private

    def tell_attune_of_notes
      Tap.tell(project) { Change.all_of(self) }
    end
  end
end
