#!/usr/bin/python3
"""A Redmine of one's own, with Attune, in a folder that can be thrown away.

    instance.py DIR PORT ATTUNE.SO    sets it up, starts it, waits for a signal

Made from Debian's package by copying it; nothing of the system's is touched.
As root all of it runs as www-data.
"""

import base64
import json
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.realpath(__file__))
sys.path.append(HERE + "/../request-tracker")

import database  # noqa: E402

PACKAGE = "/usr/share/redmine"
ROOT = os.path.realpath(HERE + "/../..")
ADAPTERS = {"sqlite": "sqlite3", "postgresql": "postgresql",
            "mariadb": "mysql2"}
DROP = []
if os.geteuid() == 0:
    DROP = ["setpriv", "--reuid=www-data", "--regid=www-data", "--clear-groups"]


def write(path, text, mode=0o644):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    os.chmod(path, mode)


class Redmine:
    def __init__(self, folder, port, library):
        self.folder, self.port = folder, port
        self.home = folder + "/redmine"
        self.data = self.home + "/instances/default"
        self.url = f"http://127.0.0.1:{port}"
        self.library = library
        self.manifest = folder + "/attune/plugin.manifest"
        self.log = self.data + "/log/production.log"
        self.output = folder + "/server.log"
        self.database = (folder + "/redmine.sqlite"
                         if database.KIND == "sqlite" else "redmine")
        self.key = os.urandom(32)
        self.server = None

    # Setting up --------------------------------------------------------------

    def make(self):
        # Links are followed: those to jQuery are relative.
        shutil.copytree(PACKAGE, self.home, ignore=shutil.ignore_patterns(
            "instances", "Gemfile.lock", "database.yml"))
        with open(self.home + "/Gemfile", encoding="utf-8") as file:
            text = file.read()
        # Which finds the database's gem by the system's configuration.
        write(self.home + "/Gemfile", text.replace(PACKAGE, self.home))
        for name in ("config", "files", "log", "tmp", "public/plugin_assets"):
            os.makedirs(f"{self.data}/{name}")
        self.connect()
        write(self.data + "/config/secret_key.txt", os.urandom(40).hex())
        self.configure()
        self.install()
        self.own()

    def connect(self):
        """To SQLite, or to the private server that the environment names."""
        more = {"sqlite": {"timeout": 30000, "encoding": "utf8"},
                "postgresql": {"host": os.environ.get("PGHOST"),
                               "username": "attune", "encoding": "utf8"},
                "mariadb": {"socket": os.environ.get("MYSQL_UNIX_PORT"),
                            "username": "attune", "encoding": "utf8mb4"}}
        write(self.data + "/config/database.yml", json.dumps({"production": {
            "adapter": ADAPTERS[database.KIND], "database": self.database,
            **more[database.KIND]}}))
        if database.KIND == "sqlite":
            shutil.copy(HERE + "/immediate.rb",
                        self.home + "/config/initializers")
        else:
            subprocess.run([HERE + "/../request-tracker/database", "create",
                            self.database], check=True)

    def configure(self, library=None, manifest=None):
        write(self.data + "/config/configuration.yml", "default:\n"
              "  email_delivery:\n    delivery_method: :test\n"
              f"  attune_library: {library or self.library}\n"
              f"  attune_manifest: {manifest or self.manifest}\n"
              f"  attune_secret: file:{self.folder}/attune/secret\n")
        self.own()

    def tell(self, **more):
        """The manifest: ours, with what a test wants."""
        secret = "whsec_" + base64.b64encode(self.key).decode()
        write(self.folder + "/attune/secret", secret, 0o600)
        write(self.manifest, json.dumps({
            "webhooks": [{
                "name": "redmine", "url": self.url + "/attune/webhook",
                "secret": "file:secret", "allow": ["127.0.0.0/8"]}],
            "offers": [{"id": "voucher",
                        "text": "a 10 % voucher for your next order"}],
            "limits": {"prompts_per_conversation": 0},
            "store": {"engine": "sqlite", "path": "attune.db"},
            **more}))
        self.own()

    def install(self):
        subprocess.run([ROOT + "/examples/redmine/install"], check=True,
                       env={**os.environ, "REDMINE": self.home},
                       stdout=subprocess.DEVNULL)

    def own(self):
        if not DROP:
            return
        user = pwd.getpwnam("www-data")
        for path, folders, files in os.walk(self.folder):
            for one in [path] + [os.path.join(path, f) for f in files]:
                os.chown(one, user.pw_uid, user.pw_gid, follow_symlinks=False)

    # Running -----------------------------------------------------------------

    def environment(self):
        clean = {name: value for name, value in os.environ.items()
                 if not name.startswith(("BUNDLE_", "GEM_", "RUBY", "ATTUNE_",
                                         "REDMINE_", "X_DEBIAN"))}
        return {**clean, "RAILS_ENV": "production", "HOME": self.folder,
                "LANG": "C.UTF-8"}

    def run(self, *command, seconds=300):
        done = subprocess.run(DROP + list(command), cwd=self.home,
                              env=self.environment(), capture_output=True,
                              text=True, timeout=seconds, check=False)
        if done.returncode:
            raise RuntimeError(f"{command}: {done.stderr[:1500]}")
        return done.stdout

    def prepare(self):
        self.run("rake", "db:migrate")
        self.run("rake", "redmine:plugins:migrate", "NAME=attune")
        self.run("ruby", "bin/rails", "runner", ROOT + "/tests/redmine/seed.rb")

    def start(self, workers=2):
        with open(self.output, "a", encoding="utf-8") as out:
            self.server = subprocess.Popen(
                DROP + ["puma", "--dir", self.home, "--config",
                        ROOT + "/examples/redmine/puma.rb", "--bind",
                        f"tcp://127.0.0.1:{self.port}",
                        self.home + "/config.ru"],
                stdout=out, stderr=out, cwd=self.home, start_new_session=True,
                env={**self.environment(), "PUMA_WORKERS": str(workers)})
        for _ in range(2400):
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                if len(self.workers()) >= workers:
                    return
            except OSError:
                pass
            if self.server.poll() is not None:
                break
            time.sleep(0.05)
        raise RuntimeError("Redmine does not start: " + self.said()[-3000:])

    def said(self):
        with open(self.output, encoding="utf-8", errors="replace") as file:
            return file.read()

    def processes(self):
        """The server's, by its session: {pid: parent}."""
        found = {}
        for entry in os.listdir("/proc"):
            try:
                with open(f"/proc/{entry}/stat", encoding="latin-1") as file:
                    fields = file.read().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[3]) == self.server.pid and fields[0] != "Z":
                found[int(entry)] = int(fields[1])
        return found

    def workers(self):
        return [pid for pid, parent in self.processes().items()
                if parent == self.server.pid]

    def stop(self, seconds=60):
        """The exit status; what did not end by itself, as text."""
        self.server.send_signal(signal.SIGTERM)
        try:
            status = self.server.wait(seconds)
        except subprocess.TimeoutExpired:
            status = "it hangs"
        left = self.processes()
        for pid in left:
            os.kill(pid, signal.SIGKILL)
        self.server = None
        return f"{len(left)} processes left" if left else status


def main():
    folder, port, library = sys.argv[1:]
    redmine = Redmine(os.path.abspath(folder), int(port),
                      os.path.realpath(library))
    redmine.make()
    redmine.tell()
    redmine.prepare()
    redmine.start()
    print(redmine.url, flush=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        signal.pause()
    except KeyboardInterrupt:
        pass
    finally:
        redmine.stop()


if __name__ == "__main__":
    main()
