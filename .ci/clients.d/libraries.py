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
    refusal = "`error_proto` for both; the text differs"
    advice = "fails at lines longer than 2,048 octets unless you raise `poplib._MAXLINE`"

    def program(self):
        return sys.executable, HERE / "visit-poplib"

    def version(self):
        return self.version_of(sys.executable, "--version")


class NetPop3(Library):
    name, title = "net-pop3", "Perl Net::POP3"
    alters = "line endings become LF"
    refusal = "`login` is undefined for both; `message` differs"

    def delivered(self, octets):
        return crlf(octets)

    def program(self):
        return "perl", HERE / "visit-net-pop3"

    def version(self):
        return self.version_of("perl", "-MNet::POP3", "-e", "print $Net::POP3::VERSION")


class NetPop(Library):
    name, title = "net-pop", "Ruby net-pop"
    refusal = "`POPAuthenticationError` for both; the message differs"

    def program(self):
        return "ruby", HERE / "visit-net-pop"

    def version(self):
        return self.version_of("ruby", "-e", 'puts Gem.loaded_specs["net-pop"]&.version ||'
                               ' Gem::Specification.find_by_name("net-pop").version')


def jars():
    found = [*JARS.glob("pop3bridge-clients-*.jar"), *(JARS / "lib").glob("*.jar")]
    if len(found) < 2:
        raise Failure("there is no build: ./mvnw -q -DskipTests package")
    return found


class AngusMail(Library):
    name, title = "angus-mail", "Angus Mail"
    refusal = "`AuthenticationFailedException` for both; the message differs"
    main = "AngusMail"

    def program(self):
        return "java", "-cp", ":".join(map(str, jars())), "pop3bridge.clients." + self.main

    def version(self):
        return next(jar.stem[len(self.name) + 1:] for jar in jars() if jar.name.startswith(self.name + "-"))


class CommonsNet(AngusMail):
    name, title = "commons-net", "Apache Commons Net"
    refusal = "`login` is false for both; `getReplyString` differs"
    main = "CommonsNet"


class NodePop3(Library):
    """Installed by its lock file into the folder where .ci keeps what it makes."""
    name = "node-pop3"
    alters = "keeps POP3's doubled dots and sometimes drops the last line ending"
    refusal = "an `Error` for both; the message differs"
    advice = "use `command('RETR', …)`, because `RETR()` decodes all mail as UTF-8"

    def prepare(self):
        self.modules = STATE / "clients"
        self.modules.mkdir(parents=True, exist_ok=True)
        files = ("package.json", "package-lock.json")
        installed = self.modules / "node_modules"
        if not installed.exists() or any((HERE / f).read_bytes() != (self.modules / f).read_bytes() for f in files):
            for file in files:
                shutil.copy(HERE / file, self.modules)
            try:
                done = subprocess.run(["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"], cwd=self.modules,
                                      capture_output=True, text=True)
            except FileNotFoundError:
                raise Failure("node-pop3: npm is not installed")
            if done.returncode != 0:
                shutil.rmtree(installed, ignore_errors=True)
                raise Failure(f"node-pop3: npm ci failed: {done.stderr[-2000:]}")

    def program(self):
        # Node looks for node_modules beside the program.
        return "node", shutil.copy(HERE / "visit-node-pop3.mjs", self.modules)

    def version(self):
        return json.loads((self.modules / "node_modules/node-pop3/package.json").read_text())["version"]


LIBRARIES = [Poplib, NetPop3, NetPop, AngusMail, CommonsNet, NodePop3]
