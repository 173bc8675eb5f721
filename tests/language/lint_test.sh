#!/bin/bash
# The pack's checker: each mistake is named by its line, all of them at once;
# and its tables hold what the rooms read, no more and no less.
#   tests/language/lint_test.sh BUILD
set -u
cd "$(dirname "$0")/../.." || exit 2
lint=$(realpath "$1")/tools/lint
passed=0 failed=0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

note() { # STATUS NAME
  if [ "$1" = 0 ]; then
    passed=$((passed + 1))
    echo "ok   $2"
  else
    failed=$((failed + 1))
    echo "FAIL $2"
  fi
}

# A bad pack says itself what is expected, in lines of comment:
#   # expect LINE: how the message begins
# There are as many problems as such lines.
bad_pack() {
  local expected status=0
  "$lint" "$1" >"$work/out" 2>&1
  [ $? = 1 ] || status=1
  while read -r expected; do
    grep -qF -- "$1:$expected" "$work/out" ||
      { echo "  not said: $expected" && status=1; }
  done < <(sed -n 's/^# expect //p' "$1")
  [ "$(grep -c '^# expect ' "$1")" = "$(wc -l <"$work/out")" ] || status=1
  [ $status = 0 ] || sed 's/^/  /' "$work/out"
  note $status "$(basename "$1" .txt)"
}
for pack in tests/language/bad/*.txt; do
  bad_pack "$pack"
done

"$lint" plugin/language/en/*.txt
note $? the_shipped_pack

# A mistake anywhere does not hide one in another file.
cp plugin/language/en/*.txt "$work"
sed -i '0,/^level: /s//lvel: /' "$work/rules-canned.txt"
sed -i '0,/^\(say: .*\){concern}/s//\1{concrn}/' "$work/say.txt"
sed -i '0,/^match: /s//match: (/' "$work/moves.txt"
"$lint" "$work"/*.txt >"$work/out" 2>&1
[ "$(cut -d: -f1 "$work/out" | sed 's|.*/||' | sort | xargs)" = \
  "moves.txt rules-canned.txt say.txt" ]
note $? three_files_at_once

# The tables stand beside the code that reads; here they are held against it.
rooms='plugin/reading plugin/review plugin/rewrite plugin/memory'
code=$(find $rooms plugin/language -name '*.c' ! -name 'known.c' \
  ! -path '*/tools/*')
keys() {
  sed -n 's/^ *{"\([a-z_]*\)", .value.*/\1/p' plugin/*/known.c | sort -u
}
read_keys() {
  cat $code | tr -d '\n' | tr ';' '\n' | grep -oE \
    '(language_field|parts_says_yes|field_number)\([^")]*"[a-z_]+"' |
    sed 's/.*"\([a-z_]*\)"/\1/'
  sed -n 's/^ *{{"\([a-z_]*\)", [0-9]*}, .*/\1/p' plugin/rewrite/say_fits.c
}
comm -23 <(read_keys | sort -u) <(keys) >"$work/unknown"
sed 's/^/  read, and in no table: /' "$work/unknown"
[ ! -s "$work/unknown" ]
note $? keys_that_are_read_are_known

for key in $(keys); do
  grep -q "\"$key\"" $code || echo "$key"
done >"$work/unread"
sed 's/^/  in a table, and not read: /' "$work/unread"
[ ! -s "$work/unread" ]
note $? keys_that_are_known_are_read

echo "$passed passed, $failed failed, 0 skipped"
[ "$failed" = 0 ]
