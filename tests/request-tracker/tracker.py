"""A private Request Tracker, and those who write to it."""

import base64
import hashlib
import hmac
import http.client
import http.cookiejar
import json
import os
import secrets
import signal
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from datetime import datetime, timedelta, timezone

import database

HERE = os.path.dirname(os.path.abspath(__file__))
SERVER = "/usr/share/request-tracker5/libexec/rt-server"
AS = (["setpriv", "--reuid=www-data", "--regid=www-data", "--init-groups"]
      if os.geteuid() == 0 else [])
AGENT = ("mia", "mia-agent-pw")


def until(what, seconds=30):
    """What it gives when it gives something, or its last answer."""
    end = time.monotonic() + seconds
    while not (found := what()) and time.monotonic() < end:
        time.sleep(0.1)
    return found


class Tracker:
    def __init__(self, folder, port):
        self.folder, self.port = folder, port
        self.base = f"http://127.0.0.1:{port}"
        self.database = (folder + "/rt.sqlite" if database.KIND == "sqlite"
                         else "rt_" + os.path.basename(folder))
        self.server = self.asked = None
        self.environment = {
            **os.environ, "RT_SITE_CONFIG": folder + "/RT_SiteConfig.pm",
            "RT_SITE_CONFIG_DIR": folder + "/conf.d"}

    def prepare(self, settings=""):
        subprocess.run([HERE + "/prepare", self.folder, str(self.port)],
                       env={**os.environ, "ATTUNE_CONFIG": settings},
                       check=True)

    def owner(self):
        status = os.stat(self.folder + "/plugin.manifest")
        return status.st_uid, status.st_gid

    # The server

    def start(self, server, *options):
        with open(self.folder + "/server.log", "ab") as log:
            self.server = subprocess.Popen(
                [*AS, SERVER, "--server", server, "--host", "127.0.0.1",
                 "--port", str(self.port), *options], stdout=log, stderr=log,
                stdin=subprocess.DEVNULL, env=self.environment, cwd="/",
                start_new_session=True)
        # What answers may be another's, while ours has no port.
        until(lambda: self.server.poll() is not None or self.answers(), 60)
        if self.server.poll() is not None or not self.answers():
            raise SystemExit(f"FAIL {server} starts on port {self.port}\n"
                             + self.log()[-2000:])

    def answers(self):
        try:
            return self.request("GET", "/NoAuth/Login.html")[0] == 200
        except OSError:
            return False

    def processes(self):
        """Those of the server, by its session."""
        found = []
        for entry in filter(str.isdecimal, os.listdir("/proc")):
            try:
                with open(f"/proc/{entry}/stat", encoding="latin-1") as file:
                    fields = file.read().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[3]) == self.server.pid and fields[0] != "Z":
                found.append(int(entry))
        return found

    def workers(self):
        return [pid for pid in self.processes() if pid != self.server.pid]

    def stop(self, how=signal.SIGTERM):
        """The exit status; whatever is left behind is killed and told."""
        self.server.send_signal(how)
        try:
            status = self.server.wait(40)
        except subprocess.TimeoutExpired:
            status = "it hangs"
        left = until(lambda: not self.processes(), 10) is False
        for pid in self.processes():
            os.kill(pid, signal.SIGKILL)
        self.server.wait()
        return f"{status}, processes left" if left else status

    def log(self):
        if not os.path.exists(self.folder + "/server.log"):
            return ""
        with open(self.folder + "/server.log", encoding="utf-8",
                  errors="replace") as file:
            return file.read()

    # Requests

    def request(self, method, path, body=None, headers=None):
        """An answer that is cut off, as by a worker killed under it, is an
        OSError, as one that never comes."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port,
                                                timeout=30)
        try:
            connection.request(method, path, body, headers or {})
            answer = connection.getresponse()
            return answer.status, answer.read()
        except http.client.HTTPException as error:
            raise ConnectionError(f"{type(error).__name__}: {error}") from error
        finally:
            connection.close()

    def mail(self, text, ticket=None, sender="Anna Berg <anna@customer.test>",
             kind="text/plain", queue="General"):
        """By the gateway's URL, as rt-mailgate does; the ticket's number."""
        name = "parcel " + secrets.token_hex(8)
        subject = f"[attune.test #{ticket}] {name}" if ticket else name
        message = (f"From: {sender}\nTo: rt@attune.test\nSubject: {subject}\n"
                   f"MIME-Version: 1.0\nContent-Type: {kind}; charset=utf-8\n"
                   f"Content-Transfer-Encoding: 8bit\n\n{text}\n")
        form = urllib.parse.urlencode({
            "SessionType": "REST", "queue": queue, "action": "correspond",
            "message": message})
        status, body = self.request(
            "POST", "/REST/1.0/NoAuth/mail-gateway", form,
            {"Content-Type": "application/x-www-form-urlencoded"})
        if status != 200 or not body.startswith(b"ok"):
            raise OSError(f"{status} {body[:200]}")
        return ticket or self.rows("SELECT id FROM Tickets WHERE Subject = ?",
                                   name)[0][0]

    def rows(self, query, *values):
        return database.rows(self.database, query, *values)

    def rest(self, method, path, data=None, user=AGENT):
        status, body = self.request(
            method, "/REST/2.0/" + path, data and json.dumps(data),
            {"Content-Type": "application/json", "Authorization": "Basic "
             + base64.b64encode(":".join(user).encode()).decode()})
        if status not in (200, 201):
            raise OSError(f"{path}: {status} {body[:200]}")
        return json.loads(body)

    def reply(self, ticket, text, kind="text/plain", user=AGENT,
              what="correspond"):
        return self.rest("POST", f"ticket/{ticket}/{what}",
                         {"Content": text, "ContentType": kind}, user)

    def shred(self, ticket):
        """As whoever runs the tests, who may be root."""
        dump = self.folder + "/dump.sql"
        with open(self.folder + "/shred.log", "ab") as log:
            subprocess.run(
                ["rt-shredder-5", "--force", "--sqldump", dump, "--plugin",
                 f"Tickets=query,id = {ticket}"], check=True, stdout=log,
                stderr=log, env=self.environment, cwd="/")
        os.unlink(dump)

    def browser(self, user=AGENT):
        """What opens pages as a logged-in user: get(path, form)."""
        opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))

        def get(path, form=None):
            data = form and urllib.parse.urlencode(form).encode()
            with opener.open(urllib.request.Request(
                    self.base + path, data,
                    {"Referer": self.base + path}), timeout=30) as answer:
                return answer.read().decode()
        get("/")
        get("/NoAuth/Login.html", {"user": user[0], "pass": user[1]})
        return get

    # Webhooks

    def key(self):
        with open(self.folder + "/secret", encoding="ascii") as file:
            return base64.b64decode(file.read().strip().removeprefix("whsec_"))

    def webhook(self, body, name="msg_1", age=0, key=None, signature=None,
                method="POST"):
        at = str(int(time.time()) - age)
        signed = f"{name}.{at}.".encode() + body
        mac = base64.b64encode(hmac.digest(key or self.key(), signed,
                                           hashlib.sha256)).decode()
        return self.request(method, "/attune/webhook", body, {
            "Content-Type": "application/json", "webhook-id": name,
            "webhook-timestamp": at,
            "webhook-signature":
                "v1," + mac if signature is None else signature})[0]

    # What came of it

    def ask(self, what, user="mia", ticket=0, *more):
        if not self.asked:
            self.asked = self._asker()
        self.asked.stdin.write(json.dumps([what, user, ticket, *more]) + "\n")
        self.asked.stdin.flush()
        return json.loads(self.asked.stdout.readline())

    def _asker(self):
        with open(HERE + "/ask", encoding="utf-8") as source:
            program = source.read()
        with open(self.folder + "/ask.log", "ab") as log:
            return subprocess.Popen(
                [*AS, "/usr/bin/perl", "-e", program], stdin=subprocess.PIPE,
                stdout=subprocess.PIPE, stderr=log, env=self.environment,
                text=True, cwd="/")

    def quiet(self):
        """Ends the process that is asked, which has a store open."""
        if self.asked:
            self.asked.stdin.close()
            self.asked.wait()
            self.asked = None

    def remembered(self, *tickets):
        told = subprocess.run(
            [HERE + "/remembered", self.folder, *map(str, tickets)],
            stdout=subprocess.PIPE, check=True).stdout.splitlines()
        return [json.loads(line) for line in told] if len(tickets) > 1 \
            else json.loads(told[0])


def event(conversation, kind="escalation.advised", suggestion="sug_test",
          minutes=30, **data):
    """The body of a webhook, as the plugin would send it."""
    now = datetime.now(timezone.utc)

    def said(moment):
        return moment.strftime("%Y-%m-%dT%H:%M:%S.000Z")
    return json.dumps({
        "type": kind, "timestamp": said(now), "data": {
            "suggestion": suggestion, "conversation": conversation,
            "message": "1", "revision": 0,
            "expires_at": said(now + timedelta(minutes=minutes)),
            "supersedes": None, "echo": None, **data}}).encode()
