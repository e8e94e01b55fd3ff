"""Reads the scripts of differential_scripts.txt, whose form is explained there, and makes more of them by chance."""

import random
import re
from dataclasses import dataclass, field
from pathlib import Path

ESCAPE = re.compile(r"\\(x[0-9a-f]{2}|[0rnts])|\{(.)\*(\d+)\}")
ESCAPED = {"0": b"\0", "r": b"\r", "n": b"\n", "t": b"\t", "s": b" "}


@dataclass
class Script:
    """With pairs for steps: ("lines", [octets, …]),
    ("unfinished", octets), ("connection", number), ("again", None), ("drop", None)."""
    title: str
    steps: list = field(default_factory=list)
    deletes: bool = False


def octets(text):
    """A line as it is sent, with its line end."""
    sent, end = b"", 0
    for found in ESCAPE.finditer(text):
        sent += text[end:found.start()].encode()
        end = found.end()
        if found[2]:
            sent += found[2].encode() * int(found[3])
        else:
            sent += bytes.fromhex(found[1][1:]) if found[1].startswith("x") else ESCAPED[found[1]]
    sent += text[end:].encode()
    return sent if sent.endswith(b"\n") else sent + b"\r\n"


# The messages up to this one may begin with a dot alone. Dovecot's reply to RETR ends there, and what follows is out of
# step: they are asked for one by one.
FIRST_DOTS = 7
LOGIN = [("lines", [octets("USER {user}")]), ("lines", [octets("PASS {password}")])]


def unrolled(lines, count):
    """The lines with what stands between (for NAME in …) and (end) once for each value."""
    out, loops = [], []
    for line in lines:
        if found := re.fullmatch(r"\(for (\w+) in (.*)\)", line):
            values = found[2].split()
            if values == ["every", "message"]:
                values = [str(n) for n in range(1, count + 1)]
            loops.append((found[1], ["" if value == "''" else value for value in values], out))
            out = []
        elif line == "(end)":
            name, values, outer = loops.pop()
            outer += [inner.replace("{%s}" % name, value) for value in values for inner in out]
            out = outer
        else:
            out.append(line)
    if loops:
        raise ValueError(f"(for {loops[-1][0]} …) has no (end)")
    return out


def steps(script, lines):
    together = None
    for line in lines:
        match line.split()[0]:
            case "(deletes)":
                script.deletes = True
            case "(login)":
                script.steps += LOGIN
            case "(again)" | "(drop)":
                script.steps.append((line[1:-1], None))
            case "(connection":
                script.steps.append(("connection", int(line.split()[1].rstrip(")"))))
            case "(unfinished)":
                script.steps.append(("unfinished", octets(line.split(" ", 1)[1])[:-2]))
            case "(at":
                together = []
            case "(replies)":
                script.steps.append(("lines", together))
                together = None
            case word if word.startswith("(") and word != "(empty)":
                raise ValueError(f"{script.title}: {line} is not known")
            case _ if together is not None:
                together.append(octets(line.replace("(empty)", "")))
            case _:
                script.steps.append(("lines", [octets(line.replace("(empty)", ""))]))
    return script


def read(path, count):
    """The scripts of a file; count is the number of messages in the mailbox."""
    found = []
    for line in path.read_text().splitlines():
        if line.startswith("== "):
            found.append((line[3:], []))
        elif line.strip() and not line.startswith("#"):
            found[-1][1].append(line.strip())
    return [steps(Script(title), unrolled(lines, count)) for title, lines in found]


