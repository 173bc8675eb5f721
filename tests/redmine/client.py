"""Speaks to Redmine as customers, agents, browsers and forgers do."""

import base64
import hashlib
import hmac
import http.client
import http.cookiejar
import json
import re
import secrets
import time
import urllib.error
import urllib.parse
import urllib.request
from datetime import datetime, timedelta, timezone


def open_url(request, opener=None, seconds=30):
    """Status and text, whatever the status."""
    call = opener.open if opener else urllib.request.urlopen
    try:
        with call(request, timeout=seconds) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode(errors="replace")


class Rest:
    """One user, by Redmine's REST interface."""

    def __init__(self, url, login):
        self.url, self.login = url, login
        pair = f"{login}:{login}-password".encode()
        self.headers = {"content-type": "application/json",
                        "authorization": b"Basic " + base64.b64encode(pair)}

    def call(self, method, path, body=None, seconds=30):
        return open_url(urllib.request.Request(
            self.url + path, method=method, headers=self.headers,
            data=json.dumps(body).encode() if body else None),
            seconds=seconds)

    def write(self, text, project="support", subject="A question"):
        """A new issue's number."""
        status, text = self.call("POST", "/issues.json", {"issue": {
            "project_id": project, "tracker_id": 3, "subject": subject,
            "description": text}})
        assert status == 201, text
        return json.loads(text)["issue"]["id"]

    def change(self, issue, **fields):
        status, text = self.call("PUT", f"/issues/{issue}.json",
                                 {"issue": fields})
        assert status == 204, text

    def note(self, issue, text, **fields):
        self.change(issue, notes=text, **fields)


class Session:
    """One user, by cookie and form, as in a browser."""

    def __init__(self, url, login=None):
        self.url = url
        self.opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
        if login:
            _, page = self.get("/login")
            form = {"authenticity_token": self.token(page),
                    "username": login, "password": login + "-password"}
            self.opener.open(url + "/login",
                             urllib.parse.urlencode(form).encode())

    @staticmethod
    def token(page):
        return re.search('csrf-token" content="([^"]+)"', page)[1]

    def get(self, path):
        return open_url(urllib.request.Request(self.url + path), self.opener)

    def post(self, path, body, token=None):
        headers = {"content-type": "application/json",
                   "accept": "application/json"}
        if token:
            headers["x-csrf-token"] = token
        return open_url(urllib.request.Request(
            self.url + path, json.dumps(body).encode(), headers), self.opener)


def event(conversation, kind="validation.prompted", **more):
    """As Attune makes them, as far as a receiver looks."""
    now = datetime.now(timezone.utc)
    lasts = more.pop("lasts", 1800)
    suggestion = more.pop("suggestion", "sug_" + secrets.token_hex(13))
    return {"type": kind, "timestamp": iso(now), "data": {
        "suggestion": suggestion, "conversation": conversation,
        "message": "description", "revision": 0, "supersedes": None,
        "echo": None, "expires_at": iso(now + timedelta(seconds=lasts)),
        **more}}


def iso(time_):
    return time_.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def signed(key, body, at=None, delivery=None):
    """The headers of a webhook."""
    delivery = delivery or "msg_" + secrets.token_hex(8)
    at = int(time.time() if at is None else at)
    made = hmac.digest(key, f"{delivery}.{at}.".encode() + body,
                       hashlib.sha256)
    return {"webhook-id": delivery, "webhook-timestamp": str(at),
            "webhook-signature": "v1," + base64.b64encode(made).decode(),
            "content-type": "application/json"}


def hook(redmine, body, headers=None, chunked=False):
    """The status of a webhook's answer."""
    if not isinstance(body, bytes):
        body = json.dumps(body).encode()
    link = http.client.HTTPConnection("127.0.0.1", redmine.port, timeout=30)
    try:
        link.request("POST", "/attune/webhook",
                     iter([body]) if chunked else body,
                     signed(redmine.key, body) if headers is None else headers,
                     encode_chunked=chunked)
        return link.getresponse().status
    except (BrokenPipeError, ConnectionResetError):
        return "reset"
    finally:
        link.close()
