"""Postfix, Exim and OpenSMTPD, unpacked, with a configuration of their own and on ports of their own. Root starts them.

Their accounts exist only for them: each runs in a mount namespace with its own /etc/passwd and /etc/group."""

import os
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

HOST = "127.0.0.1"
RUN_AS = "nobody"
ACCOUNTS = {"postfix": 29001, "postdrop": 29002, "Debian-exim": 29003, "opensmtpd": 29004, "opensmtpq": 29005}
QUEUE_FOLDERS = ("active", "bounce", "corrupt", "defer", "deferred", "flush", "hold", "incoming", "maildrop", "pid", "private",
                 "public", "saved", "trace")

POSTFIX_MAIN = """\
compatibility_level = 3.6
alias_maps =
queue_directory = {folder}/queue
data_directory = {folder}/data
command_directory = {root}/usr/sbin
daemon_directory = {root}/usr/lib/postfix/sbin
shlib_directory = {root}/usr/lib/postfix
import_environment = MAIL_CONFIG TZ=UTC LD_LIBRARY_PATH={root}/usr/lib/postfix
maillog_file = {folder}/log
maillog_file_prefixes = {folder}
myhostname = mx.example.org
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
smtputf8_enable = yes
queue_run_delay = 1s
address_verify_poll_delay = 1s
minimal_backoff_time = 1s
maximal_backoff_time = 2s
"""
POSTFIX_MASTER = """\
127.0.0.1:{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 1 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
lmtp unix - - y - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""
EXIM = """\
primary_hostname = mx.example.org
exim_path = {root}/usr/sbin/exim4
spool_directory = {folder}/spool
log_file_path = {folder}/log/%slog
pid_file_path = {folder}/pid
daemon_smtp_ports = {port}
local_interfaces = 127.0.0.1
tls_advertise_hosts =
prdr_enable = false
acl_smtp_rcpt = anybody
timezone = UTC
keep_environment =
queue_only = true
smtputf8_advertise_hosts =
begin acl
anybody:
  accept
begin routers
{routers}
begin transports
{transports}
begin retry
* * F,1h,1s
"""
OPENSMTPD = """\
listen on 127.0.0.1 port {port} hostname mx.example.org
queue ttl 1h
"""


def free_port():
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


class MailServer:
    """One that accepts mail by SMTP, and delivers it. Its subclasses know the configuration that the documents show."""

    mounts = {}

    def __init__(self, folder, unpacked):
        self.folder, self.port = folder / self.name, free_port()
        self.root = folder / "unpacked"
        self.folder.mkdir()
        if not self.root.exists():
            shutil.copytree(unpacked, self.root, symlinks=True)

    def start(self):
        for name, first in (("passwd", ":x:{0}:{0}::/nonexistent:/usr/sbin/nologin"), ("group", ":x:{0}:")):
            text = Path("/etc", name).read_text()
            own = "".join(f"{account}{first.format(number)}\n" for account, number in ACCOUNTS.items())
            (self.folder / name).write_text("".join(line for line in text.splitlines(True)
                                                    if line.partition(":")[0] not in ACCOUNTS) + own)
        self.prepare()
        mounts = "".join(f"mount --bind {source} {target} && " for source, target in
                         {"passwd": "/etc/passwd", "group": "/etc/group", **self.mounts}.items())
        with open(self.folder / "output", "wb") as output:
            self.process = subprocess.Popen(["unshare", "-m", "sh", "-c", mounts + 'exec "$@"', "sh", *self.command()],
                                            cwd=self.folder, stdout=output, stderr=output, start_new_session=True,
                                            env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
                                                 "LD_LIBRARY_PATH": f"{self.root}/usr/lib/postfix"})
        begin = time.monotonic()
        while True:
            try:
                socket.create_connection((HOST, self.port), 1).close()
                return
            except OSError:
                if self.process.poll() is not None or time.monotonic() - begin > 60:
                    raise RuntimeError(f"{self.name} does not start:\n{self.said()}") from None
                time.sleep(0.05)

    def own(self, account, *paths):
        for path in paths:
            os.chown(path, ACCOUNTS[account], ACCOUNTS[account])

    def said(self):
        return "\n".join(path.read_text(errors="replace") for path in [self.folder / "output", *self.logs()] if path.exists())

    def stop(self):
        os.killpg(self.process.pid, signal.SIGTERM)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)


class Postfix(MailServer):
    name = "postfix"

    def configure(self, main, master):
        etc = self.folder / "etc"
        etc.mkdir()
        (etc / "main.cf").write_text(POSTFIX_MAIN.format(folder=self.folder, root=self.root) + main)
        (etc / "master.cf").write_text(POSTFIX_MASTER.format(port=self.port) + master)

    def prepare(self):
        queue, data = self.folder / "queue", self.folder / "data"
        data.mkdir()
        self.own("postfix", data)
        for name in QUEUE_FOLDERS:
            (queue / name).mkdir(parents=True)
            if name != "pid":
                self.own("postfix", queue / name)

    def command(self):
        return [self.root / "usr/lib/postfix/sbin/master", "-c", self.folder / "etc", "-d"]

    def logs(self):
        return [self.folder / "log"]

    def queued(self):
        return sum(path.is_file() for name in ("maildrop", "incoming", "active", "deferred")
                   for path in (self.folder / "queue" / name).rglob("*"))


class Exim(MailServer):
    name = "exim"

    def configure(self, routers, transports):
        (self.folder / "exim.conf").write_text(EXIM.format(
            root=self.root, folder=self.folder, port=self.port, routers=routers, transports=transports))

    def prepare(self):
        for name in ("spool", "log"):
            (self.folder / name).mkdir()
            self.own("Debian-exim", self.folder / name)

    def command(self):
        """The daemon gives up root, and with -C nobody gets it back: root itself runs the queue."""
        return ["sh", "-c", '"$@" -bdf & while sleep 0.5; do "$@" -q; done', "sh", self.root / "usr/sbin/exim4", "-C",
                self.folder / "exim.conf"]

    def logs(self):
        return [self.folder / "log/mainlog", self.folder / "log/paniclog"]

    def queued(self):
        return len(list((self.folder / "spool/input").rglob("*-H")))


class OpenSmtpd(MailServer):
    """Its folders are compiled in; those of the machine are hidden from it."""

    name = "opensmtpd"

    def configure(self, rules):
        (self.folder / "smtpd.conf").write_text(OPENSMTPD.format(port=self.port) + rules)
        self.mounts = {self.root / "usr/libexec": "/usr/libexec", "lib": "/var/lib", "spool": "/var/spool", "run": "/run"}

    def prepare(self):
        for name in ("lib/opensmtpd/empty", "run", "spool/smtpd"):
            (self.folder / name).mkdir(parents=True)
        (self.folder / "spool/smtpd").chmod(0o711)

    def command(self):
        """It would wait for minutes before it tries again."""
        hurry = f'setpriv --regid {ACCOUNTS["opensmtpq"]} --clear-groups "$1/smtpctl" schedule all >/dev/null'
        return ["sh", "-c", f'"$1/smtpd" -d -f smtpd.conf & while sleep 0.5 && kill -0 $!; do {hurry}; done', "sh",
                self.root / "usr/sbin"]

    def logs(self):
        return []

    def queued(self):
        """Its envelopes, of which each has one recipient."""
        return sum(path.is_file() and path.name != "message" for path in (self.folder / "spool/smtpd/queue").rglob("*"))
