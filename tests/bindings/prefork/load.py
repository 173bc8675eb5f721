"""Requests to a server, by HTTP or FastCGI, each with one message."""

import json
import socket
import statistics
import struct
import threading
import time

TEXT = "My parcel has not come and nobody answers me. I am really fed up!"
AT_ONCE = 4
# What is remembered of each is bounded, but there is one memory a process
# for all of them, up to 64 MiB: not what is looked for here.
CONVERSATIONS = 20


def body(number):
    return json.dumps({"conversation": f"c{number % CONVERSATIONS}",
                       "id": f"m{number}", "text": TEXT}).encode()


class Http:
    """As much as it takes, so that the servers are what is waited for."""

    def __init__(self, port):
        self.port = port
        self.server = None

    def post(self, number, path="/"):
        content = body(number)
        request = (b"POST %b HTTP/1.1\r\nhost: localhost\r\n"
                   b"content-type: application/json\r\n"
                   b"content-length: %d\r\n\r\n%b"
                   % (path.encode(), len(content), content))
        try:
            return self.ask(request)
        except ConnectionError:
            # A kept connection was closed as it was used; ids make it safe
            # to say it again.
            self.server = None
            return self.ask(request)

    def ask(self, request):
        if not self.server:
            self.server = socket.create_connection(("127.0.0.1", self.port),
                                                   20)
        self.server.sendall(request)
        answer = b""
        while b"\r\n\r\n" not in answer:
            chunk = self.server.recv(65536)
            if not chunk:
                raise ConnectionResetError
            answer += chunk
        return int(answer.split()[1])


class FastCgi:
    """Just enough of a web server before php-fpm."""

    def __init__(self, port):
        self.port = port
        self.script = "tests/bindings/prefork/index.php"

    @staticmethod
    def record(kind, content):
        return struct.pack(">BBHHBB", 1, kind, 1, len(content), 0, 0) + content

    def post(self, number, path="/"):
        content = body(number)
        variables = {"SCRIPT_FILENAME": self.script, "REQUEST_METHOD": "POST",
                     "REQUEST_URI": path,
                     "CONTENT_TYPE": "application/json",
                     "CONTENT_LENGTH": str(len(content))}
        params = b"".join(
            bytes([len(name), len(value)]) + name.encode() + value.encode()
            for name, value in variables.items())
        with socket.create_connection(("127.0.0.1", self.port), 20) as server:
            server.sendall(
                self.record(1, struct.pack(">HB5x", 1, 0))
                + self.record(4, params) + self.record(4, b"")
                + self.record(5, content) + self.record(5, b""))
            answer = b""
            while chunk := server.recv(65536):
                answer += chunk
        return 204 if b"Status: 204" in answer else answer


def run(client, port, first, last):
    """Sends the messages [first, last); what was not answered with 204."""
    failed = []

    def some(start):
        try:
            made = client(port)
            for number in range(start, last, AT_ONCE):
                status = made.post(number)
                if status != 204:
                    failed.append((number, status))
        except OSError as error:
            failed.append((start, repr(error)))

    threads = [threading.Thread(target=some, args=(first + i,))
               for i in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failed


def cost(client, port, first, last):
    """Medians in seconds of a request with and one without the plugin.

    They take turns, one at a time, so that both see the same machine.
    """
    made = client(port)
    taken = {"/": [], "/plain": []}
    for number in range(first, last):
        for path, times in taken.items():
            before = time.perf_counter()
            status = made.post(number, path)
            times.append(time.perf_counter() - before)
            if status != 204:
                raise OSError(f"{path}: {status}")
    return [statistics.median(times) for times in taken.values()]
