# frozen_string_literal: true

# Redmine under Puma with workers:
#   puma --dir /usr/share/redmine --config puma.rb
# Attune is opened in each worker when it is first needed, and closed when
# the worker ends; nothing of it has to be said here.

workers Integer(ENV.fetch("PUMA_WORKERS", "2"))
threads 1, Integer(ENV.fetch("PUMA_THREADS", "3"))
preload_app!
environment "production"
# The master's own status after SIGTERM is then 0.
raise_exception_on_sigterm false
