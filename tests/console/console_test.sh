#!/bin/bash
# Every command of the console on real input, against the real shared object.
#   tests/console/console_test.sh [BUILD]
# shellcheck disable=SC2317  # functions are called through check
set -u
cd "$(dirname "$0")/../.." || exit 2
build=$(realpath "${1:-build}")
console=$build/examples/console/attune
teller=$build/tests/console/teller
passed=0 failed=0 skipped=0
work=$(mktemp -d)
endpoint=
clean() {
  [ -z "$endpoint" ] || kill "$endpoint" 2>/dev/null
  rm -rf "$work"
}
trap clean EXIT
export ATTUNE_LIBRARY=$build/attune.so
unset ATTUNE_MANIFEST COLUMNS NO_COLOR
secret=whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw
export ATTUNE_TEST_SECRET=$secret

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
    head -30 "$work/why" | LC_ALL=C cat -v | sed 's/^/  /'
  fi
}

done_testing() {
  echo "$passed passed, $failed failed, $skipped skipped"
  [ "$failed" = 0 ]
  exit
}

# run EXIT WORD…: its output in out and err, and the exit code as wanted.
run() {
  local want=$1 got
  shift
  timeout 60 "$console" "$@" >"$work/out" 2>"$work/err"
  got=$?
  [ "$got" = "$want" ] && return
  echo "attune $*: exit code $got, not $want"
  cat "$work/out" "$work/err"
  return 1
}

says() {
  grep -qF -- "$1" "$work/$2" && return
  echo "not in $2: $1"
  cat "$work/$2"
  return 1
}

silent() {
  ! grep -qF -- "$1" "$work/$2" || { echo "in $2: $1" && return 1; }
}

# Whole documents, one a line.
is_json() {
  /usr/bin/python3 -c 'import json, sys
for line in open(sys.argv[1]): json.loads(line)' "$work/out"
}

if [ ! -x "$console" ] || [ ! -x "$teller" ]; then
  echo "FAIL $console and $teller are there"
  failed=1
  done_testing
fi
if ! /usr/bin/python3 -c pass 2>/dev/null; then
  echo "  skipped: python3 is not installed"
  skipped=1
  done_testing
fi

# Help and usage ---------------------------------------------------------

commands="check try diff ping verify sign letters trends stats erase
  conversation events rules"
helps() {
  local command
  run 0 help && run 0 --help && says "Ends with 0" out || return
  for command in $commands; do
    run 0 help "$command" && says "attune $command" out || return
    run 0 "$command" --help && says "--manifest FILE" out || return
    grep -q "attune $command" examples/console/attune.1 || return
    grep -qw "$command" examples/console/attune.bash || return
  done
}
check "each command has its help, its manual and its completion" helps

usage() {
  run 2 && run 2 chek && says "attune help" err && run 2 check --nope &&
    says "unknown option --nope" err && run 2 check --explain &&
    run 2 check a b && run 2 try --from nobody && run 2 try --format rtf &&
    run 2 diff one two && run 2 letters look && run 2 letters --max x &&
    run 2 letters show && run 2 verify && run 2 erase && run 2 events x &&
    run 2 events --every 1 && run 2 conversation && run 2 check --json=yes &&
    run 2 check --color red && run 2 check --width 1 &&
    run 2 check --explain team:x && run 2 help nope
}
check "a wrong command line is said and ends with 2" usage

unreadable() {
  run 3 check "$work/none" && says "--manifest says which" err &&
    run 3 check --library "$work/none.so" && says "cannot be loaded" err &&
    run 3 try --manifest plugin.manifest "$work/none" &&
    run 3 diff plugin.manifest "$work/none" /dev/null &&
    run 3 stats "$work/none"
}
check "what cannot be read ends with 3" unreadable
full() {
  "$console" help >/dev/full 2>"$work/err"
  [ $? = 3 ] && says "could not be written" err
}
check "a full disk is no success" full

completes() {
  local COMP_WORDS COMP_CWORD COMPREPLY
  # shellcheck source=/dev/null
  source examples/console/attune.bash
  COMP_WORDS=(attune le) COMP_CWORD=1
  _attune && [ "${COMPREPLY[*]}" = letters ] || return
  COMP_WORDS=(attune try --fo) COMP_CWORD=2
  _attune && [ "${COMPREPLY[*]}" = --format ] || return
  COMP_WORDS=(attune try --format ma) COMP_CWORD=3
  _attune && [ "${COMPREPLY[*]}" = markdown ]
}
check "bash completes" completes
if command -v man >/dev/null; then
  manual() {
    [ -z "$(LC_ALL=C.UTF-8 MANWIDTH=80 man -l --warnings=w \
      examples/console/attune.1 2>&1 >/dev/null)" ]
  }
  check "the manual page is sound" manual
