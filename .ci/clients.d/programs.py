"""Clients that are programs of their own: fetchmail, getmail, mpop, mutt, curl."""

import os
import pickle
import pty
import re
import select
import signal
import subprocess
import time

from bridge import HOST, PASSWORD, Failure, crlf
from client import HERE, PATIENCE, Client

FROM_LINE = re.compile(rb"\AFrom [^\n]*\n")

# A field, its continuation, or the first line of an mbox, which has a date.
HEADER_LINE = re.compile(rb"[^: \t]+:|[ \t]|From \S+ +(\w{3} ){2} ?\d+ [\d:]+ \d{4}")

GETMAIL = """
import pickle, sys
from getmailcore.message import Message
messages = [Message(fromlines=octets.split(b"\\r\\n")) for octets in pickle.load(sys.stdin.buffer)]
pickle.dump([message.flatten(False, False) for message in messages], sys.stdout.buffer)
"""
EMPTY = b"There are no messages."


class Fetchmail(Client):
    name = "fetchmail"
    nothing = (0, 1)  # 1: there is no mail
    busy, wrong = (9, r"lock busy!"), (3, r"Authorization failure")
    alters = "drops a first line `From …`"
    advice = "needs `sslproto ''` without TLS; with `auth password` and `keep` add `uidl`, or it fetches everything each" \
             " time; add `bad-header accept`, or it leaves unusual messages; both stand before `user`"

    def prepare(self):
        self.agent = self.delivery()

    options = ""

    def command(self, delete, password):
        rules = self.write("rc", f"""poll {HOST} protocol POP3 service {self.port} {self.options} bad-header accept
            user {self.user} password {password} {"no keep flush" if delete else "keep"} sslproto ''
            no rewrite no forcecr no dropdelivered no mimedecode mda "{self.agent}"\n""")
        return ("fetchmail", "-f", rules, "--nodetach", "--invisible", "--pidfile", self.folder / "pid",
                "-i", self.folder / "ids")

    def altered(self, messages):
        # It takes that line for the mark of an mbox.
        return [FROM_LINE.sub(b"", octets) for octets in messages]

    def version(self):
        return self.version_of("fetchmail", "--version")


class FetchmailUidl(Fetchmail):
    """Without a CAPA, so that LAST is answered: then `uidl` is what keeps it from fetching all each time."""
    name, title = "fetchmail-uidl", "fetchmail, `auth password` and `uidl`"
    options = "auth password uidl"
    advice = "as above"


class Getmail(Client):
    name = "getmail6"
    busy, wrong = (127, r"\[IN-USE\]"), (127, r"\[AUTH\]")
    alters = "rewrites messages with Python's `email`, `Return-Path` first"

    def prepare(self):
        # getmail waits for three minutes if its delivery agent ends before it waits for that.
        self.agent = self.delivery(then="sleep 0.05")

    def command(self, delete, password):
        rules = self.write("rc", f"""[retriever]
type = SimplePOP3Retriever
server = {HOST}
port = {self.port}
username = {self.user}
password = {password}
[destination]
type = MDA_external
path = {self.agent}
allow_root_commands = true
[options]
read_all = false
delete = {str(delete).lower()}
delivered_to = false
received = false
""")
        return "getmail", "--getmaildir", self.folder, "--rcfile", rules

    def altered(self, messages):
        # getmail's own code makes of the stored octets what it delivers: it hands nothing on as it came.
        made = subprocess.run(["/usr/bin/python3", "-c", GETMAIL], input=pickle.dumps(messages), check=True,
                              capture_output=True).stdout
        return list(map(crlf, pickle.loads(made)))

    def version(self):
        return self.version_of("getmail", "--version")


