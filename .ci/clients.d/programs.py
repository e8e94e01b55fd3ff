"""Clients that are programs of their own: fetchmail, getmail, mpop, mutt, curl."""

import os
import pty
import re
import select
import signal
import subprocess
import time

from bridge import HOST, PASSWORD, Failure, crlf
from client import HERE, PATIENCE, Client

FROM_LINE = re.compile(rb"\AFrom [^\n]*\n")


class Fetchmail(Client):
    name = "fetchmail"
    nothing = (0, 1)  # 1: there is no mail
    busy, wrong = (9, r"lock busy!"), (3, r"Authorization failure")
    alters = "drops a first line that begins with `From `"
    advice = "`sslproto ''`, as it wants TLS; `uidl` beside `keep`, or it fetches all each time; `bad-header accept`, or it leaves odd messages"

    def prepare(self):
        self.agent = self.delivery()

    def command(self, delete, password):
        rules = self.write("rc", f"""poll {HOST} protocol POP3 service {self.port} uidl bad-header accept
            user {self.user} password {password} {"no keep flush" if delete else "keep"} sslproto ''
            no rewrite no forcecr no dropdelivered no mimedecode mda "{self.agent}"\n""")
        return ("fetchmail", "-f", rules, "--nodetach", "--invisible", "--pidfile", self.folder / "pid",
                "-i", self.folder / "ids")

    def altered(self, octets):
        # It takes that line for the mark of an mbox.
        return FROM_LINE.sub(b"", octets)

    def version(self):
        return self.first_line("fetchmail", "--version")


class Getmail(Client):
    name = "getmail6"
    busy, wrong = (127, r"\[IN-USE\]"), (127, r"\[AUTH\]")
    alters = "writes each message anew with Python's `email`, `Return-Path` first"
    advice = "the same status for a held maildrop and a wrong password: the text tells"

    def prepare(self):
        self.agent = self.delivery()

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

    def altered(self, octets):
        # getmail's own code makes of the stored octets what it delivers: it hands nothing on as it came.
        code = "import sys; from getmailcore.message import Message as M; lines = sys.stdin.buffer.read().split(b'\\r\\n');" \
               " sys.stdout.buffer.write(M(fromlines=lines).flatten(False, False))"
        return crlf(subprocess.run(["/usr/bin/python3", "-c", code], input=octets, check=True,
                                   capture_output=True).stdout)

    def version(self):
        return self.first_line("getmail", "--version")


class Mpop(Client):
    name = "mpop"
    busy, wrong = (77, r"\[IN-USE\]"), (77, r"\[AUTH\]")
    advice = "`auth user`, as it sends no password without TLS else; the same status for a held maildrop and a wrong password: the text tells"

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
        return self.first_line("mpop", "--version")


class Mutt(Client):
    """Driven by its own macros on a terminal of its own, as it has no batch mode that reads mail."""
    name = "mutt"
    busy, wrong = (0, r"Login failed\..*\[IN-USE\]"), (0, r"Login failed\..*\[AUTH\]")
    alters = "puts an empty line behind a header that has no end, and a line end behind some multiparts"
    advice = "`ssl_force_tls=no`; `header_cache` and `message_cachedir` remember what has been read; after a refusal of AUTH it tries USER"

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
                screen += os.read(terminal, 65536)
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

    def version(self):
        return self.first_line("mutt", "-v")


class Curl(Client):
    """Three commands of curl in a shell script that remembers unique-ids."""
    name = "curl"
    busy, wrong = (67, r"\[IN-USE\]"), (67, r"\[AUTH\]")
    advice = "67 for a held maildrop and for a wrong password: `-v` tells"

    def command(self, delete, password):
        return ("sh", HERE / "visit-curl", f"pop3://{self.user}:{password}@{HOST}:{self.port}", self.folder,
                "delete" if delete else "keep")

    def version(self):
        return self.first_line("curl", "--version")


PROGRAMS = [Fetchmail, Getmail, Mpop, Mutt, Curl]
