# frozen_string_literal: true

post "attune/webhook", to: "attune_webhook#create"
get "attune/advice", to: "attune#advice"
post "attune/draft", to: "attune#draft"
post "attune/feedback", to: "attune#feedback"
