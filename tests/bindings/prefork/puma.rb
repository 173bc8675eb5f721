# frozen_string_literal: true

workers 2
threads 2, 2
preload_app!
# Otherwise Puma itself ends with 143.
raise_exception_on_sigterm false
on_worker_shutdown { PLUGIN.close }
