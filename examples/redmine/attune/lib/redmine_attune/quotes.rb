# frozen_string_literal: true

module RedmineAttune
  # Takes out what somebody else had said, which is in the issue already.
  module Quotes
    QUOTED = /\A\s{0,3}>/
    PARAGRAPH = /\Abq\.+(?::\S+)? / # Textile's, until an empty line
    # "Mia Jansen wrote in #note-3:", in whatever language.
    ATTRIBUTION = /\S:\s*\z/

    def self.without(text)
      kept = []
      paragraph = false
      text.to_s.each_line(chomp: true) do |line|
        paragraph = !line.strip.empty? && (paragraph || PARAGRAPH === line)
        if QUOTED.match?(line)
          kept.pop if kept.last && ATTRIBUTION.match?(kept.last)
          kept.push("") unless kept.last == ""
        else
          kept.push(line) unless paragraph
        end
      end
      kept.join("\n").strip
    end
  end
end
