#!/bin/bash
# Plays Request Tracker's pages with the extension in a headless Chromium:
#   ATTUNE_LIBRARY=…/attune.so browser_test.sh DIR PORT [WORDS]
# The driver is that of tests/desk. WORDS: only what has them in its name.
set -u
cd "$(dirname "$0")" || exit 2
dir=$(realpath -m "$1") port=$2
export RT_URL=http://127.0.0.1:$port
export RT_USER=mia RT_PASSWORD=mia-agent-pw
export RT_OTHER=olga RT_OTHER_PASSWORD=olga-guest-pw
export RT_MAILGATE="rt-mailgate --queue General --action correspond --url $RT_URL"
export RT_REMEMBERED="./remembered $dir"
export CHROMIUM=${CHROMIUM:-/usr/bin/chromium}

skip() {
  echo "skip the pages of Request Tracker: $1"
  exit 0
}
why=$(../desk/driver) || skip "$why"

./up "$dir" "$port" Starlet --max-workers 4 >/dev/null || {
  echo "FAIL Request Tracker for the pages comes up"
  exit 1
}
trap './down "$dir"' EXIT
timeout 500 node browser.mjs "" "${3:-}"
