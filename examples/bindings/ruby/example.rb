# frozen_string_literal: true

# Reads a customer's message and reviews an answer to it.
#
#   ATTUNE_LIBRARY=…/attune.so ruby example.rb …/plugin.manifest

require_relative "attune"

Attune.open(ARGV.fetch(0)) do |plugin|
  asked = "Third time I write: my parcel NL-48213 has not come!"
  plugin.incoming("ticket-7", "1", asked, customer_name: "Marta")
  plugin.drain(5) # for once the answer follows at once

  reading = plugin.read("ticket-7", "1", asked)["data"]["reading"]
  puts "feels #{reading['feeling']}, heat #{reading['heat']}"

  draft = "We apologize for any inconvenience. Unfortunately you must wait."
  review = plugin.review("ticket-7", "2", draft, agent: "tom")["data"]
  review.fetch("matches", []).each do |match| # none in draft.clear
    from, to = match["range"]["chars"] # Ruby counts characters
    puts "#{match['rule']}: #{draft[from...to].inspect}"
  end
  plugin.feedback("ticket-7", review["suggestion"], :shown, agent: "tom")

  begin
    plugin.incoming("ticket-7", "", asked)
  rescue Attune::InvalidArgument => e
    puts "refused: #{e.message}"
  end
end
