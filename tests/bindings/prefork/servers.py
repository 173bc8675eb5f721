"""How each server is started, asked and told to end."""

import glob
import os
import signal
from dataclasses import dataclass

import load

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.geteuid() == 0


@dataclass
class Server:
    command: list
    stop: int = signal.SIGTERM
    client: type = load.Http
    warm: int = 5000  # requests until the heaps have stopped growing
    grows: int = 4096  # KiB at most by which it grows without a leak
    recycled: bool = False  # workers end after some requests
    closes: bool = True  # what is in flight when it is told to end is sent


def gunicorn(port, _):
    return Server(["/usr/bin/python3", "-m", "gunicorn", "--preload",
                   "--workers", "2", "--threads", "4", "--chdir", HERE,
                   "--bind", f"127.0.0.1:{port}", "app:application"])


def uwsgi(port, _):
    return Server(["uwsgi", "--plugin", "python3", "--master", "--need-app",
                   "--processes", "2", "--threads", "4",
                   # Otherwise SIGTERM means to start again.
                   "--hook-master-start",
                   "unix_signal:15 gracefully_kill_them_all",
                   "--http-socket", f"127.0.0.1:{port}", "--disable-logging",
                   "--wsgi-file", HERE + "/app.py"], closes=False)


def puma(port, _):
    return Server(["puma", "--quiet", "--dir", HERE,
                   "--config", HERE + "/puma.rb",
                   "--bind", f"tcp://127.0.0.1:{port}", HERE + "/config.ru"])


def starman(port, _):
    return Server(["starman", "--preload-app", "--workers", "2",
                   "--max-requests", "1000000", "--host", "127.0.0.1",
                   "--port", str(port), HERE + "/app.psgi"], warm=1000)


def apache(port, work):
    """mod_perl under the prefork MPM, with a configuration of its own."""
    modules = "/usr/lib/apache2/modules"
    with open(work + "/apache.conf", "w", encoding="utf-8") as file:
        file.write(f"""
LoadModule mpm_prefork_module {modules}/mod_mpm_prefork.so
LoadModule authz_core_module {modules}/mod_authz_core.so
LoadModule perl_module {modules}/mod_perl.so
ServerRoot {work}
ServerName 127.0.0.1
Listen 127.0.0.1:{port}
PidFile {work}/apache.pid
Mutex file:{work}
ErrorLog {work}/server.out
{"User www-data" if ROOT else ""}
{"Group www-data" if ROOT else ""}
StartServers 2
MinSpareServers 2
MaxSpareServers 2
MaxRequestWorkers 2
KeepAlive On
MaxKeepAliveRequests 0
PerlPassEnv ATTUNE_LIBRARY
PerlPassEnv ATTUNE_BINDINGS
PerlPassEnv ATTUNE_MANIFEST
PerlSwitches -I{HERE}
PerlConfigRequire {HERE}/Handler.pm
PerlChildExitHandler Handler::leave
<Location />
  SetHandler modperl
  PerlResponseHandler Handler
</Location>
""")
    return Server(["/usr/sbin/apache2", "-f", work + "/apache.conf",
                   "-D", "FOREGROUND"], stop=signal.SIGWINCH, warm=1000)


def php_fpm(port, work, each=0):
    with open(work + "/fpm.conf", "w", encoding="utf-8") as file:
        file.write(f"""[global]
error_log = {work}/server.out
daemonize = no
process_control_timeout = 10s
[www]
{"user = root" if ROOT else ""}
listen = 127.0.0.1:{port}
pm = static
pm.max_children = 2
pm.max_requests = {each}
clear_env = no
php_admin_value[ffi.enable] = 1
""")
    binary = (glob.glob("/usr/sbin/php-fpm*") or ["php-fpm"])[0]
    return Server([binary, "--fpm-config", work + "/fpm.conf", "--nodaemonize"]
                  + (["-R"] if ROOT else []), stop=signal.SIGQUIT,
                  client=load.FastCgi, recycled=each > 0, closes=each > 0,
                  warm=1000)


def php_fpm_recycled(port, work):
    return php_fpm(port, work, 100)


def node(port, _):
    # Each of its processes grows by steps of 7 MiB, also without the plugin.
    return Server(["node", "--expose-gc", HERE + "/cluster.js", str(port)],
                  grows=16384)
