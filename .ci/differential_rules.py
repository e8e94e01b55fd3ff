"""Which differences between Dovecot and pop3bridge are known; deploy/docs/dovecot-differences.md explains each."""

import base64
import re
from dataclasses import dataclass
from typing import Callable

RULES = []
CHANGES = {"USER", "PASS", "APOP", "AUTH", "DELE", "RSET", "QUIT"}
SERVED = {b"PLAIN", b"LOGIN", b"CRAM-MD5", b"SCRAM-SHA-1", b"SCRAM-SHA-256"}


def sessions_part(d):
    """Whether what follows cannot be compared, because one server is in another state or ahead by a reply."""
    if d.aspect == "status":
        return d.verb in CHANGES or "closed" in (d.dovecot, d.pop3bridge) or d.scene.awaited
    return d.aspect == "extra"


@dataclass(frozen=True)
class Rule:
    name: str
    applies: Callable
    parts: Callable


def rule(name, parts=sessions_part):
    def known(applies):
        RULES.append(Rule(name, applies, parts))
        return applies
    return known


def statuses(d, dovecot, pop3bridge):
    return (d.aspect, d.dovecot, d.pop3bridge) == ("status", dovecot, pop3bridge)


# Messages and their sizes

def without_line_end(message):
    return message != b"" and not message.endswith(b"\n")


@rule("size-without-final-line-end")
def _(d):
    if None in (d.dovecot, d.pop3bridge):
        return False
    if d.verb == "STAT" and d.aspect == "numbers":
        ends = sum(without_line_end(m) for n, m in enumerate(d.scene.messages, 1) if n not in d.scene.marked)
        return d.dovecot[0] == d.pop3bridge[0] and int(d.dovecot[1]) + 2 * ends == int(d.pop3bridge[1])
    if d.verb != "LIST" or d.aspect == "status" or not d.message:
        return False
    sizes = (d.dovecot[1], d.pop3bridge[1]) if d.aspect == "numbers" else (d.dovecot, d.pop3bridge)
    return without_line_end(d.message) and int(sizes[0]) + 2 == int(sizes[1])


def ended_early(d):
    """The rest of a message was taken for the replies to lines that had been sent with this one."""
    return d.replies[0].body == b".\r\n" and not d.replies[0].extra


@rule("dot-in-the-first-octet", parts=ended_early)
def _(d):
    if d.verb not in ("RETR", "TOP") or d.aspect not in ("body", "extra") or not d.message or d.message[:1] != b".":
        return False
    rest = d.replies[1].body[1:]
    return rest == d.replies[0].body + d.replies[0].extra or (ended_early(d) and rest.startswith(b".\r\n"))


# Capabilities

@rule("capabilities-after-login")
def _(d):
    return d.aspect in ("capability USER", "capability SASL", "capability STLS") and d.scene.logged_in and d.dovecot is None


@rule("capabilities-of-rfc-6856")
def _(d):
    return d.aspect in ("capability UTF8", "capability LANG") and d.dovecot is None


@rule("capability-expire")
def _(d):
    return d.aspect == "capability EXPIRE" and (d.dovecot, d.pop3bridge) == (None, [b"NEVER"])


@rule("capability-implementation")
def _(d):
    return d.aspect == "capability IMPLEMENTATION" and d.dovecot is None


@rule("capability-capa")
def _(d):
    return d.aspect == "capability CAPA" and d.pop3bridge is None


# The form of commands

@rule("nul-in-a-line")
def _(d):
    return b"\0" in d.line and statuses(d, "+OK", "-ERR")


def superfluous(line):
    word, _, argument = line.partition(b" ")
    return word.upper() in (b"STAT", b"NOOP", b"RSET", b"CAPA", b"QUIT") and argument.strip() != b""


@rule("superfluous-arguments")
def _(d):
    if statuses(d, "-ERR", "closed"):  # pop3bridge has counted one more
        return any(superfluous(line) and status == "-ERR" for line, status in d.scene.lines[-21:])
    return superfluous(d.line) and statuses(d, "+OK", "-ERR")


@rule("top-of-more-lines-than-an-int-holds")
def _(d):
    lines = d.line.split()[2:3]
    return d.verb == "TOP" and lines and lines[0].isdigit() and int(lines[0]) >= 1 << 31 and statuses(d, "+OK", "-ERR")


@rule("space-behind-the-argument")
def _(d):
    return d.verb in ("LIST", "UIDL", "RETR", "DELE", "TOP") and d.line.endswith(b" ") and statuses(d, "-ERR", "+OK")


@rule("lines-of-1024-octets")
def _(d):
    return d.scene.lines and len(d.scene.lines[-1][0]) > 1022 and statuses(d, "+OK", "closed")


@rule("responses-of-16384-octets")
def _(d):
    return len(d.line) > 16382 and d.scene.awaited and statuses(d, "closed", "-ERR")


def gives_up(d, text):
    """Whether Dovecot takes its leave behind the reply; where more had been sent, that seems to be the next reply."""
    if d.aspect == "extra":
        return d.dovecot == b"-ERR " + text
    return d.aspect == "status" and (d.replies[0].text == text or d.dovecot == "closed" and d.scene.theirs.text == text)


