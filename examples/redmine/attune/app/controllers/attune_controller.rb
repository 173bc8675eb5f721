# frozen_string_literal: true

# What the notes box asks for, of agents alone.
class AttuneController < ApplicationController
  before_action :leave_no_trace, :require_login, :find_issue, :authorize,
                :require_notes
  skip_after_action :record_project_usage

  def advice
    render json: RedmineAttune::Advice.new(@issue, User.current)
  end

  # The data of rewrite.suggested or draft.clear. Asked for at once rather
  # than by webhook: the next worker may not have seen what was said before.
  def draft
    review = RedmineAttune::Conversation.new(@issue).review(
      params[:attune_draft].to_s, params[:revision].to_i, User.current
    )
    review ? render(json: review["data"]) : head(:no_content)
  end

  def feedback
    RedmineAttune::Feedback.new(@issue, User.current).take(
      params.permit(:suggestion, :action_taken, :rule, :reason)
    )
    head :no_content
  end

  private

  # These come beside Redmine's own requests. A session written by one of
  # them would undo what another has just put there, such as its notice.
  def leave_no_trace
    request.session_options[:skip] = true
    response.headers["Cache-Control"] = "no-store"
  end

  def find_issue
    @issue = Issue.visible.find(params[:issue_id])
    @project = @issue.project
  rescue ActiveRecord::RecordNotFound
    render_404
  end

  def require_notes
    deny_access unless @issue.notes_addable?
  end
end