class Mpop(Client):
    name = "mpop"
    busy, wrong = (77, r"\[IN-USE\]"), (77, r"\[AUTH\]")
    advice = "needs `tls off` and `auth user`, or it sends no password"

    def prepare(self):
        self.agent = self.delivery()

    def command(self, delete, password):
        rules = self.write("rc", f"""account post
host {HOST}
port {self.port}
user {self.user}
password {password}
auth user
tls off
keep {"off" if delete else "on"}
received_header off
delivery mda {self.agent}
uidls_file {self.folder / "uidls"}
""")
        return "mpop", "-C", rules, "post"

    def version(self):
        return self.version_of("mpop", "--version")


class Mutt(Client):
    """Driven by its own macros on a terminal of its own, as it has no batch mode that reads mail."""
    name = "mutt"
    busy, wrong = (0, r"Login failed\..*\[IN-USE\]"), (0, r"Login failed\..*\[AUTH\]")
    alters = "inserts a blank line before the first line that is no header field"
    advice = "needs `ssl_force_tls=no`; `header_cache` and `message_cachedir` are its memory;" \
             " tries USER after a refused AUTH, so it waits twice for a locked maildrop"

    def prepare(self):
        self.agent = self.delivery()
        (self.folder / "cache").mkdir()

    def command(self, delete, password):
        end = "<delete-pattern>~A<enter><quit>" if delete else "<quit>"
        rules = self.write("rc", f"""set pop_user={self.user} pop_pass={password}
set folder={self.folder} ssl_starttls=no ssl_force_tls=no pop_reconnect=no
set header_cache={self.folder}/headers message_cachedir={self.folder}/cache
set quit=yes delete=yes mark_old=no wait_key=no sleep_time=0
set pipe_split=yes pipe_decode=no pipe_sep=""
push "<tag-pattern>~U<enter><tag-prefix-cond><pipe-message>{self.agent}<enter><end-cond>{end}"
""")
        return "mutt", "-n", "-F", rules, "-f", f"pop://{HOST}:{self.port}/"

    def run(self, *command):
        if "-f" not in command:
            return super().run(*command)
        process, terminal = pty.fork()
        if process == 0:
            os.environ.update(TERM="xterm", LC_ALL="C.UTF-8", HOME=str(self.folder))
            os.execvp(command[0], [str(word) for word in command])
        screen, end = b"", time.monotonic() + PATIENCE
        try:
            while time.monotonic() < end and select.select([terminal], [], [], end - time.monotonic())[0]:
                octets = os.read(terminal, 65536)
                if EMPTY not in screen and EMPTY in screen + octets:
                    os.write(terminal, b"q")  # there the macro is dropped
                screen += octets
        except OSError:
            pass  # so ends the output of a terminal whose process has gone
        else:
            os.kill(process, signal.SIGKILL)
        os.close(terminal)
        status = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
        text = re.sub(rb"\x1b[^a-zA-Z]*[a-zA-Z]", b" ", screen)
        self.note(command, f"status {status}", text)
        if status < 0:
            raise Failure(f"mutt has not ended by itself after {PATIENCE} s; see {self.log}")
        return status, text.decode(errors="replace")

    def altered(self, messages):
        return list(map(self.with_header_ended, messages))

    def with_header_ended(self, octets):
        # There the header ends for it, and it writes what ends a header.
        at = 0
        for line in octets.splitlines(keepends=True):
            if line == b"\r\n":
                break
            if not HEADER_LINE.match(line):
                return octets[:at] + b"\r\n" + octets[at:]
            at += len(line)
        return octets

    def version(self):
        return self.version_of("mutt", "-v")


class Curl(Client):
    """Three commands of curl in a shell script that remembers unique-ids."""
    name = "curl"
    busy, wrong = (67, r"\[IN-USE\]"), (67, r"\[AUTH\]")
    advice = "`-v` shows the reply; `-l -X DELE` deletes"

    def delivered(self, octets):
        return octets

    def command(self, delete, password):
        return ("sh", HERE / "visit-curl", f"pop3://{self.user}:{password}@{HOST}:{self.port}", self.folder,
                "delete" if delete else "keep")

    def version(self):
        return self.version_of("curl", "--version")


PROGRAMS = [Fetchmail, FetchmailUidl, Getmail, Mpop, Mutt, Curl]
