# frozen_string_literal: true

# A desk: mia and tom answer, olga watches without a say, marta asks. Two
# projects, one with Attune and one without.

# Mails to administrators would be made on another thread, which SQLite lets
# stand in this one's way.
ActiveJob::Base.queue_adapter = :inline
Redmine::DefaultData::Loader.load("en")
Setting.rest_api_enabled = "1"
Setting.text_formatting = "textile"
Setting.notified_events = []
Setting.self_registration = "0"

def user(login, first, last, admin: false)
  User.create!(login: login, firstname: first, lastname: last, language: "en",
               mail: "#{login}@desk.test", password: "#{login}-password",
               password_confirmation: "#{login}-password", admin: admin,
               mail_notification: "none", status: User::STATUS_ACTIVE)
end

def role(name, *permissions)
  Role.create!(name: name, issues_visibility: "all", permissions: %i[
    view_issues add_issues edit_issues add_issue_notes
  ] + permissions)
end

agents = role("Helpers", :use_attune, :set_notes_private, :view_private_notes,
              :delete_issues, :edit_own_issue_notes)
others = role("Customers")
mia = user("mia", "Mia", "Jansen")
tom = user("tom", "Tom", "Okafor")
olga = user("olga", "Olga", "Brandt")
marta = user("marta", "Marta", "Ruiz")
user("root", "Root", "Admin", admin: true)

%w[support plain].each do |name|
  modules = %w[issue_tracking] + (name == "support" ? %w[attune] : [])
  project = Project.create!(name: name.capitalize, identifier: name,
                            is_public: false, enabled_module_names: modules,
                            trackers: Tracker.all)
  { mia => agents, tom => agents, olga => others, marta => others }
    .each do |one, has|
      Member.create!(project: project, user: one, roles: [has])
    end
end
# Whoever may edit may close, and open again.
[agents, others].each do |has|
  Tracker.all.to_a.product(IssueStatus.all.to_a, IssueStatus.all.to_a)
         .each do |tracker, from, to|
    next if from == to

    WorkflowTransition.create!(role: has, tracker: tracker, old_status: from,
                               new_status: to)
  end
end