class Chance:
    """Sessions by chance, from commands and the arguments that servers stumble over; a seed always gives the same."""
    ODD = ["0", "-1", "+1", "1x", "x", "00001", "1.0", "4294967297", "18446744073709551617", "2147483648", "1 2",
           "\\t1", "1\\t", "''", "\\x00", "{9*60}", "0x1", "١"]
    WORDS = ["STAT", "LIST", "UIDL", "RETR", "DELE", "TOP", "NOOP", "CAPA", "AUTH", "USER", "PASS", "APOP", "XTND",
             "UTF8", "LANG", "LAST", "RPOP", "HELP", "EHLO", "STLSX", "STA", "STATS", "A", "*", ".", "+OK",
             "GET / HTTP/1.0"]
    BEFORE = ["AUTH PLAIN {plain-wrong}", "PASS {password}", "USER nobody", "APOP {user} 0", "AUTH PLAIN !",
              "AUTH XYZZ"]
    LOGINS = {("USER {user}", "PASS {password}"): 60, ("AUTH PLAIN {plain}",): 10, ("AUTH PLAIN", "{plain}"): 8,
              ("APOP {user} {apop}",): 6, ("AUTH LOGIN", "{user64}", "{password64}"): 6, ("AUTH CRAM-MD5", "{cram}"): 6,
              ("USER {user}", "PASS wrong"): 4}

    def __init__(self, seed, count):
        self.random, self.count = random.Random(seed), count

    def number(self, focus):
        pick = self.random.random()
        if pick < 0.75:
            return str(self.random.choice(focus))
        if pick < 0.85:
            return str(self.random.randint(FIRST_DOTS + 1, self.count + 2))
        return self.random.choice(self.ODD).replace("''", "")

    def cased(self, line):
        word, blank, rest = line.partition(" ")
        pick = self.random.random()
        if pick < 0.15:
            word = word.lower()
        elif pick < 0.25:
            word = "".join(self.random.choice((c.lower(), c)) for c in word)
        line = word + blank + rest
        pick = self.random.random()
        if word.upper() in ("DELE", "RSET"):
            return line  # were one server to obey and not the other, the sessions would part
        if pick < 0.02:
            return line + "\\s"
        if pick < 0.03:
            return line + "\\sx"
        if pick < 0.035:
            return "\\s" + line
        if pick < 0.04:
            return line.replace(" ", "\\t", 1)
        if pick < 0.05:
            return line.replace(" ", "  ", 1)
        return line + "\\n" if pick < 0.10 else line

    def command(self, focus):
        """A command for the TRANSACTION state, good more often than not."""
        one = self.random.choices(
            ["STAT", "LIST", "LIST n", "UIDL", "UIDL n", "RETR n", "TOP n m", "DELE n", "RSET", "NOOP", "CAPA", "odd"],
            [8, 5, 12, 4, 12, 12, 14, 16, 2, 4, 1, 8])[0]
        if one == "odd":
            word = self.random.choice(self.WORDS)
            one, two = self.number(focus), self.number(focus)
            return word + self.random.choice(["", "", f" {one}", f" {one} {two}"])
        lines = self.random.choice(["0", "1", "2", "3", "7", "10", "50", "99999999", self.number(focus)])
        return one.replace("n", self.number(focus)).replace("m", lines)

    def login(self):
        """Lines before the login, and one that logs in, most of the time."""
        words = [word for word in self.WORDS if word != "AUTH"] + self.BEFORE
        noise = [self.random.choice(words) for _ in range(self.random.choice([0, 0, 0, 0, 1, 1, 2]))]
        return noise + list(self.random.choices(list(self.LOGINS), list(self.LOGINS.values()))[0])

    def session(self, title):
        focus = self.random.sample(range(1, self.count + 1), 6)
        script = Script(title)
        script.steps += [("lines", [octets(line)]) for line in self.login()]
        rest = max(5, round(self.random.gauss(30, 8)))
        while rest > 0:
            some = min(rest, self.random.choice([1, 1, 1, 1, 1, 2, 5, 12]))
            numbers = focus if some == 1 else [n for n in focus if n > FIRST_DOTS] or [self.count // 2]
            script.steps.append(("lines", [octets(self.cased(self.command(numbers))) for _ in range(some)]))
            rest -= some
        script.steps.append(("lines", [octets("QUIT")]) if self.random.random() < 0.5 else ("drop", None))
        return script

    def sessions(self, number, refill):
        """The mailbox is filled again after so many sessions; until then each sees what those before it have left."""
        made = []
        for n in range(1, number + 1):
            made.append(self.session(f"by chance {n}"))
            made[-1].deletes = n % refill == 0 or n == number
        return made
