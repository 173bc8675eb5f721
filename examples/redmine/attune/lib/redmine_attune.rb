# frozen_string_literal: true

# Attune in Redmine: where it is configured, and the plugin of this process.
module RedmineAttune
  class << self
    # Paths are the system's, not the web's: whoever may name a library there
    # could have Redmine load an attachment.
    def setting(name)
      Redmine::Configuration["attune_#{name}"].presence ||
        ENV["ATTUNE_#{name.upcase}"].presence
    end

    # The plugin's handle, or nil: then problem says why.
    def plugin = Worker.plugin

    def problem = Worker.problem

    def in_use?(project) = project&.module_enabled?(:attune)

    def agent?(user, project) = user&.allowed_to?(:use_attune, project)

    def drafts? = Setting.plugin_attune["drafts"] == "1"

    # Redmine goes on, whatever happens to Attune.
    def guard
      yield
    rescue StandardError => e
      warn("#{e.class}: #{e.message}")
      nil
    end

    def warn(line) = Rails.logger.warn("Attune: #{line}")

    def ms(time) = (time.to_r * 1000).to_i

    def now_ms = ms(Time.now)
  end
end
