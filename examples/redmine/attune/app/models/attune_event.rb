# frozen_string_literal: true

# An event for an issue, or for one agent alone.
class AttuneEvent < ActiveRecord::Base
  # Of each kind only so many are kept for an issue or agent.
  KEPT = 5
  PROMPT = "validation.prompted"
  NOTICES = %w[escalation.advised follow_up.due].freeze
  BREATHER = "breather.suggested"

  scope :newest_first, -> { order(occurred_ms: :desc, id: :desc) }
  scope :in_force, lambda {
    where(dismissed: false).where("expires_ms > ?", RedmineAttune.now_ms)
  }

  class << self
    # Keeps it, once; what nobody is to see any more is dropped.
    def take(event)
      row = row_of(event)
      return if row.nil? || row[:expires_ms] <= RedmineAttune.now_ms
      raise ArgumentError, "too long, or with a NUL" unless fits?(row)

      # One statement, so that of two at once the later one does nothing.
      insert_all([row]) # rubocop:disable Rails/SkipsModelValidations
      prune(row)
    end

    private

    def row_of(event)
      data = event.fetch("data")
      owner = owner_of(event["type"], data) or return
      { **owner, kind: event["type"], suggestion: data["suggestion"].to_str,
        message: data["message"], occurred_ms: ms(event["timestamp"]),
        expires_ms: ms(data.fetch("expires_at")), dismissed: false,
        # Of ASCII alone: databases of three-byte UTF-8 hold emoji then.
        body: JSON.generate(data, ascii_only: true) }
    end

    # SQLite holds more than others do, and no database a NUL: what it refused
    # would come again and again.
    def fits?(row)
      row.all? do |name, value|
        limit = columns_hash[name.to_s].limit
        !value.is_a?(String) || value.exclude?("\0") &&
          (name == :body || value.size <= limit)
      end
    end

    def owner_of(kind, data)
      case kind
      when PROMPT, *NOTICES
        issue = RedmineAttune::Conversation.issue_of(data["conversation"])
        { issue_id: issue.id, agent: nil } if issue
      when BREATHER
        { issue_id: nil, agent: data["agent"] } if data["agent"]
      end
    end

    def ms(time) = (Time.iso8601(time).to_r * 1000).to_i

    def prune(row)
      old = where(row.slice(:issue_id, :agent, :kind)).newest_first
                                                      .offset(KEPT).limit(100)
      ids = old.pluck(:id)
      where(id: ids).delete_all if ids.any?
    end
  end

  def data = JSON.parse(body)
end
