# frozen_string_literal: true

# What Attune's webhook brought and agents are still to see.
class CreateAttuneEvents < ActiveRecord::Migration[6.1]
  def change
    create_table :attune_events do |t|
      t.integer :issue_id # of a breather: none
      t.string :agent, limit: 60 # who alone may see it: a breather's
      t.string :kind, limit: 30, null: false
      t.string :suggestion, limit: 80, null: false
      t.string :message, limit: 60
      t.text :body, null: false
      # By the sender's clock: rows may come in another order.
      t.bigint :occurred_ms, null: false
      t.bigint :expires_ms, null: false
      t.boolean :dismissed, null: false, default: false
    end
    # Two workers may get the same event at once.
    add_index :attune_events, :suggestion, unique: true
    add_index :attune_events, %i[issue_id kind]
    add_index :attune_events, :agent
  end
end