@rule("bad-commands-before-login")
def _(d):
    return not d.scene.logged_in and gives_up(d, b"Too many invalid bad commands.\r\n")


@rule("too-many-bad-commands")
def _(d):
    return (d.scene.logged_in and gives_up(d, b"Too many bad commands.\r\n")
            and b"too many bad commands" in d.replies[1].text)


@rule("refused-commands")
def _(d):
    return (d.scene.logged_in and gives_up(d, b"Too many bad commands.\r\n")
            and [status for _, status in d.scene.lines[-20:]] == ["-ERR"] * 20)


@rule("rfc-6856")
def _(d):
    return d.verb in ("UTF8", "LANG") and statuses(d, "-ERR", "+OK")


@rule("last")
def _(d):
    return d.verb == "LAST" and d.scene.logged_in and statuses(d, "-ERR", "+OK")


# Logging in

def user_refused(d, kind):
    """USER with such a name; or PASS behind it, which Dovecot then takes for an attempt to log in."""
    if d.verb == "PASS":
        before, status = d.scene.lines[-1]
        return (status == "-ERR" and before[:4].upper() == b"USER" and kind(before[4:].strip())
                and (d.aspect, d.dovecot, d.pop3bridge) == ("code", b"AUTH", None))
    return d.verb == "USER" and kind(d.argument.strip()) and statuses(d, "+OK", "-ERR")


@rule("user-without-a-name", parts=lambda d: False)
def _(d):
    return user_refused(d, lambda name: name == b"")


def not_utf8(octets):
    try:
        octets.decode()
        return False
    except UnicodeDecodeError:
        return True


@rule("user-that-is-not-utf-8", parts=lambda d: False)
def _(d):
    return user_refused(d, not_utf8)


@rule("spaces-around-a-user-name")
def _(d):
    names = [line for line, _ in d.scene.lines if line.upper().startswith(b"USER ")]
    return (d.verb == "PASS" and names and names[-1][5:] != names[-1][5:].strip(b" ")
            and (statuses(d, "-ERR", "+OK")))


@rule("pass-without-a-password")
def _(d):
    if d.verb != "PASS" or d.scene.logged_in:
        return False
    if d.line.strip().upper() == b"PASS":
        return (d.aspect, d.dovecot, d.pop3bridge) == ("code", b"AUTH", None)
    return bool(d.scene.lines) and d.scene.lines[-1] == (b"PASS", "-ERR") and statuses(d, "-ERR", "+OK")


@rule("auth-between-user-and-pass")
def _(d):
    return d.verb == "PASS" and d.scene.lines[-1] == (b"*", "-ERR") and statuses(d, "+OK", "-ERR")


def well_formed(mechanism, response):
    """Whether a response is what the mechanism awaits, so that a refusal speaks of the credentials."""
    try:
        octets = base64.b64decode(response, validate=True)
    except ValueError:
        return False
    match mechanism:
        case b"PLAIN":
            return re.fullmatch(rb"[^\0]*\0[^\0]+\0[^\0]+", octets) is not None
        case b"CRAM-MD5":
            return re.fullmatch(rb".+ [0-9a-f]{32}", octets) is not None
        case b"LOGIN":
            return octets != b""
    return octets.startswith(b"n,,n=") and b",r=" in octets


@rule("user-before-stls")
def _(d):
    return d.verb == "PASS" and d.scene.lines[-1] == (b"STLS", "+OK") and statuses(d, "+OK", "-ERR")


@rule("code-of-a-malformed-exchange")
def _(d):
    if d.scene.logged_in or (d.aspect, d.dovecot, d.pop3bridge) != ("code", b"AUTH", None):
        return False
    if d.scene.awaited:
        return not well_formed(d.scene.mechanism, d.line)
    words = d.line.split()
    mechanism = d.scene.mechanism
    return d.verb == "AUTH" and (len(words) != 3 or mechanism not in SERVED or not well_formed(mechanism, words[2]))


@rule("spaces-in-auth")
def _(d):
    return d.line.upper().startswith(b"AUTH  ") and d.aspect == "extra" and d.dovecot.startswith(b"PLAIN\r\n")


@rule("login-with-an-empty-response")
def _(d):
    return d.line == b"AUTH LOGIN =" and statuses(d, "+", "-ERR")


@rule("cram-md5-with-a-response")
def _(d):
    return (d.verb == "AUTH" and d.scene.mechanism == b"CRAM-MD5" and len(d.line.split()) == 3
            and statuses(d, "+", "-ERR"))


@rule("scram-of-an-unknown-user")
def _(d):
    nobody = b"biwsbj1ub2JvZHkscj1hYmM="  # n,,n=nobody,r=abc
    return d.scene.mechanism.startswith(b"SCRAM-") and nobody in d.line and statuses(d, "-ERR", "+")


@rule("apop-that-is-malformed")
def _(d):
    return (d.verb == "APOP" and not re.fullmatch(rb"\S+ [0-9a-f]{32}", d.argument)
            and (d.aspect, d.dovecot, d.pop3bridge) == ("code", None, b"AUTH"))


@rule("spaces-in-apop")
def _(d):
    return d.line.upper().startswith(b"APOP  ") and statuses(d, "-ERR", "+OK")


@rule("connection-after-in-use")
def _(d):
    return statuses(d, "closed", "-ERR") and d.scene.in_use
