"""Clients that are libraries, each behind a small program."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from bridge import ROOT, Failure, crlf
from client import HERE, Library

STATE = Path(os.environ.get("CI_STATE") or Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
             / "pop3bridge-ci")
JARS = ROOT / "deploy/clients/target"


class Poplib(Library):
    name, title = "poplib", "Python poplib"
    advice = "`poplib._MAXLINE` above its 2048 octets, or it gives up at a longer line of a message"

    def program(self):
        return sys.executable, HERE / "visit-poplib"

    def version(self):
        return "Python " + self.first_line(sys.executable, "--version")


class NetPop3(Library):
    name, title = "net-pop3", "Perl Net::POP3"
    alters = "makes its line ends LF"

    def delivered(self, octets):
        return crlf(octets)

    def program(self):
        return "perl", HERE / "visit-net-pop3"

    def version(self):
        return self.first_line("perl", "-MNet::POP3", "-e", "print $Net::POP3::VERSION")


class NetPop(Library):
    name, title = "net-pop", "Ruby net-pop"
    advice = "a held maildrop is a `POPAuthenticationError` like a wrong password: its message tells"

    def program(self):
        return "ruby", HERE / "visit-net-pop"

    def version(self):
        return self.first_line("ruby", "-e", 'puts Gem.loaded_specs["net-pop"]&.version ||'
                               ' Gem::Specification.find_by_name("net-pop").version')


class AngusMail(Library):
    name, title = "angus-mail", "Angus Mail"
    advice = "a held maildrop is an `AuthenticationFailedException` like a wrong password: its message tells"
    main = "AngusMail"

    def program(self):
        jars = [*JARS.glob("pop3bridge-clients-*.jar"), *(JARS / "lib").glob("*.jar")]
        if not jars:
            raise Failure("there is no build: ./mvnw -q -DskipTests package")
        return "java", "-cp", ":".join(map(str, jars)), "pop3bridge.clients." + self.main

    def version(self):
        return next((JARS / "lib").glob(self.name + "-[0-9]*.jar")).stem.rpartition("-")[2]


class CommonsNet(AngusMail):
    name, title = "commons-net", "Apache Commons Net"
    advice = "`login` says false to a held maildrop and to a wrong password: `getReplyString` tells"
    main = "CommonsNet"


class NodePop3(Library):
    """Installed by its lock file into the folder where .ci keeps what it makes."""
    name = "node-pop3"
    alters = "leaves the dots of POP3 in, and at times the last line end out: its caller's part"
    advice = "`command('RETR', …)` with its stream, as `RETR` makes a string of UTF-8 of all mail"

    def prepare(self):
        self.modules = STATE / "clients"
        self.modules.mkdir(parents=True, exist_ok=True)
        files = ("package.json", "package-lock.json")
        installed = self.modules / "node_modules"
        if not installed.exists() or any((HERE / f).read_bytes() != (self.modules / f).read_bytes() for f in files):
            for file in files:
                shutil.copy(HERE / file, self.modules)
            done = subprocess.run(["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"], cwd=self.modules,
                                  capture_output=True, text=True)
            if done.returncode != 0:
                shutil.rmtree(installed, ignore_errors=True)
                raise Failure(f"node-pop3: npm ci failed: {done.stderr[-2000:]}")

    def program(self):
        # Node looks for node_modules beside the program.
        return "node", shutil.copy(HERE / "visit-node-pop3.mjs", self.modules)

    def version(self):
        return json.loads((self.modules / "node_modules/node-pop3/package.json").read_text())["version"]


LIBRARIES = [Poplib, NetPop3, NetPop, AngusMail, CommonsNet, NodePop3]
