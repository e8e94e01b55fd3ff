"""A client that plays lines to a server and keeps what came of each, so that two servers can be compared."""

import base64
import hashlib
import hmac
import re
import select
import socket
import ssl
from dataclasses import dataclass, replace

PATIENCE = 25
SINGLE = re.compile(rb"\+OK \d+ (?!messages)\S+\s*$")
TIMESTAMP = re.compile(rb"<[^<>@]+@[^<>@]+>")


@dataclass(frozen=True)
class Reply:
    """What came for one line. The status is the first word, or "closed" or "silent"; the body that of a multi-line
    reply, with its dots as they were sent; extra is what came behind the reply before anything else was sent."""
    line: bytes
    status: str
    text: bytes = b""
    body: bytes | None = None
    extra: bytes = b""


def verb(line):
    return re.split(rb"[ \0]", line.strip(b" "), maxsplit=1)[0].upper().decode("latin-1")


def multi_line(line, status_line):
    """RFC 1939 §5, §7; RFC 2449 §5; RFC 6856 §3; AUTH alone lists the mechanisms."""
    words = line.split()
    match verb(line):
        case "RETR" | "TOP" | "CAPA":
            return True
        case "LIST" | "UIDL":
            return not SINGLE.match(status_line)
        case "LANG" | "AUTH":
            return len(words) == 1
    return False


class Client:
    """One connection; the reply to its first, empty line is the greeting."""

    def __init__(self, server):
        self.server, self.buffer, self.challenge = server, b"", None
        self.socket = socket.create_connection(("127.0.0.1", server.port), PATIENCE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        greeting = self.reply(b"")
        stamp = TIMESTAMP.search(greeting.text)
        self.timestamp = stamp[0] if stamp else b""
        self.greeting = greeting

    def fill(self, template):
        """A line of a script with what differs between the servers or from connection to connection."""
        user, password = self.server.user.encode(), self.server.password.encode()
        digest = hmac.new(password, self.challenge or b"", hashlib.md5).hexdigest().encode()
        values = {
            b"user": user,
            b"password": password,
            b"plain": base64.b64encode(b"\0" + user + b"\0" + password),
            b"plain-as-user": base64.b64encode(user + b"\0" + user + b"\0" + password),
            b"plain-as-other": base64.b64encode(b"other\0" + user + b"\0" + password),
            b"plain-wrong": base64.b64encode(b"\0" + user + b"\0wrong"),
            b"user64": base64.b64encode(user),
            b"password64": base64.b64encode(password),
            b"apop": hashlib.md5(self.timestamp + password).hexdigest().encode(),
            b"cram": base64.b64encode(user + b" " + digest),
        }
        return re.sub(rb"\{([a-z0-9-]+)\}", lambda name: values[name[1]], template)

    def send(self, octets):
        try:
            self.socket.sendall(octets)
        except OSError:
            pass  # what was sent before the end is still to be read, and then the end is seen

    def receive(self, until):
        while (found := until(self.buffer)) < 0:
            octets = self.socket.recv(1 << 18)
            if not octets:
                raise ConnectionResetError
            self.buffer += octets
        taken, self.buffer = self.buffer[:found], self.buffer[found:]
        return taken

    def reply(self, line):
        awaited, self.challenge = self.challenge, None
        status, body = b"", None
        try:
            status = self.receive(lambda octets: octets.find(b"\n") + 1 or -1)
            if status.startswith(b"+OK") and awaited is None and line and multi_line(line, status):
                body = self.receive(end_of_body)
        except TimeoutError:
            return Reply(line, "silent", extra=status + self.rest())
        except OSError:
            return Reply(line, "closed", extra=status + self.rest())
        if status.startswith(b"+OK") and verb(line) == "STLS":
            self.start_tls()
        word, _, text = status.partition(b" ")
        if status.startswith(b"+ ") or status == b"+\r\n":
            self.challenge = decoded(text)
        return Reply(line, word.strip().decode("latin-1"), text, body)

    def start_tls(self):
        """RFC 2595 §4: the handshake follows the line end of the reply. Both servers have a certificate of their own making."""
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        self.socket = context.wrap_socket(self.socket)

    def rest(self):
        taken, self.buffer = self.buffer, b""
        return taken

    def play(self, lines):
        """Sends lines, each with its line end, in one segment, and takes as many replies."""
        filled = [self.fill(line) for line in lines]
        self.send(b"".join(filled))
        replies = [self.reply(line.rstrip(b"\r\n")) for line in filled]
        replies[-1] = replace(replies[-1], extra=replies[-1].extra + self.rest())
        return replies

    def after_quit(self, reply):
        """Whether the server closes although the client does not; one that has refused QUIT is not waited for."""
        if reply.status == "-ERR":
            return Reply(b"(after QUIT)", "open")
        try:
            status = "open" if self.socket.recv(1) else "closed"
        except TimeoutError:
            status = "open"
        except OSError:
            status = "closed"
        return Reply(b"(after QUIT)", status)

    def drop(self):
        """Ends without QUIT, and waits until the server has seen it: then the maildrop is free."""
        try:
            self.socket.shutdown(socket.SHUT_WR)
            while select.select([self.socket], [], [], PATIENCE)[0] and self.socket.recv(1 << 18):
                pass
        except OSError:
            pass
        self.socket.close()


def decoded(text):
    try:
        return base64.b64decode(text.strip())
    except ValueError:
        return b""


def end_of_body(octets):
    if octets.startswith(b".\r\n"):
        return 3
    end = octets.find(b"\r\n.\r\n")
    return end + 5 if end >= 0 else -1
