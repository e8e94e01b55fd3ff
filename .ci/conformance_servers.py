"""The servers of .ci/conformance and .ci/differential: each is started on a port of its own and filled with a mailbox."""

import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
import xml.etree.ElementTree as xml
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).resolve().parent.parent
USER, PASSWORD = "tester", "Conformance1"
NOBODY = 65534


def stop(text):
    sys.exit(f"{Path(sys.argv[0]).name}: {text}")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def greets(port):
    try:
        with socket.create_connection(("127.0.0.1", port), 1) as client:
            return client.recv(3) == b"+OK"
    except OSError:
        return False


def fill_maildir(mailbox, maildir):
    """As a delivery would: with LF, and names in the order of the messages."""
    shutil.rmtree(maildir, ignore_errors=True)
    for name in ("cur", "new", "tmp"):
        (maildir / name).mkdir(parents=True)
    for number, message in enumerate(sorted(mailbox.iterdir())):
        octets = message.read_bytes().replace(b"\r\n", b"\n")
        (maildir / "new" / f"{1700000000 + number}.M1P1.conformance").write_bytes(octets)
    for path in (maildir, *maildir.rglob("*")):
        os.chown(path, NOBODY, NOBODY)


def fill_bucket(mailbox, endpoint, keys):
    """One object after the other, because the order of arrival is that of the message-numbers."""
    curl = ["curl", "-sSf", "--aws-sigv4", "aws:amz:us-east-1:s3", "--user", keys, "-H",
            "x-amz-content-sha256: UNSIGNED-PAYLOAD"]
    bucket = f"{endpoint}/pop3bridge-demo"
    listing = subprocess.run([*curl, f"{bucket}?list-type=2&prefix=mail%2Fdemo%2F"], check=True, capture_output=True)
    old = [e.text for e in xml.fromstring(listing.stdout).iter() if e.tag.endswith("}Key")]
    if old:
        subprocess.run([*curl, "-X", "DELETE", *(f"{bucket}/{quote(key)}" for key in old)], check=True)
    uploads = []
    for message in sorted(mailbox.iterdir()):
        uploads += ["-T", str(message), f"{bucket}/mail/demo/{quote(message.name)}"]
    subprocess.run([*curl, *uploads], check=True, stdout=subprocess.DEVNULL)


class Server:
    """A server that is started in a folder of its own and stopped at the end."""
    user, password, timeout = USER, PASSWORD, 30

    def __init__(self, folder, mailbox):
        self.folder, self.mailbox, self.port, self.processes = folder / self.name, mailbox, free_port(), []
        self.folder.mkdir()
        self.start()
        begin = time.monotonic()
        while not greets(self.port):
            if time.monotonic() - begin > 60 or any(p.poll() is not None for p in self.processes):
                self.stop()
                stop(f"{self.name} does not start:\n" + (self.folder / "log").read_text()[-2000:])
            time.sleep(0.1)

    def run(self, *command, **options):
        with open(self.folder / "log", "ab") as log:
            self.processes.append(subprocess.Popen(command, stdout=log, stderr=log, cwd="/", **options))

    def fill(self):
        """Makes the maildrop the mailbox again."""
        subprocess.run(shlex.split(self.reset_command()), check=True)

    def reset(self, kind, *words):
        return shlex.join([sys.executable, str(ROOT / ".ci/conformance"), "--fill", kind, str(self.mailbox), *map(str, words)])

    def stop(self):
        for process in reversed(self.processes):
            process.send_signal(signal.SIGTERM)
        for process in self.processes:
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()


class Pop3bridge(Server):
    name, user, password = "pop3bridge", "demo", "demo"

    def start(self):
        self.run(ROOT / "deploy/bin/pop3bridge", "demo", "--port", str(self.port), "--tls-port", "0", "--management-port", "0")
        self.version = "here"

    def reset_command(self):
        text = (self.folder / "log").read_text()
        keys = ":".join(re.search(r"access key (\S+), secret key (\S+)", text).groups())
        return self.reset("bucket", re.search(r"store +bucket \S+ at (\S+)", text)[1], keys)


