#!/bin/bash
# Runs private Request Trackers with the extension, on SQLite, or on a private
# server with ATTUNE_TEST_DATABASE=postgresql:
#   tests/request-tracker/request_tracker_test.sh [BUILD]
# tests/request-tracker/packages installs what it takes; without that it says
# so and skips. The free ones from ATTUNE_PORT (8700) on are used.
set -u
cd "$(dirname "$0")/../.." || exit 2
build=$(realpath "${1:-build}")
export ATTUNE_LIBRARY=$build/attune.so
export PYTHONDONTWRITEBYTECODE=1
here=tests/request-tracker
port=${ATTUNE_PORT:-8700}
failed=0

skip() {
  echo "skip Request Tracker: $1"
  exit 0
}
[ -r "$ATTUNE_LIBRARY" ] || {
  echo "FAIL $ATTUNE_LIBRARY is there"
  exit 1
}
[ -x /usr/share/request-tracker5/libexec/rt-server ] ||
  skip "no request-tracker5"
for tool in rt-mailgate curl setpriv starman; do
  command -v $tool >/dev/null || skip "no $tool"
done
/usr/bin/perl -MFFI::Platypus=2.00 -e 1 2>/dev/null ||
  skip "no FFI::Platypus 2"
missing=$($here/database missing)
[ -z "$missing" ] || skip "$missing"

next_free_port() {
  while (: </dev/tcp/127.0.0.1/"$port") 2>/dev/null; do
    port=$((port + 1))
  done
}

# Where RT's user can read, too.
work=$(mktemp -d)
chmod 755 "$work"
trap 'rm -rf "$work"' EXIT
if [ "${ATTUNE_TEST_DATABASE:-sqlite}" != sqlite ]; then
  export PGHOST=$work/database PGUSER=attune
  export MYSQL_UNIX_PORT=$PGHOST/socket
  $here/database start "$PGHOST" || exit 1
  trap '$here/database stop "$PGHOST"; rm -rf "$work"' EXIT
fi

dpkg-query -W -f '${Package} ${Version}\n' request-tracker5 starlet starman \
  libffi-platypus-perl 2>/dev/null
perl -c examples/request-tracker/RT-Extension-Attune/Makefile.PL 2>&1 |
  grep -v 'syntax OK$' && failed=1
for test in messages broken workers cost; do
  next_free_port
  timeout 500 /usr/bin/python3 $here/${test}_test.py "$work/$test" "$port" ||
    failed=1
  port=$((port + 1))
done

next_free_port
$here/browser_test.sh "$work/pages" "$port" || failed=1
exit $failed
