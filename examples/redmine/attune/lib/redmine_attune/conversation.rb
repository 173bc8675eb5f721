# frozen_string_literal: true

module RedmineAttune
  # An issue as Attune sees it: what customers and agents said to each other.
  class Conversation
    CONTEXT = 20 # messages
    LONGEST = 64.kilobytes # of a draft, unless the manifest says less
    PREFIX = "redmine-"

    def self.id_of(issue) = "#{PREFIX}#{issue.id}"

    def self.issue_of(id)
      number = id.to_s[/\A#{PREFIX}(\d{1,18})\z/, 1]
      issue = Issue.find_by(id: number) if number
      issue if issue && RedmineAttune.in_use?(issue.project)
    end

    # Messages and changes of the last day, at most so many, oldest first.
    def self.recent(count)
      issues = Issue.where(project_id: EnabledModule.where(name: "attune")
                                                    .select(:project_id))
      newest = ->(all) { all.where(created_on: 24.hours.ago..).last(count) }
      opened = newest.call(issues.preload(:author, :tracker, :project))
      noted = newest.call(
        Journal.where(journalized_type: "Issue",
                      journalized_id: issues.select(:id))
               .preload(:user, :details,
                        journalized: %i[author tracker project])
      )
      (opened.filter_map { |one| Message.of_issue(one) } +
        noted.flat_map { |one| Change.all_of(one) })
        .sort_by(&:at).last(count)
    end

    attr_reader :issue

    def initialize(issue)
      @issue = issue
    end

    def messages
      @messages ||= [Message.of_issue(issue), *notes].compact
    end

    # What a customer wrote and nobody answered yet.
    def unanswered
      messages.reverse.take_while { |one| !one.agent? }
    end

    def answered_since?(time_ms)
      messages.any? { |one| one.agent? && RedmineAttune.ms(one.at) > time_ms }
    end

    # The document for an agent's draft, or nil.
    def review(text, revision, user)
      plugin = RedmineAttune.plugin
      return unless plugin && RedmineAttune.drafts? && text.present? &&
                    text.bytesize < LONGEST

      customer = messages.reverse.find { |one| !one.agent? }&.user
      RedmineAttune.guard do
        plugin.review(self.class.id_of(issue), "draft-#{user.id}", text,
                      revision: revision.clamp(0, 2**62 - 1), context: context,
                      **Fields.of(issue), **Fields.of_customer(customer),
                      **Fields.of_agent(user, issue.project))
      end
    end

    private

    def notes
      issue.journals.where(private_notes: false).where.not(notes: [nil, ""])
           .reorder(id: :desc).limit(CONTEXT).preload(:user).reverse
           .each { |one| one.association(:journalized).target = issue }
           .filter_map { |one| Message.of_journal(one) }
    end

    def context
      JSON.generate(messages.last(CONTEXT).map(&:as_context))
    end
  end
end
