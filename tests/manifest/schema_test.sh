#!/bin/bash
# The JSON Schema of the manifest against the reader, over all cases.
#   tests/manifest/schema_test.sh BUILD
set -u
cd "$(dirname "$0")/../.." || exit 2
if /usr/bin/python3 -W ignore tests/manifest/schema.py \
  "$1/tests/manifest/cases_test"; then
  echo "ok   the_schema_says_what_the_reader_says"
  echo "1 passed, 0 failed, 0 skipped"
else
  echo "FAIL the_schema_says_what_the_reader_says"
  echo "0 passed, 1 failed, 0 skipped"
  exit 1
fi
