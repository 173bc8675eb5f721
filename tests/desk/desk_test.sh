#!/bin/bash
# Plays the desk in a headless Chromium.
#   tests/desk/desk_test.sh [BUILD]
set -u
cd "$(dirname "$0")/../.." || exit 2
build=$(realpath "${1:-build}")

skip() {
  echo "     ($1: the desk was not played)"
  echo "0 passed, 0 failed, 1 skipped"
  exit 0
}

if [ ! -x "$build/examples/desk/desk" ] || [ ! -r "$build/attune.so" ]; then
  echo "FAIL $build/examples/desk/desk and $build/attune.so are there"
  echo "0 passed, 1 failed, 0 skipped"
  exit 1
fi

export CHROMIUM=${CHROMIUM:-/usr/bin/chromium}
if [ ! -x "$CHROMIUM" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null
then
  echo "     (installing chromium)"
  { apt-get update -q && DEBIAN_FRONTEND=noninteractive \
    apt-get install -yq --no-install-recommends chromium; } >/dev/null 2>&1
fi
[ -x "$CHROMIUM" ] || skip "no Chromium"
command -v node >/dev/null || skip "no node"

cd tests/desk || exit 2
if [ ! -d node_modules/playwright-core ] || [ ! -d node_modules/axe-core ]; then
  echo "     (installing playwright-core and axe-core)"
  timeout 300 npm install --no-audit --no-fund --no-package-lock >/dev/null 2>&1
fi
[ -d node_modules/playwright-core ] && [ -d node_modules/axe-core ] ||
  skip "no playwright-core or axe-core from npm"

timeout 900 node desk_test.mjs "$build"
