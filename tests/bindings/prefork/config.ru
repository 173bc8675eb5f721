# frozen_string_literal: true

# For Puma with preload_app!: opened in the master, used in its workers.
require "#{ENV.fetch('ATTUNE_BINDINGS')}/ruby/attune"

PLUGIN = Attune.open(ENV.fetch("ATTUNE_MANIFEST"))

run(lambda do |env|
  said = JSON.parse(env["rack.input"].read, symbolize_names: true)
  unless env["PATH_INFO"] == "/plain"
    PLUGIN.incoming(*said.values_at(:conversation, :id, :text))
  end
  [204, {}, []]
end)
