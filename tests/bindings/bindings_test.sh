#!/bin/bash
# Runs the bindings of all languages that are there, the receivers, and the
# servers with workers:
#   tests/bindings/bindings_test.sh [BUILD]
# tests/bindings/packages installs what it takes; what is not there is skipped.
# shellcheck disable=SC2317  # functions are called through check
set -u
cd "$(dirname "$0")/../.." || exit 2
build=$(realpath "${1:-build}")
export ATTUNE_LIBRARY=$build/attune.so
export NODE_PATH=$build/bindings/npm/node_modules
export GOCACHE=$build/bindings/go GOFLAGS=-mod=mod GOPROXY=off
export PYTHONDONTWRITEBYTECODE=1
here=tests/bindings
bindings=examples/bindings
python=/usr/bin/python3
passed=0 failed=0 skipped=0
costs=() php= perl=
work=$(mktemp -d)
receiver=
trap 'kill $receiver 2>/dev/null; rm -rf "$work"' EXIT

# check NAME COMMAND…: passes when the command does; its last line is shown.
check() {
  local name=$1
  shift
  if timeout 120 "$@" >"$work/why" 2>&1; then
    passed=$((passed + 1))
    echo "ok   $name"
    grep . "$work/why" | tail -3 | sed 's/^/     /'
  else
    failed=$((failed + 1))
    echo "FAIL $name"
    head -20 "$work/why" | LC_ALL=C cat -v | cut -c1-400 | sed 's/^/  /'
  fi
}

skip() {
  skipped=$((skipped + 1))
  echo "skip $1: $2"
}

done_testing() {
  echo "$passed passed, $failed failed, $skipped skipped"
  [ "$failed" = 0 ]
  exit
}

if [ ! -r "$ATTUNE_LIBRARY" ] || ! [ -x $python ]; then
  echo "FAIL $ATTUNE_LIBRARY and $python are there"
  failed=1
  done_testing
fi
mkdir -p "$build/bindings"

# A receiver for all, and manifests that name it.

umask 077
echo whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw >"$work/secret"
$python $here/receiver.py "$work/secret" "$work/port" 2>"$work/receiver.log" &
receiver=$!
for _ in {1..100}; do
  [ -s "$work/port" ] && break
  sleep 0.1
done
port=$(cat "$work/port")

# manifest NAME EVENTS: a scope, and an offer by role, so that a field that
# got into another's place is seen in the events.
manifest() {
  cat >"$work/$1" <<END
{"webhooks": [{"name": "desk", "url": "http://127.0.0.1:$port/",
  "secret": "file:secret", "allow": ["127.0.0.1/32"], "events": [$2]}],
 "draft_clear": "always", "limits": {"prompts_per_conversation": 0},
 "offers": [{"id": "call", "text": "a call from our lead", "min_heat": 0,
  "roles": ["lead"]}],
 "scopes": [{"when": {"team": "billing", "channel": "email", "brand": "Lumen",
  "locale": "en-GB"}, "voice": {"person": "we"}}]}
END
}
prompted='"validation.prompted"'
manifest manifest "$prompted, \"rewrite.suggested\", \"draft.clear\""
manifest manifest.one "$prompted"
echo '{}' >"$work/manifest.quiet"
echo '{"limits": {"queue_messages": 1}}' >"$work/manifest.full"
echo '{"voice": {"warmth": "hot"}}' >"$work/manifest.wrong"
$python $here/messages.py >"$work/messages"
$python $here/messages.py --plain >"$work/plain"

take() {
  $python -c 'import sys, urllib.request as r
sys.stdout.buffer.write(r.urlopen(sys.argv[1]).read())' \
    "http://127.0.0.1:$port/take"
}

# sends LANGUAGE COMMAND…: the driver says nothing, but for the manifests that
# could not be opened, and what it got is what Python got.
sends() {
  local out=$work/$1
  shift
  mkdir -p "$out"
  cp "$work/manifest.quiet" "$work/manifest.reload"
  take >/dev/null
  timeout 60 "$@" "$work/manifest" "$messages" "$out" 2>"$out/err" || {
    echo "exit code $?"
    cat "$out/err"
    return 1
  }
  take >"$out/events"
  if grep -v '^attune: error: ' "$out/err"; then return 1; fi
  "$python" "$here/compare.py" "$work/Python" "$out"
}
export -f sends take
export work port python here messages

example_of() {
  timeout 60 "$@" "$work/manifest.quiet" >"$work/said" || return
  cat "$work/said"
  diff <(tr '"' "'" <"$work/said" | sed '/^refused/s/:.*//') - <<'END'
feels frustration, heat 1
canned: 'apologize for any inconvenience'
negative-wording: 'you must wait'
refused
END
}
export -f example_of

# language NAME VERSION EXAMPLE DRIVER: both are commands of words.
language() {
  messages=$work/messages
  [ "$1" = Java ] && messages=$work/plain
  # shellcheck disable=SC2086  # commands of words
  check "$1 $2: the example runs" bash -c 'example_of "$@"' . $3
  # shellcheck disable=SC2086
  check "$1 $2: sends the same, closes cleanly" bash -c 'sends "$@"' . "$1" $4
  costs+=("$(printf '%-8s %6d ns' "$1" "$(cat "$work/$1/cost")")")
}

language Python "$($python -V | cut -d' ' -f2)" \
  "$python $bindings/python/example.py" "$python $here/send.py"

if command -v ruby >/dev/null; then
  language Ruby "$(ruby -e 'print RUBY_VERSION')" \
    "ruby -w $bindings/ruby/example.rb" "ruby -w $here/send.rb"
