#!/bin/bash
# PHP's files copied into a helpdesk find the header beside them, and without
# it an installed one, or say where they looked: php_copy_test.sh MANIFEST
set -u
manifest=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
copy=$work/helpdesk/lib/attune
mkdir -p "$copy"
cp examples/bindings/php/*.php "$copy/"

wanted="no attune.ffi.h in $copy, "
for installed in /usr/local/include /usr/include; do
  [ -r $installed/attune.ffi.h ] && wanted="feels frustration, heat 1"
done
said=$(php "$copy/example.php" "$manifest" 2>&1)
grep -qF "$wanted" <<<"$said" || {
  printf 'without a header beside them:\n%s\n' "$said"
  exit 1
}

cp include/attune.ffi.h "$copy/"
php "$copy/example.php" "$manifest"
