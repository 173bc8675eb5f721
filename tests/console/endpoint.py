"""A webhook receiver: 204, or the status in FOLDER/status. Its port goes to
FOLDER/port, each request to FOLDER/request-N.{headers,body}."""

import http.server
import os
import sys

FOLDER = sys.argv[1]


class Handler(http.server.BaseHTTPRequestHandler):
    count = 0

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        Handler.count += 1
        name = os.path.join(FOLDER, "request-%d" % Handler.count)
        with open(name + ".headers", "w") as file:
            for key, value in self.headers.items():
                file.write("%s: %s\n" % (key.lower(), value))
        with open(name + ".body", "wb") as file:
            file.write(body)
        status = 204
        try:
            with open(os.path.join(FOLDER, "status")) as file:
                status = int(file.read())
        except OSError:
            pass
        self.send_response(status)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
with open(os.path.join(FOLDER, "port.new"), "w") as out:
    out.write(str(server.server_port))
os.rename(os.path.join(FOLDER, "port.new"), os.path.join(FOLDER, "port"))
server.serve_forever()
