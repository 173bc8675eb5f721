#!/bin/bash
# Plays the example conversations and the worst of input through
# examples/replay, as a person or a pipe would.
#   tests/host/replay_test.sh [BUILD]
# shellcheck disable=SC2317  # functions are called through check
set -u
cd "$(dirname "$0")/../.." || exit 2
build=${1:-build}
replay=$build/examples/replay/replay
passed=0 failed=0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/tmp"
export TMPDIR=$work/tmp
unset COLUMNS NO_COLOR

# check NAME COMMAND…: passes when the command does.
check() {
  local name=$1
  shift
  if "$@" >"$work/why" 2>&1; then
    passed=$((passed + 1))
    echo "ok   $name"
  else
    failed=$((failed + 1))
    echo "FAIL $name"
    head -20 "$work/why" | LC_ALL=C cat -v | sed 's/^/  /'
  fi
}

done_testing() {
  echo "$passed passed, $failed failed"
  [ "$failed" = 0 ]
  exit
}

if [ ! -x "$replay" ] || [ ! -r "$build/attune.so" ]; then
  echo "FAIL $replay and $build/attune.so are there"
  failed=1
  done_testing
fi

# play EXIT OPTION…: its output in out and err, and the exit code as wanted.
play() {
  local want=$1 got
  shift
  timeout 120 "$replay" --library "$build/attune.so" "$@" \
    >"$work/out" 2>"$work/err"
  got=$?
  [ "$got" = "$want" ] && return
  echo "exit code $got, not $want"
  cat "$work/err"
  return 1
}

says() {
  grep -qF -- "$1" "$work/$2" && return
  echo "not in $2: $1"
  cat "$work/$2"
  return 1
}

# Only printable characters and line feeds, whatever the locale.
is_harmless() {
  ! LC_ALL=C grep -nP '[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]' "$1"
}

# The examples -----------------------------------------------------------

all=(examples/conversations/*.jsonl)
check "the examples are played without a fault" play 0 --json "${all[@]}"
cp "$work/out" "$work/events"
verified() {
  local events
  events=$(wc -l <"$work/events")
  [ "$events" -gt 100 ] &&
    [ "$(grep -c '"verified":true}$' "$work/events")" = "$events" ]
}
check "every event came with a signature that fits" verified

cat >"$work/drafts.py" <<'PY'
import json, sys
drafts, answered, twice = set(), set(), []
for name in sys.argv[2:]:
    for line in open(name, encoding="utf-8"):
        talk = json.loads(line)
        for number, message in enumerate(talk["messages"], 1):
            if message["from"] == "agent" and message.get("stage") != "sent":
                drafts.add((talk["id"], message.get("id", f"m{number}")))
for line in open(sys.argv[1], encoding="utf-8"):
    event = json.loads(line)
    key = (event["data"]["conversation"], event["data"]["message"])
    if event["type"] in ("rewrite.suggested", "draft.clear"):
        if key in answered:
            twice.append(key)
        answered.add(key)
print("without an event:", drafts - answered, "no draft:", answered - drafts,
      "twice:", twice)
sys.exit(drafts != answered or bool(twice))
PY
check "every draft is answered by one event" \
  /usr/bin/python3 "$work/drafts.py" "$work/events" "${all[@]}"

cat >"$work/schema.py" <<'PY'
import json, sys
from jsonschema import Draft202012Validator, FormatChecker
schema = json.load(open("include/attune-events.schema.json"))
Draft202012Validator.check_schema(schema)
validator = Draft202012Validator(schema, format_checker=FormatChecker())
bad = 0
for number, line in enumerate(open(sys.argv[1], encoding="utf-8"), 1):
    event = json.loads(line)
    del event["verified"]
    for error in validator.iter_errors(event):
        bad += 1
        print(f"event {number} {error.json_path}: {error.message[:200]}")
sys.exit(bad != 0)
PY
if [ -r include/attune-events.schema.json ] &&
  /usr/bin/python3 -c 'import jsonschema' 2>/dev/null; then
  check "every event is what the schema describes" \
    /usr/bin/python3 "$work/schema.py" "$work/events"
else
  echo "     (no schema, or no jsonschema for python3: events not validated)"
fi

same_again() {
  play 0 --json "${all[@]}" || return
  local strip='s/"timestamp":"[^"]*"//; s/"expires_at":"[^"]*"//
    s/"micros":[0-9]*//; s/"manifest":"[0-9a-f]*"//'
  diff <(sed "$strip" "$work/events") <(sed "$strip" "$work/out")
}
check "a second run says the same" same_again

