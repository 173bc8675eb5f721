# frozen_string_literal: true

# Goes into the private Redmine's config/initializers. Rails 6 begins SQLite's
# transactions as readers. One that writes later fails at once, without
# waiting, where anything else wrote in between: Redmine answers 500, with
# Attune or without it. As later Rails do: writers wait for their turn.
module BeginsToWrite
  def begin_db_transaction
    log("begin immediate transaction", "TRANSACTION") do
      @connection.transaction(:immediate)
    end
  end
end

ActiveSupport.on_load(:active_record_sqlite3adapter) { prepend BeginsToWrite }
