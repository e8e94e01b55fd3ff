"""Compares what two servers answered to the same scripts: what the RFCs leave free is put aside here, nowhere else."""

import re
from collections import Counter
from dataclasses import dataclass, field

from differential_client import TIMESTAMP, Reply, verb
from differential_rules import RULES

CODE = re.compile(rb"\[([A-Z0-9/-]+)\]", re.I)
# Their challenges are made by chance.
CHANCE = (b"CRAM-MD5", b"SCRAM-SHA-1", b"SCRAM-SHA-256")


def unique_ids(listing):
    """{unique-id: number of the message}, of a mailbox that is whole."""
    found = {}
    for line in listing.split(b"\r\n")[:-2]:
        number, unique_id = line.split(b" ")
        if unique_id in found or not re.fullmatch(rb"[\x21-\x7e]{1,70}", unique_id):
            raise RuntimeError(f"unique-id {unique_id} is no good one, or is here twice")
        found[unique_id] = int(number)
    return found


def known(unique_id, uids):
    return f"that of message {uids[unique_id]}" if unique_id in uids else f"not known: {unique_id}"


def numbers(line, reply, uids):
    """What RFC 1939 fixes in the text behind +OK: STAT's, and those of one message in LIST and UIDL."""
    words = reply.text.split()
    if reply.status != "+OK" or reply.body is not None or len(words) < 2:
        return None
    match verb(line):
        case "STAT" | "LIST":
            return tuple(words[:2])
        case "UIDL":
            return words[0], known(words[1], uids)
    return None


def items(line, body, uids):
    """The lines of a listing, each by its name; the order of CAPA's lines and of SASL's mechanisms is free."""
    found = {}
    for item in body.split(b"\r\n")[:-2]:
        name, _, rest = item.partition(b" ")
        match verb(line):
            case "CAPA":
                free = name.upper() == b"IMPLEMENTATION"
                found[f"capability {name.decode('latin-1')}"] = [] if free else sorted(rest.split())
            case "AUTH":
                found[f"mechanism {name.decode('latin-1')}"] = rest
            case "UIDL":
                found[f"message {name.decode('latin-1')}"] = known(rest, uids)
            case _:
                found[f"message {name.decode('latin-1')}"] = rest
    if verb(line) in ("LIST", "UIDL"):
        found["order"] = [item.partition(b" ")[0] for item in body.split(b"\r\n")[:-2]]
    return found


def aspects(line, reply, mechanism, uids):
    """{aspect: value}: all that is compared of a reply. Left aside is other text behind +OK and -ERR."""
    seen = {"extra": reply.extra} if reply.extra else {}
    if line == b"":
        seen["timestamp"] = bool(TIMESTAMP.search(reply.text))
    code = CODE.match(reply.text)
    if reply.status in ("+OK", "-ERR") and code:
        seen["code"] = code[1].upper()
    if reply.status == "+":
        seen["challenge"] = None if mechanism in CHANCE else reply.text
    if reply.status not in ("closed", "silent", "open") and not reply.text.endswith(b"\r\n") and reply.text != b"":
        seen["line end"] = reply.text[-2:]
    fixed = numbers(line, reply, uids)
    if fixed:
        seen["numbers"] = fixed
    if reply.body is not None:
        if verb(line) in ("RETR", "TOP"):
            seen["body"] = reply.body
        else:
            seen |= items(line, reply.body, uids)
    return seen


@dataclass
class Scene:
    """One connection, as pop3bridge sees it: what its messages are and which are marked."""
    messages: list
    logged_in: bool = False
    marked: set = field(default_factory=set)
    mechanism: bytes = b""
    parted: bool = False
    lines: list = field(default_factory=list)
    theirs: Reply | None = None
    in_use: bool = False
    removes: bool = False

    @property
    def awaited(self):
        """Whether the line in hand is the response to a challenge."""
        return bool(self.lines) and self.lines[-1][1] == "+"

    def send(self, line):
        words = line.split()
        if verb(line) == "AUTH" and len(words) > 1:
            self.mechanism = words[1].upper()