shown() {
  play 0 examples/conversations/parcel.jsonl &&
    says "A birthday present that never came" out &&
    says "Marta Oyelaran" out && says "1 conversation, 7 messages" out &&
    is_harmless "$work/out"
}
check "a conversation is shown, without colours in a pipe" shown

coloured() {
  play 0 --color always examples/conversations/parcel.jsonl &&
    grep -q $'\033\[' "$work/out"
}
check "colours are there when they are asked for" coloured

fits() {
  local width=$1
  play 0 --width "$width" "${all[@]}" &&
    ! LC_ALL=C.UTF-8 grep -nE "^.{$((width + 1))}" "$work/out"
}
check "nothing is wider than 80 columns" fits 80

summed() {
  play 0 --quiet --limit 2 "${all[@]}" && says "2 conversations" out &&
    ! grep -q "draft$" "$work/out"
}
check "--quiet leaves the summary, --limit stops" summed

# Input ------------------------------------------------------------------

cat >"$work/bad.jsonl" <<'END'
{"id":"good","messages":[{"from":"customer","text":"Where is it?"}]}
this is not JSON
{"id":"x","messages":[{"from":"robot","text":"x"}]}
{"id":"x","messages":[{"from":"agent","text":["x"]}]}
{"id":7,"text":"x"}
{"id":"x"}

