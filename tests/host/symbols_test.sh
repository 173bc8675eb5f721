#!/bin/bash
# What the object shows to its host: exactly the header's functions, and the
# flags that keep it from being unloaded or bound late.
set -u
cd "$(dirname "$0")/../.." || exit 2
object=${1:?usage: symbols_test.sh BUILD}/attune.so
passed=0 failed=0

# same NAME EXPECTED FOUND
same() {
  if [ "$2" = "$3" ]; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    echo "FAIL $1"
    diff <(echo "$2") <(echo "$3") | sed 's/^/  /'
  fi
}

declared=$(grep -oE '\battune_[a-z]+\(' include/attune.ffi.h | tr -d '(' |
  sort -u)
exported=$(nm -D --defined-only "$object" | awk '$2 != "A" { print $3 }' |
  cut -d@ -f1 | sort -u)
same "only the header's functions are exported" "$declared" "$exported"

flags=$(readelf -d "$object" | grep -oE '\b(NOW|NODELETE|TEXTREL)\b' | sort -u)
same "never unloaded, bound at once, no text relocations" \
  $'NODELETE\nNOW' "$flags"

echo "$passed passed, $failed failed, 0 skipped"
[ "$failed" = 0 ]
