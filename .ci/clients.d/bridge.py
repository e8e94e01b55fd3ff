"""The bridge as it is run in earnest, over MiniStack, and the bucket as its owner sees it."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import xml.etree.ElementTree as xml
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).resolve().parent.parent.parent
HOST, BUCKET, KEYS = "127.0.0.1", "post", "test:test"
PASSWORD, WRONG = "open-sesame", "open-barley"
# Not {PLAIN}: the bridge would offer APOP, CRAM-MD5 and SCRAM, and what most sites have would not be tried.
HASH = "{SHA512-CRYPT}$6$clients$2vbMMkknK9WYoDo2lJjuxIYSMgmhqq8F94/JDA9LH9e0itebaUpr3pn6jbruhadEu8QPA4eMHZYvKebG/dtyE."
LINE = re.compile(rb"(?<!\r)\n")


class Failure(Exception):
    """What a client or the bridge has done wrong."""


def crlf(octets):
    return LINE.sub(b"\r\n", octets)


def normalised(octets):
    """As POP3 must carry it: line ends are CRLF, the last line has one."""
    octets = crlf(octets)
    return octets if not octets or octets.endswith(b"\r\n") else octets + b"\r\n"


def free_port():
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


class Site:
    """MiniStack and a bridge in a folder, stopped at the end of `with`."""

    def __init__(self, folder, users):
        self.folder, self.processes, self.endpoint = folder, [], f"http://{HOST}:{free_port()}"
        self.log = folder / "bridge.log"
        (folder / "users").write_text("".join(f"{user}:{HASH}\n" for user in users))

    def __enter__(self):
        try:
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for process in reversed(self.processes):
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()

    def start(self):
        self.start_store()
        self.start_bridge()

    def start_store(self):
        if "TEST_MINISTACK" not in os.environ:
            sys.exit(f'{Path(sys.argv[0]).name}: MiniStack is not here: variables=$(.ci/ministack); eval "$variables"')
        self.run("ministack", [os.environ["TEST_MINISTACK"]], {
            "BIND_HOST": HOST, "GATEWAY_PORT": self.endpoint.rpartition(":")[2], "SERVICES": "s3",
            "LOG_LEVEL": "WARNING", "DOCKER_HOST": "unix:///nonexistent",
            "S3_DATA_DIR": str(self.folder / "ministack")})
        self.await_text("ministack", self.store_answers)
        self.s3("-X", "PUT", f"{self.endpoint}/{BUCKET}")

    def start_bridge(self):
        access_key, secret_key = KEYS.split(":")
        self.run("bridge", [ROOT / "deploy/bin/pop3bridge", "serve"], {
            "POP3BRIDGE_STORE_ENDPOINT": self.endpoint, "POP3BRIDGE_STORE_BUCKET": BUCKET,
            "POP3BRIDGE_STORE_ACCESS_KEY": access_key, "POP3BRIDGE_STORE_SECRET_KEY": secret_key,
            "POP3BRIDGE_USERS_FILE": str(self.folder / "users"), "POP3BRIDGE_POP3_LISTEN": f"{HOST}:0",
            "POP3BRIDGE_MANAGEMENT_LISTEN": f"{HOST}:0", "POP3BRIDGE_LOCK_WAIT": "1s",
            "POP3BRIDGE_MAIL_KEEP_REMOVED": "removed/{user}/"})
        self.port = int(self.await_text("bridge", lambda: re.search(rf"POP3 +{HOST}:(\d+)", self.log.read_text()))[1])

    def run(self, name, command, environment):
        with open(self.folder / f"{name}.log", "wb") as log:
            self.processes.append(subprocess.Popen(command, stdout=log, stderr=log, cwd=self.folder,
                                                   env={**os.environ, **environment}))

    def await_text(self, name, ready):
        begin = time.monotonic()
        while not (answer := ready()):
            if self.processes[-1].poll() is not None or time.monotonic() - begin > 60:
                raise Failure(f"{name} does not start:\n" + (self.folder / f"{name}.log").read_text()[-2000:])
            time.sleep(0.05)
        return answer

    def store_answers(self):
        try:
            socket.create_connection((HOST, int(self.endpoint.rpartition(":")[2])), 1).close()
            return True
        except OSError:
            return False

    def s3(self, *arguments):
        return subprocess.run(["curl", "-sSf", "--aws-sigv4", "aws:amz:us-east-1:s3", "--user", KEYS,
                               "-H", "x-amz-content-sha256: UNSIGNED-PAYLOAD", *arguments],
                              check=True, capture_output=True).stdout

    def put(self, files):
        """{key: file}, one after the other, because the order of arrival is that of the message-numbers."""
        arguments = []
        for key, file in files.items():
            arguments += ["-T", str(file), f"{self.endpoint}/{BUCKET}/{quote(key)}"]
        self.s3(*arguments)

    def keys(self, prefix="mail/"):
        """What is below a prefix, all mail for one: keys and what tells one object from another under its key."""
        found, token = {}, ""
        while token is not None:
            answer = xml.fromstring(self.s3(f"{self.endpoint}/{BUCKET}?list-type=2&prefix={quote(prefix, safe='')}{token}"))
            space = answer.tag.rpartition("}")[0] + "}"
            found |= {e.find(space + "Key").text: (e.find(space + "ETag").text, e.find(space + "LastModified").text)
                      for e in answer.iter(space + "Contents")}
            following = answer.find(space + "NextContinuationToken")
            token = None if following is None else "&continuation-token=" + quote(following.text, safe="")
        return found

    def hold(self, user):
        """A session that has the user's maildrop until it is closed."""
        session = socket.create_connection((HOST, self.port), 60)
        lines = session.makefile("rb")
        for command in (None, f"USER {user}", f"PASS {PASSWORD}"):
            if command:
                session.sendall(command.encode() + b"\r\n")
            answer = lines.readline()
            if not answer.startswith(b"+OK"):
                raise Failure(f"the maildrop cannot be held: {answer.decode().strip()}")
        return session

    def logins(self, user):
        """The ways in which the user's clients have logged in."""
        return set(re.findall(rf'login .*user="{re.escape(user)}" method="([^"]+)"', self.log.read_text()))