{"id":"x","messages":[{"from":"agent","text":"x","at":"yesterday"}]}
{"id":"x","customer":"Ana","text":"x"}
{"id":"x","text":"no end
{"id":"evil\u001b[31m","messages":[{"from":"agent","stage":"\u001b[2J"}]}
{"id":"also good","text":"Hello?"}
END
bad_input() {
  play 1 "$work/bad.jsonl" "$work/none.jsonl" "$work" || return
  local line
  for line in ':2: not JSON' ':3: messages[0].from: expected' \
    ':4: messages[0].text: expected a string' ':5: id: expected a string' \
    ':6: expected "messages"' ':8: messages[0].at: expected a time' \
    ':9: customer: expected an object' ':10: not JSON' \
    ':11: messages[0].stage: expected "draft" or "sent"'; do
    says "bad.jsonl$line" err || return
  done
  says "none.jsonl: No such file" err && says "$work: is a directory" err &&
    says "2 conversations, 2 messages" out &&
    says "11 lines or files not used" out
}
check "bad lines and files are named, the rest is played" bad_input

cat >"$work/evil.jsonl" <<'END'
{"id":"e\u001b]0;t\u0007","title":"t\u001b[2J\u009b31m","customer":{"name":"\u202eanA"},"agent":{"name":"\u001bc"},"messages":[{"from":"customer","text":"\u001b[31mred\u0007\b\u007f \u009b2J \u2066x\u2069 \ufeff I am so angry, this is the third time!!"},{"from":"agent","text":"Unfortunately it is our \u001b[8mpolicy\u001b[0m.\r\n\tYou must wait.\u0085"}]}
END
harmless() {
  play 0 "$@" "$work/evil.jsonl" && is_harmless "$work/out" &&
    is_harmless "$work/err"
}
check "control characters are shown escaped" harmless
check "control characters are escaped in JSON too" harmless --json
shapes() {
  printf '%s\n' \
    '{"id":"a","context":[{"from":"customer","text":"My order 5512 is late."}],"draft":"What is your order number?"}' \
    '{"id":"b","text":"I have had enough, third time I write!"}' |
    play 0 - && says "2 conversations, 3 messages" out
}
check "labelled lines are played as they are, from a pipe" shapes

wide() {
  printf '%s\n' '{"id":"w","messages":[{"from":"agent","text":"日本語 😀 é"}]}' |
    play 0 - && says "日本語 😀 é" out
}
check "wide characters and accents come through" wide

# Options ----------------------------------------------------------------

usage() {
  play 0 --help && says "Usage: replay" out && play 2 && play 2 --nope x &&
    play 2 --color red x && play 2 --limit 0 x && play 2 --limit 9x x &&
    play 2 --json --quiet x && says 'Try "replay --help"' err
}
check "wrong usage is said and has its exit code" usage

wishes() {
  printf '// ours\n{"voice":{"person":"we"},"webhooks":[{"name":"live",%s\n' \
    '"url":"https://desk.example/hook","secret":"env:NOBODY_HAS_IT"}]}' \
    >"$work/our.manifest"
  play 0 --manifest "$work/our.manifest" examples/conversations/parcel.jsonl
}
check "a manifest is played with, its webhooks left alone" wishes
mistaken() {
  printf '{\n  "voice": {"persn": "we"}\n}\n' >"$work/wrong.manifest"
  play 1 --manifest "$work/wrong.manifest" "${all[0]}" &&
    says "wrong.manifest:2:" err && says '"person"' err &&
    play 1 --manifest "$work/none" "${all[0]}" &&
    says "none: No such file" err
}
check "a wrong manifest is reported where it is wrong" mistaken
check "a library that is not there is said" \
  play 1 --library "$work/none.so" "${all[0]}"

# A plugin that lies -----------------------------------------------------

forged=$work/forged.so
forge() {
  export FORGED=$1
  play "$2" --library "$forged" examples/conversations/parcel.jsonl &&
    is_harmless "$work/out" && { [ -z "$3" ] || says "$3" out; } &&
    { [ -z "$4" ] || says "$4" err; }
}
if ${CC:-cc} -shared -fPIC -D_GNU_SOURCE -Iinclude -o "$forged" \
  tests/host/forged_plugin.c -lcrypto; then
  check "a signed event is taken" forge good 0 "3 good as they are" ""
  check "a wrong signature is refused" \
    forge signature 1 "3 bad signatures" "m2: no signature fits"
  check "an old timestamp is refused" \
    forge stale 1 "3 bad signatures" "more than five minutes"
  check "a body that is no JSON is refused" \
    forge body 1 "3 invalid events" "m2: not JSON"
  check "a quote that nobody wrote is refused" \
    forge quote 1 "3 invalid events" "matches[0].quote is not what stands"
  check "an event cannot steer the terminal" forge escape 0 'a\x1b[31mb' ""
  check "a plugin that never answers is said" \
    forge silent 1 "messages not answered" "not done within the deadline"
  unset FORGED
else
  echo "     (no compiler: the lying plugin was not tried)"
fi

# What is left behind ----------------------------------------------------

interrupted() {
  local pid
  mkfifo "$work/pipe"
  "$replay" --library "$build/attune.so" "$work/pipe" >/dev/null 2>&1 &
  pid=$!
  exec 9<>"$work/pipe" # never waits for a reader that gave up
  echo '{"id":"i","text":"Hello?"}' >&9
  sleep 0.5
  kill -TERM "$pid"
  exec 9>&-
  wait "$pid"
  [ $? = 143 ]
}
check "a signal ends it as a signal does" interrupted
left_behind() {
  [ -z "$(find "$work/tmp" -mindepth 1 -print)" ]
}
check "no secret or manifest is left behind" left_behind

done_testing
