#!/bin/bash
# In Node the plugin uses its own libuv and json-c: own_libuv_test.sh MANIFEST.
# Node exports a libuv of another version under the very same names.
set -u
manifest=$1
library=${ATTUNE_LIBRARY:?}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
names='(uv_|uv__|json_object_|json_tokener_|json_c_|array_list_|lh_table_)'

# Nothing of them is left to be bound, and nothing is offered to others.
if nm -D "$library" | grep -E " $names"; then
  echo "the shared object has them among its dynamic symbols"
  exit 1
fi

# A json-c that ends whoever calls it, before all others.
cat >"$work/trap.c" <<'C'
#include <stdlib.h>
#define TRAP(name) void name(void); void name(void) { abort(); }
TRAP(json_tokener_new_ex) TRAP(json_tokener_parse_ex)
TRAP(json_object_object_get_ex) TRAP(json_object_get_type)
TRAP(json_object_put) TRAP(json_object_get_string)
C
preload=
if command -v cc >/dev/null; then
  cc -shared -fPIC -o "$work/trap.so" "$work/trap.c" || exit 1
  preload=$work/trap.so
fi

LD_DEBUG=bindings LD_DEBUG_OUTPUT=$work/bound LD_PRELOAD=$preload \
  timeout 60 node tests/bindings/prefork/symbols.js "$manifest" \
  >"$work/out" 2>"$work/err"
status=$?
cat "$work/out"
[ $status = 0 ] || { cat "$work/err"; exit 1; }

# The log is the proof only if it has our bindings, and Node's exports.
ours=$(cat "$work"/bound.* | grep -F "binding file $library " | sort -u)
grep -q 'memcpy\|malloc' <<<"$ours" || { echo "no bindings seen"; exit 1; }
nm -D --defined-only "$(readlink -f "$(command -v node)")" 2>/dev/null |
  grep -q ' uv_loop_init$' && echo "node exports uv_loop_init"
if grep -E "\`$names" <<<"$ours"; then
  echo "bound to somebody else's"
  exit 1
fi
echo "$(grep -c . <<<"$ours") bindings, none of libuv or json-c"
