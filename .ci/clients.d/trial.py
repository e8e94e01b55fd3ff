"""What each client is put to: it fetches, comes again, meets a held maildrop, deletes."""

import re
from collections import Counter

from bridge import WRONG, Failure, normalised

LATER = b"From: Bridge <bridge@example.org>\r\nSubject: %s\r\n\r\n.\r\n..by itself\r\n"


def one_line(octets, length=120):
    return repr(octets[:length])[1:]


def difference(expected, got):
    """The first difference of what was to come and what came."""
    missing, extra = list((expected - got).elements()), list((got - expected).elements())
    if not missing or not extra:
        which = missing or extra
        text = "not expected and got" if extra else "expected and not got"
        return f"{len(which)} messages {text}, such as {one_line(which[0])}"
    lines = missing[0].splitlines(keepends=True)
    like = max(extra, key=lambda e: len(set(e.splitlines(keepends=True)) & set(lines)))
    at = next((i for i, (a, b) in enumerate(zip(missing[0], like)) if a != b), min(len(missing[0]), len(like)))
    return (f"{len(missing)} messages differ; one of {len(missing[0])} octets from octet {at} on:\n"
            f"  expected {one_line(missing[0][at:])}\n  got      {one_line(like[at:])}")


class Trial:
    """A client at its own user's maildrop, in which there is mail, and below which there is what is none of it."""

    def __init__(self, site, client, mail):
        self.site, self.client, self.mail, self.delivered, self.logins = site, client, mail, 0, None
        self.prefix = f"mail/{client.user}/"
        kept = client.write("kept.eml", "Subject: deeper than the maildrop\r\n\r\nstays\r\n")
        site.put({self.prefix + "kept/1.eml": kept, **{self.prefix + file.name: file for file in mail}})
        self.stored = [normalised(file.read_bytes()) for file in mail]

    def run(self):
        self.fetches()
        self.comes_again()
        self.meets_a_held_maildrop()
        self.deletes()

    def fetches(self):
        before = self.site.keys()
        self.visit("the first visit", self.client.done, self.stored)
        self.unchanged("the first visit", before)
        self.logins = ", ".join(sorted(self.site.logins(self.client.user)))
        self.say(f"fetched {len(self.stored)} octet for octet")

    def comes_again(self):
        before = self.site.keys()
        self.visit("the second visit", self.client.nothing, [])
        self.unchanged("the second visit", before)
        self.visit("a visit after a delivery", self.client.done, [self.deliver()])
        self.say("came again: nothing twice, what was new alone")

    def meets_a_held_maildrop(self):
        waiting, before = self.deliver(), self.site.keys()
        with self.site.hold(self.client.user):
            self.refused("a visit while the maildrop is held", self.client.busy, self.client.visit())
        self.refused("a visit with a wrong password", self.client.wrong, self.client.visit(password=WRONG))
        self.unchanged("refused visits", before)
        self.visit("the visit after refused ones", self.client.done, [waiting])
        self.say("met a held maildrop: not as with a wrong password, and lost nothing")

    def deletes(self):
        fresh, before = self.deliver(), self.site.keys()
        mine = {key for key in before if key.startswith(self.prefix) and "/" not in key[len(self.prefix):]}
        self.visit("the visit that deletes", self.client.done, [fresh], delete=True)
        self.unchanged("the visit that deletes", {key: what for key, what in before.items() if key not in mine})
        removed = f"removed/{self.client.user}/"
        kept = {key[len(removed):]: etag for key, (etag, _) in self.site.keys(removed).items()}
        self.check(kept == {key[len(self.prefix):]: before[key][0] for key in mine}, "the visit that deletes",
                   "a copy of each message aside", f"{len(kept)} copies")
        self.visit("a visit to the empty maildrop", self.client.nothing, [])
        self.say(f"deleted {len(mine)}, which are kept aside, and nothing else is gone")

    def deliver(self):
        """A new message, under a key that was never used."""
        self.delivered += 1
        message = LATER % str(self.delivered).encode()
        file = self.client.folder / "later.eml"
        file.write_bytes(message)
        self.site.put({f"{self.prefix}zz-{self.delivered}.eml": file})
        return message

    def visit(self, step, statuses, messages, **options):
        status, _ = self.client.visit(**options)
        self.check(status in statuses, step, f"status {' or '.join(map(str, statuses))}", f"status {status}")
        expected = Counter(self.client.altered(messages))
        got = Counter(map(self.client.delivered, self.client.received()))
        if expected != got:
            self.fail(step, difference(expected, got))

    def refused(self, step, sign, answer):
        (expected, pattern), (status, output) = sign, answer
        self.check(status == expected and re.search(pattern, output), step, f"status {expected} and /{pattern}/",
                   f"status {status} and {output.strip()[-300:]!r}")
        received = self.client.received()
        self.check(not received, step, "no message", f"{len(received)} messages")

    def unchanged(self, step, before):
        after = self.site.keys()
        self.check(after == before, step, "a bucket that holds what it has to",
                   f"gone {sorted(before.keys() - after.keys())[:5]}, new {sorted(after.keys() - before.keys())[:5]}, "
                   f"changed {sorted(k for k in before.keys() & after.keys() if before[k] != after[k])[:5]}")

    def check(self, condition, step, expected, got):
        if not condition:
            self.fail(step, f"\n  expected {expected}\n  got      {got}")

    def fail(self, step, text):
        raise Failure(f"{self.client.name}, {step}: {text}\n"
                      f"  its log is {self.client.log}, the bridge's {self.site.log}")

    def say(self, text):
        print(f"ok   {self.client.name}: {text}", flush=True)