fi

# check ------------------------------------------------------------------

cat >"$work/ours.manifest" <<'M'
// ours
{
  "voice": {"person": "we"},
  "rules": {"jargon": "off"},
  "tests": [
    {"customer": "My kettle came broken!",
     "draft": "As per our policy, claims take ten days.",
     "expect": ["policy-wall"], "expect_not": ["jargon"]}
  ],
  "scopes": [{"when": {"team": "billing", "channel": "email"},
              "voice": {"formality": "formal"},
              "rules": {"policy-wall": "error"}}]
}
M
fine() {
  run 0 check --manifest plugin.manifest && says "The manifest is fine" out &&
    run 0 check "$work/ours.manifest" && says "its 1 tests passed" out &&
    says "team=billing,channel=email" out && says "rules.policy-wall" out &&
    run 0 check "$work/ours.manifest" --json && is_json &&
    says '"failed":0' out
}
check "check: what is fine is said to be" fine
wrong() {
  printf '{\n  "voice": {"persn": "we"},\n  "sample": 200\n}\n' \
    >"$work/wrong.manifest"
  run 1 check "$work/wrong.manifest" && says "wrong.manifest:2:13" err &&
    says '"person"' err && says "wrong.manifest:3:" err &&
    run 1 check "$work/wrong.manifest" --json && is_json &&
    says '"problems":["' out && silent "persn" err
}
check "check: every problem has its line" wrong
homeless() {
  printf '{"store": {"engine": "sqlite", "path": "none/attune.db"}}' \
    >"$work/homeless.manifest"
  run 0 check "$work/homeless.manifest" && says "store.path" err &&
    says "$work/none" err && run 0 check "$work/homeless.manifest" --json &&
    is_json && says '"notes":["store.path' out && silent "store.path" err &&
    sed -i s,none/,, "$work/homeless.manifest" &&
    run 0 check "$work/homeless.manifest" && silent "store.path" err &&
    [ ! -e "$work/attune.db" ]
}
check "check: a folder for the store that is not there is noted" homeless
expected() {
  sed 's/"expect": \["policy-wall"\]/"expect": ["over-sympathy"]/' \
    "$work/ours.manifest" >"$work/expects.manifest"
  run 1 check "$work/expects.manifest" && says "tests[0] failed" out &&
    says "over-sympathy is not found" out && says "1 of 1 tests failed" out
}
check "check: a test that fails is named" expected
explained() {
  run 0 check "$work/ours.manifest" --explain team=billing,channel=email &&
    grep -q 'voice.formality .*"formal".*team=billing,channel=email' \
      "$work/out" && grep -q 'voice.person .*"we".*manifest' "$work/out" &&
    grep -q 'voice.warmth .*default' "$work/out" &&
    run 0 check "$work/ours.manifest" --explain team=sales &&
    grep -q 'voice.formality .*"neutral".*default' "$work/out"
}
check "check: --explain says where each value is from" explained

# try --------------------------------------------------------------------

draft='As per our policy a claim takes ten days. Please send your order number.'
tries() {
  run 1 try --manifest plugin.manifest \
    --customer "Order 4471-B came broken, third time I write!" <<<"$draft" &&
    says "1~~~~" out && says "policy-wall" out && says "told: 4471-B" out &&
    says "- As per our policy" out && says "+ " out && silent $'\e' out
}
check "try: a draft with marks, reasons and a better version" tries
good() {
  run 0 try --manifest plugin.manifest \
    <<<"Your refund of 20 EUR is on its way and arrives by Friday." &&
    says "good as it is" out
}
check "try: a good draft is left in peace" good
heard() {
  run 0 try --manifest plugin.manifest --from customer \
    <<<"Third time I write and nobody answers me! Where is my parcel?" &&
    says "reads as" out && says "frustration" out && says "asks" out
}
check "try: a customer's message" heard
lines() {
  printf '%s\n' '{"from":"customer","text":"My order 5512 is late!"}' \
    '{"from":"agent","text":"What is your order number?"}' |
    run 1 try --manifest plugin.manifest && says "asks-again" out &&
    run 1 try --manifest plugin.manifest --json \
      examples/conversations/parcel.jsonl && is_json &&
    says '"event":{"type":"rewrite.suggested"' out
}
check "try: conversations as JSON lines" lines
broken() {
  printf '{"from":"customer","text":"Hello?"}\n{"nope":1}\n{\n' >"$work/lines"
  run 1 try --manifest plugin.manifest "$work/lines" && says "lines:2:" err &&
    says "lines:3:" err && run 3 try --manifest plugin.manifest </dev/null
}
check "try: lines that are none are named" broken
whys() {
  run 1 try --manifest "$work/ours.manifest" --why <<<"$draft" &&
    says "fired" out && grep -q 'policy-wall.lead .*As per our policy' \
    "$work/out" && says "its level is off in the manifest" out &&
    says "none of its phrases is in the draft" out &&
    run 1 try --manifest "$work/ours.manifest" --why --json <<<"$draft" &&
    is_json && says '"outcome":"fired"' out
}
check "try: --why gives every rule's reason" whys
coloured() {
  run 1 try --manifest plugin.manifest --color always <<<"$draft" &&
    says $'\e[' out || return
  printf 'Please \033[31mcalm down\007.\n' |
    run 0 try --manifest plugin.manifest && silent $'\e' out &&
    says '\x1b' out
}
check "try: colour when asked for, and no text steers the terminal" coloured
scoped() {
  run 1 try --manifest "$work/ours.manifest" --team billing --channel email \
    --json <<<"$draft" && says '"level":"error"' out
}
check "try: the scope is chosen" scoped

