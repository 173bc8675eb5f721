"""For gunicorn --preload: opened in the master, used in its workers."""

import atexit
import json
import os
import sys

sys.path.insert(0, os.environ["ATTUNE_BINDINGS"] + "/python")
import attune  # noqa: E402

plugin = attune.open(os.environ["ATTUNE_MANIFEST"])
atexit.register(plugin.close)  # runs in each worker, too


def application(request, start):
    said = request["wsgi.input"].read(int(request["CONTENT_LENGTH"]))
    plugin.incoming(**json.loads(said))
    start("204 No Content", [])
    return []