else
  skip Ruby "no ruby"
fi

if command -v php >/dev/null && php -r 'exit(extension_loaded("ffi") ? 0 : 1);'
then
  php=yes
  php -r 'exit(function_exists("pcntl_fork") ? 0 : 1);' ||
    skip "PHP forks" "php has no pcntl"
  language PHP "$(php -r 'echo PHP_VERSION;')" \
    "php $bindings/php/example.php" "php $here/send.php"
  check "PHP copied elsewhere finds attune.ffi.h, or says where it looked" \
    $here/php_copy_test.sh "$work/manifest.quiet"
else
  skip PHP "no php with FFI"
fi

if /usr/bin/perl -MFFI::Platypus=2.00 -e 1 2>/dev/null; then
  perl=yes
  language Perl "$(/usr/bin/perl -e 'printf "%vd", $^V')" \
    "/usr/bin/perl $bindings/perl/example.pl" "/usr/bin/perl $here/send.pl"
else
  skip Perl "no FFI::Platypus 2"
fi

if command -v node >/dev/null && node -e 'require("koffi")' 2>/dev/null; then
  node=yes
  language Node "$(node -p process.versions.node)" \
    "node $bindings/node/example.js" "node $here/send.js"
else
  node=
  skip Node "no node with koffi"
fi

go_builds() {
  (cd "$bindings/go" && go vet ./... &&
    go build -o "$build/bindings/" ./example) &&
    (cd "$here/go" && go build -o "$build/bindings/" .)
}
export -f go_builds
export build bindings
if command -v go >/dev/null && command -v cc >/dev/null; then
  check "Go builds, and vet has nothing to say" bash -c go_builds
  [ -x "$build/bindings/send" ] &&
    language Go "$(go env GOVERSION)" \
      "$build/bindings/example" "$build/bindings/send"
else
  skip Go "no go with a C compiler"
fi

jna=$(find /usr/share/java -name jna.jar 2>/dev/null | head -1)
if command -v javac >/dev/null && [ -n "$jna" ]; then
  classes=$build/bindings/java
  check "Java builds without a warning" javac -Xlint:all -Werror -cp "$jna" \
    -d "$classes" $bindings/java/attune/*.java $bindings/java/Example.java \
    $here/Send.java
  language Java "$(javac -version | cut -d' ' -f2)" \
    "java -cp $jna:$classes Example" "java -cp $jna:$classes Send"
else
  skip Java "no javac with JNA"
fi

deliveries=$work/Python/events
check "the receiver in Python shows each event once" $python \
  $here/receiver_test.py "$deliveries" "$work/secret" \
  $python examples/receivers/python/receiver.py
if command -v node >/dev/null && node -e 'require("standardwebhooks")' \
  2>/dev/null; then
  check "the receiver in Node shows each event once" $python \
    $here/receiver_test.py "$deliveries" "$work/secret" \
    node examples/receivers/node/receiver.js
else
  skip "the receiver in Node" "no node with standardwebhooks"
fi
if command -v node >/dev/null && node -e 'require("standardwebhooks");
require("svix")' 2>/dev/null; then
  check "standardwebhooks and svix verify what was sent" node \
    $here/libraries.js "$deliveries" "$work/secret"
else
  skip "public libraries" "no node with standardwebhooks and svix"
fi

check "what is missing is installed, or named" $here/install_test.sh

# Servers with workers.
prefork() {
  check "$1: none lost, none twice, memory flat, exit 0" $python \
    $here/prefork/prefork_test.py "$2" "$work" "$port"
}
if $python -c 'import gunicorn' 2>/dev/null; then
  prefork "gunicorn --preload, 2 workers of 4 threads" gunicorn
else
  skip gunicorn "no gunicorn for $python"
fi
if command -v uwsgi >/dev/null && uwsgi --plugin python3 --version >/dev/null
then
  prefork "uWSGI --master, 2 workers of 4 threads" uwsgi
else
  skip uWSGI "no uwsgi with python3"
fi
if command -v puma >/dev/null; then
  prefork "Puma preload_app!, 2 workers of 2 threads" puma
else
  skip Puma "no puma"
fi
if command -v starman >/dev/null && [ -n "$perl" ]; then
  prefork "Starman --preload-app, 2 workers" starman
else
  skip Starman "no starman, or perl without FFI::Platypus"
fi
if [ -x /usr/sbin/apache2 ] && [ -n "$perl" ] &&
  [ -e /usr/lib/apache2/modules/mod_perl.so ]; then
  prefork "Apache prefork and mod_perl, 2 children" apache
else
  skip Apache "no apache2 with mod_perl"
fi
if compgen -G '/usr/sbin/php-fpm*' >/dev/null && [ -n "$php" ]; then
  prefork "php-fpm, requests leave work in flight" php_fpm
  prefork "php-fpm, workers end after 100 requests" php_fpm_recycled
else
  skip php-fpm "no php-fpm, or php without FFI"
fi
if [ -n "$node" ]; then
  prefork "Node cluster, 2 workers" node
else
  skip "Node cluster" "no node with koffi"
fi
if [ -n "$node" ]; then
  check "Node worker_threads: none lost, none twice, memory flat, exit 0" \
    $python $here/prefork/workers_test.py "$work/manifest.one" "$port"
  check "in Node the plugin uses its own libuv and json-c" \
    $here/own_libuv_test.sh "$work/manifest.one"
else
  skip "Node worker_threads, own libuv" "no node with koffi"
fi

echo
echo "one attune_incoming as the host sees it, median:"
printf '  %s\n' "${costs[@]}"
done_testing
