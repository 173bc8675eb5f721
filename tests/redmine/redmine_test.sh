#!/bin/bash
# Plays Attune in a Redmine of its own, under Puma with workers:
#   tests/redmine/redmine_test.sh [BUILD [WORDS]]
# tests/redmine/packages installs what it takes.
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

browser() {
  export CHROMIUM=${CHROMIUM:-/usr/bin/chromium}
  [ -x "$CHROMIUM" ] || { echo "no Chromium"; return; }
  command -v node >/dev/null || { echo "no node"; return; }
  [ -d tests/desk/node_modules/playwright-core ] || (cd tests/desk &&
    timeout 300 npm install --no-audit --no-fund --no-package-lock \
      >/dev/null 2>&1)
  [ -d tests/desk/node_modules/playwright-core ] ||
    echo "no playwright-core from npm"
}
NO_BROWSER=$(browser)
export NO_BROWSER PYTHONDONTWRITEBYTECODE=1
export CHROMIUM=${CHROMIUM:-/usr/bin/chromium}

# Whom Redmine runs as must reach the library and the folder.
work=$(mktemp -d)
chmod 755 "$work"
trap 'rm -rf "$work"' EXIT
cp "$build/attune.so" "$work/"
timeout 600 /usr/bin/python3 $here/redmine_test.py "$work" "$work" "${2:-}"
