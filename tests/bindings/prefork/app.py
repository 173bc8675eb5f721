"""For gunicorn --preload and uWSGI: opened in the master, used in workers."""

import atexit
import json
import os
import sys

sys.path.insert(0, os.environ["ATTUNE_BINDINGS"] + "/python")
import attune  # noqa: E402

plugin = attune.open(os.environ["ATTUNE_MANIFEST"])
if "uwsgi" not in sys.modules:  # which runs this too late
    atexit.register(plugin.close)  # runs in each worker, too


def application(request, start):
    said = json.loads(request["wsgi.input"].read(
        int(request["CONTENT_LENGTH"])))
    if request["PATH_INFO"] != "/plain":
        plugin.incoming(**said)
    start("204 No Content", [])
    return []