# diff -------------------------------------------------------------------

differs() {
  run 0 diff plugin.manifest plugin.manifest examples/conversations/*.jsonl &&
    says "0 of " out || return
  printf '{"rules":{"canned":"off","policy-wall":"error"}}' >"$work/new"
  run 1 diff plugin.manifest "$work/new" examples/conversations/*.jsonl &&
    says "- canned" out && says "~ policy-wall" out &&
    says "warning, now error" out && says "removed" out &&
    run 1 diff plugin.manifest "$work/new" --json \
      examples/conversations/parcel.jsonl && is_json && says '"sums":{' out
}
check "diff: what a changed manifest changes, and nothing else" differs

# sign and verify --------------------------------------------------------

signs() {
  printf '{"a":1}' >"$work/body"
  run 0 sign --secret env:ATTUNE_TEST_SECRET --id msg_1 \
    --timestamp 1700000000 "$work/body" || return
  local ours
  ours=$(sed -n 's/^webhook-signature: //p' "$work/out")
  [ "$ours" = "$(/usr/bin/python3 -c '
import base64, hashlib, hmac
key = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
text = b"msg_1.1700000000.{\"a\":1}"
digest = hmac.new(key, text, hashlib.sha256).digest()
print("v1," + base64.b64encode(digest).decode())')" ] || return
  set -- verify --secret env:ATTUNE_TEST_SECRET --id msg_1 \
    --timestamp 1700000000 --signature "v1,x $ours"
  run 0 "$@" --any-time "$work/body" && says valid out &&
    run 1 "$@" "$work/body" && says "five minutes" out &&
    run 1 "$@" --any-time --json <<<"other" && is_json &&
    says '"valid":false' out
}
check "sign and verify agree with a third party" signs
secrets() {
  run 3 sign --secret "$secret" <<<x && silent "$secret" err &&
    says "env:NAME" err && run 3 sign --secret env:NOBODY_HAS_IT <<<x &&
    run 3 sign --secret "file:$work/none" <<<x &&
    run 3 sign --manifest plugin.manifest <<<x && says "say whose" err
}
check "a secret is never given itself" secrets

# An endpoint, a store, and what is in it --------------------------------

/usr/bin/python3 tests/console/endpoint.py "$work" &
endpoint=$!
for _ in $(seq 100); do
  [ -e "$work/port" ] && break
  sleep 0.1
done
printf '%s' "$secret" >"$work/secret"
chmod 600 "$work/secret"
desk=$work/desk.manifest
cat >"$desk" <<M
{ // the desk
  "webhooks": [{"name": "desk", "url": "http://127.0.0.1:$(<"$work/port")/hook",
                "secret": "file:secret", "headers": {"x-desk": "main"},
                "allow": ["127.0.0.0/8"]}],
  "store": {"engine": "sqlite", "path": "attune.db"}
}
M
pings() {
  run 0 ping --manifest "$desk" && says "204" out && says "127.0.0.1" out ||
    return
  local last id time signature
  last=$(find "$work" -name 'request-*.headers' | sort -V | tail -1)
  id=$(sed -n 's/^webhook-id: //p' "$last")
  time=$(sed -n 's/^webhook-timestamp: //p' "$last")
  signature=$(sed -n 's/^webhook-signature: //p' "$last")
  grep -q '^x-desk: main' "$last" &&
    grep -q '"type":"endpoint.ping"' "${last%.headers}.body" &&
    run 0 verify --manifest "$desk" --id "$id" --timestamp "$time" \
      --signature "$signature" --webhook desk "${last%.headers}.body" &&
    run 0 ping desk --json --manifest "$desk" && is_json &&
    says '"status":204' out
}
check "ping: signed, received, and verified" pings
described() {
  /usr/bin/python3 - "$(find "$work" -name 'request-*.body' | head -1)" <<'P'
import json, sys
try:
    from jsonschema import Draft202012Validator
except ImportError:
    sys.exit(0)
schema = json.load(open("include/attune-events.schema.json"))
Draft202012Validator(schema).validate(json.load(open(sys.argv[1])))
P
}
check "ping: as the schema of events says" described
refused() {
  echo 401 >"$work/status"
  run 1 ping --manifest "$desk" && says "401" out &&
    says "compare the secrets" out || return
  rm "$work/status"
  sed 's/"allow": \[[^]]*\]/"max_in_flight": 1/' "$desk" >"$work/shut.manifest"
  run 3 ping --manifest "$work/shut.manifest" && says '"allow"' out &&
    run 2 ping nobody --manifest "$desk" &&
    sed 's|http://127.0.0.1:[0-9]*|http://127.0.0.1:9|' "$desk" \
      >"$work/nobody.manifest" &&
    run 3 ping --manifest "$work/nobody.manifest" && says "no answer" out
}
check "ping: what is refused says what to do" refused

nothing() {
  run 0 letters --manifest "$desk" && says "not there yet" out &&
    run 0 trends --manifest "$desk" && run 0 stats --manifest "$desk" &&
    [ ! -e "$work/attune.db" ]
}
check "looking at a store that is not there yet makes none" nothing
memory() {
  run 0 letters --manifest plugin.manifest && says "memory" out &&
    run 3 erase x --yes --manifest plugin.manifest && says "in memory" err &&
    run 3 events --once --manifest plugin.manifest
}
check "a store in memory is said to be one" memory

angry="My blender, order 4471-B, arrived broken again and I want your manager \
now, or I go to the press and my lawyer!"
tell() {
  "$teller" "$ATTUNE_LIBRARY" "$desk" "$@" 2>"$work/log"
}
dead() {
  echo 410 >"$work/status"
  tell <<<"customer t1 $angry" && tell <<<"customer t2 ${angry/4471-B/9902-C}" &&
    run 1 letters --manifest "$desk" && says "escalation.advised" out &&
    says "status 410" out && says "t1" out && says "t2" out &&
    run 1 letters list --json --manifest "$desk" && is_json &&
    [ "$(wc -l <"$work/out")" = 2 ]
}
check "letters: what an endpoint refused for good" dead
run 1 letters --json --manifest "$desk" >/dev/null
mapfile -t ids < <(sed -n 's/.*"id":"\([^"]*\)".*/\1/p' "$work/out")
shown() {
  run 0 letters show "${ids[0]}" --manifest "$desk" && says '"type"' out &&
    says "status 410" out && run 1 letters show nope --manifest "$desk" &&
    says "no letter with this id" err &&
    run 0 letters --endpoint other --manifest "$desk" &&
    run 1 letters --max 1 --manifest "$desk" && says "and more" out
}
check "letters: one is shown" shown
replayed() {
  rm "$work/status"
  run 0 letters replay "${ids[0]}" --manifest "$desk" &&
    says "1 put on the way again" out &&
    run 0 letters --waiting --manifest "$desk" && says "${ids[0]}" out &&
    says "0 attempts" out || return
  tell 7000 <<<"customer t3 Where is my invoice?"
  grep -q "^webhook-id: ${ids[0]}" "$work"/request-*.headers &&
    run 0 letters --waiting --manifest "$desk" && silent "${ids[0]}" out
}
check "letters: a replayed one is delivered under its id" replayed
purged() {
  run 2 letters purge --manifest "$desk" &&
    run 2 letters purge x --all --manifest "$desk" &&
    run 1 letters purge nope --manifest "$desk" &&
    run 0 letters purge --all --manifest "$desk" && says "1 removed" out &&
    run 0 letters --manifest "$desk" && says "no dead letters" out
}
check "letters: purged" purged

remembered() {
  tell <<<"agent t1 I am sorry. I will write to you by Friday with a date."
  run 0 conversation t1 --manifest "$desk" && says "4471-B" out &&
    says "by Friday" out && says "wants-person" out &&
    run 0 conversation t1 --json --manifest "$desk" && is_json &&
    says '"known":true' out &&
    run 0 conversation nobody --manifest "$desk" &&
    says "Nothing is remembered" out
}
check "conversation: all that is remembered" remembered
counted() {
  run 0 stats --manifest "$desk" && says "conversations" out &&
    run 0 stats --json --manifest "$desk" && is_json || return
  printf '# TYPE attune_accepted counter\nattune_accepted_total{kind="a"} 7\n%s' \
    $'attune_refused_total 0\n# EOF\n' >"$work/metrics"
  run 0 stats "$work/metrics" && says "7" out && silent "refused" out &&
    run 1 stats /dev/null
}
check "stats: of the store, and of a helpdesk's figures" counted
trending() {
  run 0 trends --manifest "$desk" && says "blender" out &&
    says "too little to say" out && run 0 trends --json --manifest "$desk" &&
    is_json && run 1 trends no-such-topic --manifest "$desk"
}
check "trends: topics and days" trending
erased() {
  run 2 erase t1 --manifest "$desk" </dev/null && says "--yes" err &&
    run 0 erase t1 never --yes --manifest "$desk" && says "forgotten" out &&
    says "nothing was remembered" out &&
    run 0 conversation t1 --manifest "$desk" && silent "4471-B" out &&
    ! grep -qa "4471-B" "$work/attune.db" &&
    run 0 conversation t2 --manifest "$desk" && says "9902-C" out
}
check "erase: one conversation and no other" erased
followed() {
  echo 500 >"$work/status"
  "$console" events --every 50 --manifest "$desk" >"$work/events" \
    2>"$work/err" &
  local pid=$!
  tell 1000 <<<"customer t4 $angry"
  sleep 0.5
  kill -TERM "$pid"
  wait "$pid"
  [ $? = 143 ] && grep -q "escalation.advised" "$work/events" &&
    grep -q "retry" "$work/events" &&
    run 0 events --once --bodies --manifest "$desk" && says '"type"' out &&
    run 0 events --once --json --manifest "$desk" && is_json
}
check "events: followed as they come" followed

listed() {
  run 0 rules --manifest "$work/ours.manifest" && says "policy-wall" out &&
    grep -q '^jargon *off' "$work/out" &&
    run 0 rules --team billing --channel email \
      --manifest "$work/ours.manifest" &&
    grep -q '^policy-wall *error' "$work/out" &&
    run 0 rules canned --manifest plugin.manifest && says "why" out &&
    run 1 rules nope --manifest plugin.manifest &&
    run 0 rules --json --manifest plugin.manifest && is_json
}
check "rules: levels, reasons, phrases" listed

# Installing -------------------------------------------------------------

# The jobs and variables of a make around us are not for the one inside.
unset MAKEFLAGS MFLAGS MAKELEVEL
installed() {
  local at=$work/root
  make -s install BUILD="$build" PREFIX=/usr/local DESTDIR="$at" &&
    for file in bin/attune lib/attune/attune.so lib/pkgconfig/attune.pc \
      include/attune.h include/attune.ffi.h share/man/man1/attune.1 \
      share/attune/attune-manifest.schema.json \
      share/bash-completion/completions/attune; do
      [ -s "$at/usr/local/$file" ] || { echo "no $file" && return 1; }
    done
  [ -s "$at/etc/attune/plugin.manifest" ] &&
    env -u ATTUNE_LIBRARY "$at/usr/local/bin/attune" check \
      "$at/etc/attune/plugin.manifest" &&
    echo '// mine' >"$at/etc/attune/plugin.manifest" &&
    make -s install BUILD="$build" PREFIX=/usr/local DESTDIR="$at" &&
    grep -q mine "$at/etc/attune/plugin.manifest"
}
packaged() {
  local package
  package=$(make -s deb BUILD="$build" | tail -1) &&
    lintian --fail-on error,warning "$package" &&
    dpkg-deb -c "$package" | grep -q ' ./usr/bin/attune$' &&
    dpkg-deb -f "$package" Depends | grep -q libcurl4
}
# A build with sanitizers is not one to install.
case $build in
*/build)
  check "what is installed works, and a manifest is kept" installed
  if command -v lintian >/dev/null && command -v dpkg-shlibdeps >/dev/null; then
    check "lintian accepts the package" packaged
  else
    echo "  skipped: lintian or dpkg-dev is not installed"
    skipped=$((skipped + 1))
  fi
  ;;
esac

done_testing
