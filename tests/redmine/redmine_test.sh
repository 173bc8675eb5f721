#!/bin/bash
# Plays Attune in a Redmine of its own, under Puma with workers:
#   tests/redmine/redmine_test.sh [BUILD [WORDS]]
# tests/redmine/packages installs what it takes. With
# ATTUNE_TEST_DATABASE=postgresql on a private server, otherwise on SQLite.
set -u
cd "$(dirname "$0")/../.." || exit 2
build=$(realpath "${1:-build}")
here=tests/redmine

skip() {
  echo "     ($1: Redmine was not played)"
  echo "0 passed, 0 failed, 1 skipped"
  exit 0
}

if [ ! -r "$build/attune.so" ]; then
  echo "FAIL $build/attune.so is there"
  echo "0 passed, 1 failed, 0 skipped"
  exit 1
fi
[ -f /usr/share/redmine/config.ru ] || skip "no Redmine from Debian"
[ -x /usr/bin/python3 ] || skip "no python3"
command -v puma >/dev/null || skip "no puma"
database=tests/request-tracker/database
missing=$($database missing)
[ -z "$missing" ] || skip "$missing"

export CHROMIUM=${CHROMIUM:-/usr/bin/chromium}
NO_BROWSER=$(tests/desk/driver)
export NO_BROWSER PYTHONDONTWRITEBYTECODE=1

# Whom Redmine runs as must reach the library and the folder.
work=$(mktemp -d)
chmod 755 "$work"
trap 'rm -rf "$work"' EXIT
cp "$build/attune.so" "$work/"
if [ "${ATTUNE_TEST_DATABASE:-sqlite}" != sqlite ]; then
  export PGHOST=$work/database PGUSER=attune
  export MYSQL_UNIX_PORT=$PGHOST/socket
  $database start "$PGHOST" || exit 1
  trap '$database stop "$PGHOST"; rm -rf "$work"' EXIT
fi
timeout 1200 /usr/bin/python3 $here/redmine_test.py "$work" "$work" "${2:-}"
