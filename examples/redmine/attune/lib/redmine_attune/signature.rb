# frozen_string_literal: true

require "openssl"

module RedmineAttune
  # The signature of Standard Webhooks.
  module Signature
    TOLERANCE = 300 # seconds: what is older was recorded

    class << self
      # The key can be had, and is one.
      def ready? = keys.any?

      def fits?(headers, body)
        id, time, signatures = %w[id timestamp signature].map do |name|
          headers["webhook-#{name}"].to_s
        end
        return false unless /\A\d{1,12}\z/.match?(time) &&
                            (Time.now.to_i - time.to_i).abs <= TOLERANCE

        content = "#{id}.#{time}.".b + body
        wanted = keys.map { |key| signed(key, content) }
        # All are compared: how long it takes tells nothing.
        pairs = signatures.split.first(8).product(wanted)
        pairs.count { |given, made|
          ActiveSupport::SecurityUtils.secure_compare(given, made)
        }.positive?
      end

      private

      def signed(key, text)
        "v1,#{[OpenSSL::HMAC.digest('SHA256', key, text)].pack('m0')}"
      end

      # A line each, so that a new one may stand beside the old.
      def keys
        all = text.split.map do |one|
          one.delete_prefix("whsec_").unpack1("m0")
        end
        # A short one could be guessed, an empty one is everybody's.
        return all if all.any? && all.all? { |key| key.bytesize >= 24 }

        raise ArgumentError, "no key of 24 bytes or more"
      rescue SystemCallError, ArgumentError => e
        RedmineAttune.warn("attune_secret cannot be used: #{e.message}")
        []
      end

      # As the manifest names it.
      def text
        case RedmineAttune.setting("secret").to_s
        when /\Afile:(.+)/ then File.read($1)
        when /\Aenv:(.+)/ then ENV.fetch($1, "")
        else raise ArgumentError, "it is neither file:PATH nor env:NAME"
        end
      end
    end
  end
end
