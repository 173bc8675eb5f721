# frozen_string_literal: true

# Takes Attune's webhooks. Without sessions, cookies, users and parameters:
# those would be parsed before the signature was looked at, and logged.
class AttuneWebhookController < ActionController::Metal
  LIMIT = 64.kilobytes # three times what Attune sends

  def create
    self.status = answer
    self.response_body = ""
  end

  private

  def answer
    return 413 if request.content_length.to_i > LIMIT

    body = String.new(request.body.read(LIMIT + 1).to_s)
    return 413 if body.bytesize > LIMIT
    return refused unless RedmineAttune::Signature.fits?(request.headers, body)

    event = JSON.parse(body.force_encoding(Encoding::UTF_8))
    RedmineAttune::Patience.write(AttuneEvent) { AttuneEvent.take(event) }
    204
  rescue JSON::ParserError, KeyError, TypeError, NoMethodError,
         ArgumentError => e
    RedmineAttune.warn("a webhook that cannot be read: #{e.class}")
    400
  rescue ActiveRecord::ActiveRecordError => e
    RedmineAttune.warn("a webhook is to come again: #{e.class}")
    503
  end

  # Most likely another key than the manifest's: whoever set it looks here.
  def refused
    if request.headers["webhook-id"]
      RedmineAttune.warn("a webhook's signature is not ours, or old")
    end
    401
  end
end