class Dovecot(Server):
    name = "dovecot"

    def start(self):
        if not Path("/usr/lib/dovecot/pop3").exists() or not shutil.which("dovecot"):
            stop("Dovecot is not installed: Debian has it in dovecot-pop3d")
        if not shutil.which("openssl"):
            stop("openssl is not installed: Debian has it in openssl")
        folder = self.folder
        (folder / "users").write_text(f"{USER}:{{PLAIN}}{PASSWORD}\n")
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj",
                        "/CN=localhost", "-keyout", folder / "key.pem", "-out", folder / "cert.pem"],
                       check=True, capture_output=True)
        (folder / "dovecot.conf").write_text(f"""
base_dir = {folder}/run
state_dir = {folder}/run
log_path = /dev/stderr
protocols = pop3
listen = 127.0.0.1
ssl = yes
ssl_cert = <{folder}/cert.pem
ssl_key = <{folder}/key.pem
disable_plaintext_auth = no
auth_mechanisms = plain login cram-md5 scram-sha-1 scram-sha-256 apop
auth_failure_delay = 0
pop3_lock_session = yes
mail_location = maildir:{folder}/Maildir
mail_max_userip_connections = 100
passdb {{
  driver = passwd-file
  args = {folder}/users
}}
userdb {{
  driver = static
  args = uid={NOBODY} gid={NOBODY} home={folder}
}}
service anvil {{
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service pop3-login {{
  inet_listener pop3 {{
    port = {self.port}
  }}
  inet_listener pop3s {{
    port = 0
  }}
}}
""")
        version = subprocess.run(["dovecot", "--version"], check=True, capture_output=True, text=True).stdout
        self.version = version.split()[0]
        self.run("dovecot", "-F", "-c", folder / "dovecot.conf")

    def reset_command(self):
        return self.reset("maildir", self.folder / "Maildir")


class Courier(Server):
    """In a root directory of its own, because its paths are compiled in."""
    name, timeout = "courier", 12

    def start(self):
        if "TEST_COURIER" not in os.environ:
            stop('Courier is not here: eval "$(.ci/courier)" unpacks it from Debian\'s packages')
        self.root = self.folder / "root"
        shutil.copytree(os.environ["TEST_COURIER"], self.root, symlinks=True)
        self.version = (self.root / "version").read_text().strip()
        for name in ("dev", "run/courier/authdaemon", "home"):
            (self.root / name).mkdir(parents=True)
        for name, minor in (("null", 3), ("urandom", 9)):
            subprocess.run(["mknod", "-m", "666", self.root / "dev" / name, "c", "1", str(minor)], check=True)
        (self.root / "etc/courier/authdaemonrc").write_text(
            'authmodulelist="authuserdb"\ndaemons=2\nauthdaemonvar=/run/courier/authdaemon\n')
        self.database("userdb", f"uid={NOBODY}|gid={NOBODY}|home=/home|mail=/home/Maildir|_=")
        self.database("userdbshadow",
                      f"systempw={self.hashed('-md5')}|hmac-md5pw={self.hashed('-hmac-md5')}")
        self.run("chroot", self.root, "/usr/lib/courier/courier-authlib/authdaemond")
        while not (self.root / "run/courier/authdaemon/socket").exists():
            if self.processes[0].poll() is not None:
                stop("Courier's authdaemond does not start:\n" + (self.folder / "log").read_text()[-2000:])
            time.sleep(0.1)
        self.run("chroot", self.root, "/usr/sbin/couriertcpd", "-address=127.0.0.1", "-maxprocs=40", "-maxperip=40",
                 "-nodnslookup", "-noidentlookup", str(self.port), "/usr/lib/courier/courier/courierpop3login",
                 "/usr/lib/courier/courier/courierpop3d", "Maildir",
                 env={**os.environ, "POP3AUTH": "PLAIN LOGIN CRAM-MD5"})

    def hashed(self, method):
        return subprocess.run(["chroot", self.root, "/usr/sbin/userdbpw", method], check=True, capture_output=True,
                              text=True, input=f"{PASSWORD}\n{PASSWORD}\n").stdout.strip()

    def database(self, name, fields):
        path = f"/etc/courier/{name}"
        subprocess.run(["chroot", self.root, "/usr/lib/courier/courier-authlib/makedatprog", "-", path + ".tmp",
                        path + ".dat"], check=True, text=True, input=f"{USER}\t{fields}\n.\n")

    def reset_command(self):
        return self.reset("maildir", self.root / "home/Maildir")


SERVERS = {server.name: server for server in (Pop3bridge, Dovecot, Courier)}