@dataclass
class Difference:
    """Two values for an aspect of the replies to a line."""
    title: str
    connection: int
    line: bytes
    aspect: str
    dovecot: object
    pop3bridge: object
    scene: Scene
    replies: tuple
    rule: str = ""
    before: str = ""

    def __post_init__(self):
        self.before = "; ".join(shown(line, 40) for line, _ in self.scene.lines[-3:])

    @property
    def verb(self):
        return verb(self.line)

    @property
    def argument(self):
        return self.line.partition(b" ")[2]

    @property
    def message(self):
        """The message that the line speaks of, as it is stored; or None."""
        words = self.line.split() if not self.aspect.startswith("message ") else [b"", self.aspect.split()[1]]
        number = int(words[1]) if len(words) > 1 and words[1].isdigit() else 0
        return self.scene.messages[number - 1] if 0 < number <= len(self.scene.messages) else None

    def __str__(self):
        return (f"== {self.title}, connection {self.connection}: {self.before}; {shown(self.line)}\n   {self.aspect}\n"
                f"   Dovecot     {shown(self.dovecot)}  {shown(self.replies[0].text)}\n"
                f"   pop3bridge  {shown(self.pop3bridge)}  {shown(self.replies[1].text)}")


def shown(value, most=200):
    text = repr(value)
    return text if len(text) <= most else f"{text[:most // 2]} … {text[-most // 2:]} ({len(text)})"


class Comparison:
    """All scripts, one after the other: what one removes is missing in the next, until the mailbox is filled again."""

    def __init__(self, mailbox):
        self.mailbox, self.messages = mailbox, list(mailbox)
        self.apart = False  # whether the sessions had parted before one of them ended, so that the mailboxes may differ
        self.differences, self.compared, self.equal, self.skipped = [], 0, 0, Counter()

    def script(self, script, dovecot, pop3bridge):
        scenes = {}
        for (connection, theirs), (_, ours) in zip(dovecot.events, pop3bridge.events, strict=True):
            scene = scenes.setdefault(connection, Scene(list(self.messages)))
            scene.send(ours.line)
            scene.removes |= verb(ours.line) == "DELE" and "+OK" in (theirs.status, ours.status)
            if scene.parted or self.apart:
                self.skipped[script.title] += 1
            else:
                self.replies(script, connection, scene, (theirs, ours), (dovecot.uids, pop3bridge.uids))
            self.follow(scene, theirs, ours)
        if script.deletes:
            self.messages, self.apart = list(self.mailbox), False

    def replies(self, script, connection, scene, replies, uids):
        self.compared += 1
        theirs, ours = replies
        if theirs.status != ours.status:
            pairs = [("status", theirs.status, ours.status)]
        else:
            left, right = (aspects(ours.line, reply, scene.mechanism, ids) for reply, ids in zip(replies, uids))
            names = dict.fromkeys([*right, *left])
            pairs = [(name, left.get(name), right.get(name)) for name in names if left.get(name) != right.get(name)]
        self.equal += not pairs
        for aspect, dovecot, pop3bridge in pairs:
            difference = Difference(script.title, connection, ours.line, aspect, dovecot, pop3bridge, scene, replies)
            rule = next((rule for rule in RULES if rule.applies(difference)), None)
            difference.rule = rule.name if rule else ""
            scene.parted |= rule.parts(difference) if rule else aspect == "status"
            self.differences.append(difference)

    def follow(self, scene, theirs, reply):
        """What pop3bridge's reply says about the session."""
        scene.theirs = theirs
        self.apart |= scene.parted and scene.removes and verb(reply.line) == "QUIT"
        scene.lines.append((reply.line, reply.status))
        scene.in_use |= reply.text.startswith(b"[IN-USE]")
        words = reply.line.split()
        word = verb(reply.line)
        if reply.status != "+OK":
            return
        if not scene.logged_in:
            scene.logged_in = word not in ("USER", "CAPA", "QUIT", "UTF8", "LANG", "") and reply.body is None
            if scene.logged_in:
                scene.messages = list(self.messages)
        elif word == "DELE":
            scene.marked.add(int(words[1]))
        elif word == "RSET":
            scene.marked.clear()
        elif word == "QUIT":
            self.messages = [message for n, message in enumerate(scene.messages, 1) if n not in scene.marked]


def stale(counts, page, whole):
    """Rules and entries that are not each other's, and those that no longer occur."""
    names = {rule.name for rule in RULES}
    entries = set(re.findall(r"^### `([^`]+)`", page.read_text(), re.M)) if page.exists() else set()
    problems = [f"{page.name} does not explain the rule {name}" for name in sorted(names - entries)]
    problems += [f"{page.name} explains {name}, which is no rule" for name in sorted(entries - names)]
    if whole:
        problems += [f"{name} no longer occurs: take it out of the rules and of {page.name}"
                     for name in sorted(names - set(counts))]
    return problems
