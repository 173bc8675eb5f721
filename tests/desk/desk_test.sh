#!/bin/bash
# Plays the desk in a headless Chromium.
#   tests/desk/desk_test.sh [BUILD]
set -u
cd "$(dirname "$0")/../.." || exit 2
build=$(realpath "${1:-build}")

if [ ! -x "$build/examples/desk/desk" ] || [ ! -r "$build/attune.so" ]; then
  echo "FAIL $build/examples/desk/desk and $build/attune.so are there"
  echo "0 passed, 1 failed, 0 skipped"
  exit 1
fi

export CHROMIUM=${CHROMIUM:-/usr/bin/chromium}
# A browser is fetched only where there is what drives it.
if [ ! -x "$CHROMIUM" ] && command -v npm >/dev/null; then
  tests/install chromium
fi
cd tests/desk || exit 2
why=$(./driver) || {
  echo "     ($why: the desk was not played)"
  echo "0 passed, 0 failed, 1 skipped"
  exit 0
}
timeout 900 node desk_test.mjs "$build"
