# frozen_string_literal: true

module RedmineAttune
  # Where Redmine's pages let us in.
  class Hooks < Redmine::Hook::ViewListener
    # The first page that a worker shows opens the plugin there, so that what
    # a killed one left is taken up soon.
    def view_layouts_base_html_head(_context = {})
      RedmineAttune.guard { Worker.caught_up if RedmineAttune.plugin }
      ""
    end

    def view_issues_edit_notes_bottom(context = {})
      issue = context[:issue]
      return "" unless RedmineAttune.agent?(User.current, issue.project) &&
                       RedmineAttune.plugin

      context[:hook_caller].render(partial: "attune/notes",
                                   locals: { issue: issue })
    rescue StandardError => e
      RedmineAttune.warn("#{e.class}: #{e.message}")
      ""
    end
  end
end
