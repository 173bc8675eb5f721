# frozen_string_literal: true

require "redmine"

# The binding dlopens when it is loaded, so it lies in vendor/, where the
# eager loading of lib/ at boot does not find it.
Redmine::Plugin.register :attune do
  name "Attune"
  description "Whispers to whoever answers: what the customer feels, " \
              "and a kinder way to say it"
  version "0.1.0"
  requires_redmine version: "5.0".."5.1"

  settings default: { "drafts" => "1" }, partial: "settings/attune"

  project_module :attune do
    permission :use_attune, { attune: %i[advice draft feedback] },
               require: :member
  end
end

# Drafts are nobody's yet: not even the log's.
Rails.application.config.filter_parameters << :attune_draft

Issue.include RedmineAttune::IssueTap
Journal.include RedmineAttune::JournalTap
RedmineAttune::Hooks.instance
