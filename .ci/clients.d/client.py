"""What .ci/clients knows of a mail client: how it is run, what it has delivered, how it takes a refusal."""

import os
import re
import subprocess
from pathlib import Path

from bridge import HOST, PASSWORD, Failure, crlf

HERE = Path(__file__).resolve().parent
PATIENCE = 120


class Client:
    """A client with a folder of its own, in whose `got` it puts each message as a file; each knows a program."""
    name = title = user = None
    # Statuses of a run that has fetched something, and of one that has found nothing.
    done, nothing = (0,), (0,)
    # How a held maildrop and a wrong password are told: status, and what the output must show.
    busy = wrong = None
    # What the client does to a message, and what who runs it should know.
    alters = "–"
    advice = "–"

    def __init__(self, site, folder):
        self.port, self.folder, self.got = site.port, folder / self.name, folder / self.name / "got"
        self.got.mkdir(parents=True)
        self.log = self.folder / "log"
        self.prepare()

    def __init_subclass__(cls):
        cls.user, cls.title = cls.name, cls.__dict__.get("title", cls.name)

    def prepare(self):
        pass

    @classmethod
    def refusals(cls):
        """How one who runs it tells a held maildrop from a wrong password."""
        held, wrong = cls.busy[0], cls.wrong[0]
        return f"status {held}, not {wrong}" if held != wrong else f"status {held} for both; the text differs"

    def command(self, delete, password):
        """What fetches all new mail, and then deletes all from the server or leaves it there."""
        raise NotImplementedError

    def version(self):
        raise NotImplementedError

    def altered(self, messages):
        """What the client makes of the messages that it gets."""
        return messages

    def delivered(self, octets):
        """With the line ends of POP3, which programs make those of the system."""
        return crlf(octets)

    def visit(self, delete=False, password=PASSWORD):
        """(status, output)"""
        return self.run(*self.command(delete, password))

    def run(self, *command):
        environment = {**os.environ, "HOME": str(self.folder), "LC_ALL": "C.UTF-8"}
        try:
            done = subprocess.run([str(word) for word in command], cwd=self.folder, env=environment, timeout=PATIENCE,
                                  stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        except FileNotFoundError:
            raise Failure(f"{self.name}: {command[0]} is not installed")
        except subprocess.TimeoutExpired as late:
            self.note(command, f"not done after {PATIENCE} s", late.output or b"")
            raise Failure(f"{self.name}: {command[0]} is not done after {PATIENCE} s; see {self.log}")
        self.note(command, f"status {done.returncode}", done.stdout)
        return done.returncode, done.stdout.decode(errors="replace")

    def note(self, command, end, output):
        with open(self.log, "ab") as log:
            log.write(f"$ {' '.join(map(str, command))}\n".encode() + output + f"\n{end}\n\n".encode())

    def received(self):
        """What has been delivered since this was last asked."""
        files = sorted(self.got.iterdir())
        messages = [file.read_bytes() for file in files]
        for file in files:
            file.unlink()
        return messages

    def write(self, name, text, mode=0o600):
        file = self.folder / name
        file.write_text(text)
        file.chmod(mode)
        return file

    def delivery(self, then="true"):
        """A delivery agent: each message on its standard input goes into a file."""
        return self.write("deliver", f'#!/bin/sh\nfile=$(mktemp {self.got}/message.XXXXXX) && cat >"$file" && {then}\n', 0o700)

    def version_of(self, *command):
        """What looks like a version in what a program says of itself."""
        found = re.search(r"\d+(\.\d+)+", self.run(*command)[1])
        if not found:
            raise Failure(f"{self.name}: {command[0]} does not tell its version; see {self.log}")
        return found[0]


class Library(Client):
    """A client that is a library, with a small program that remembers unique-ids, as its users write them."""
    busy, wrong = (75, r"\[IN-USE\]"), (77, r"\[AUTH\]")
    refusal = None

    @classmethod
    def refusals(cls):
        return cls.refusal

    def delivered(self, octets):
        return octets

    def program(self):
        raise NotImplementedError

    def command(self, delete, password):
        return (*self.program(), HOST, self.port, self.user, password, self.folder, "delete" if delete else "keep")
