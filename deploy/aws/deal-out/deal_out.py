#!/usr/bin/env python3
"""Deals out mail that Amazon SES has put into one prefix: each recipient gets the message under the prefix of a user.

As a Lambda function it follows the action "Deliver to S3 bucket" in the same receipt rule, and takes the recipients
from the event. By hand it deals out what is there already, by the `Received` field of SES:

    python3 deal_out.py BUCKET --dry-run

The settings are environment variables, described in deploy/docs/producers.md, "Mail for many addresses in one prefix".
A message is copied to all its recipients before it is deleted, under a name that does not change. So each step can be
repeated: no failure loses a message.
"""

import argparse
import functools
import json
import os
import re
import sys
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Optional

import boto3
from botocore.exceptions import BotoCoreError, ClientError

PLACEHOLDER = re.compile(r"{(user|local|domain)}")
SLASHES = re.compile("[/\\\\\u2044\u2215\u29f5\u29f8\u29f9\ufe68\uff0f\uff3c]")
MAX_KEY_OCTETS = 1024
# SES writes its Received field within the first lines. The address is the last thing in it before the date, so nothing
# that the sender has said to SES, such as the name of its host, can take its place.
HEADER_OCTETS = 16_384
BY_SES = re.compile(
    r"(?:.* )?by inbound-smtp\.[a-z0-9-]+\.amazonaws\.com with \S+ id \S+ for ([^\s;]+);[^;()]*(?:\(\w+\))?",
    re.IGNORECASE)
SETUP_NOTIFICATION = "AMAZON_SES_SETUP_NOTIFICATION"


@dataclass(frozen=True)
class Rules:
    """Which prefixes get the mail of an address."""

    target: str = "mail/{user}/"
    undeliverable: str = "undeliverable/"
    delimiter: str = ""
    recipients: Optional[dict] = None

    def __post_init__(self):
        rest = PLACEHOLDER.sub("", self.target)
        if not re.search("{(user|local)}.*/$", self.target) or "{" in rest or "}" in rest:
            raise ValueError(f"TARGET is not a prefix with {{user}} or {{local}} that ends with /: {self.target}")
        if not self.undeliverable.endswith("/"):
            raise ValueError(f"UNDELIVERABLE is not a prefix that ends with /: {self.undeliverable}")

    @classmethod
    def of(cls, variables):
        """Reads the environment variables."""
        given = {name: variables[name.upper()] for name in ("target", "undeliverable", "delimiter")
                 if name.upper() in variables}
        if variables.get("RECIPIENTS"):
            # A relative name is that of a file beside this one, as in the package of a Lambda function.
            given["recipients"] = cls._recipients(Path(__file__).parent / variables["RECIPIENTS"])
        return cls(**given)

    @staticmethod
    def _recipients(file):
        recipients = {}
        for address, users in json.loads(file.read_text("utf-8")).items():
            recipients[address.lower()] = [users] if isinstance(users, str) else users
            if not isinstance(users, (str, list)) or not all(isinstance(each, str) for each in users):
                raise ValueError(f"{file}: the users of an address are a name or a list of names: {address}")
        return recipients

    def keys(self, addresses, name):
        """The keys under which a message belongs. What cannot be delivered to an address goes to the undeliverable."""
        keys = set()
        for address in addresses:
            keys.update(self._key(user, name) for user in self._users(address))
        return sorted(keys) or [self.undeliverable + name]

    def _users(self, address):
        local, _, domain = address.lower().rpartition("@")
        if not local or not domain or re.search(r'["@]', local):
            return [""]
        plain = local[0] + re.split(f"[{re.escape(self.delimiter)}]", local[1:])[0] if self.delimiter else local
        whole, without_detail = f"{local}@{domain}", f"{plain}@{domain}"
        if self.recipients is None:
            return [without_detail]
        names = (whole, without_detail, "@" + domain)
        return next((self.recipients[each] for each in names if each in self.recipients), [""])

    def _key(self, user, name):
        """A key under the user's prefix, and never elsewhere. The server refuses the same names."""
        local, at, domain = user.rpartition("@")
        parts = {"user": user, "local": local if at else user, "domain": domain if at else ""}
        used = [parts[each] for each in PLACEHOLDER.findall(self.target)]
        key = PLACEHOLDER.sub(lambda place: parts[place[1]], self.target) + name
        if any(part in ("", ".", "..") or SLASHES.search(part) or not part.isprintable() for part in used) \
                or len(key.encode()) > MAX_KEY_OCTETS:
            return self.undeliverable + name
        return key


class Bucket:
    """The bucket of the mail."""

    def __init__(self, s3, name):
        self._s3, self._name = s3, name

    def move(self, source, keys):
        """Copies an object to keys, and then deletes it. Returns False if it is not there: it has been moved before."""
        try:
            for key in keys:
                if not self._exists(key):
                    self._s3.copy_object(Bucket=self._name, Key=key,
                                         CopySource={"Bucket": self._name, "Key": source})
        except ClientError as error:
            if error.response["Error"]["Code"] != "NoSuchKey":
                raise
            return False
        if source not in keys:
            self._s3.delete_object(Bucket=self._name, Key=source)
        return True

    def _exists(self, key):
        """A copy that is there stays as it is: a session may be reading it."""
        try:
            self._s3.head_object(Bucket=self._name, Key=key)
            return True
        except ClientError as error:
            if error.response["Error"]["Code"] != "404":
                raise
            return False

    def messages(self, prefix, before):
        """The keys directly under a prefix, in the order of their arrival: those of a time before this, and the others."""
        pages = self._s3.get_paginator("list_objects_v2").paginate(Bucket=self._name, Prefix=prefix, Delimiter="/")
        objects = sorted((each["LastModified"], each["Key"]) for page in pages for each in page.get("Contents", ())
                         if each["Size"] > 0 and not each["Key"].endswith(("/", SETUP_NOTIFICATION)))
        return [key for time, key in objects if time < before], [key for time, key in objects if time >= before]

    def header(self, key):
        """The first octets of an object: none of an archived one, None if it has just been moved."""
        try:
            answer = self._s3.get_object(Bucket=self._name, Key=key, Range=f"bytes=0-{HEADER_OCTETS - 1}")
        except ClientError as error:
            if error.response["Error"]["Code"] not in ("InvalidObjectState", "NoSuchKey"):
                raise
            return b"" if error.response["Error"]["Code"] == "InvalidObjectState" else None
        with answer["Body"] as body:
            return body.read()


def recipient(header):
    """The address for which SES received a message, by its topmost `Received` field; None if that is not by SES."""
    # The last piece is the body, or a field that goes on behind these octets.
    *fields, _ = re.split(r"\r?\n(?![ \t])", header.decode("utf-8", "surrogateescape"))
    for field in fields:
        name, _, value = field.partition(":")
        if not field:
            break
        if name.strip().lower() == "received":
            found = BY_SES.fullmatch(" ".join(value.split()))
            return found[1].strip("<>") if found else None
    return None


@functools.cache
def client():
    """S3, once for all invocations."""
    return boto3.client("s3")


def handler(event, _context):
    """Deals out the message of an event of SES. If this fails, Lambda repeats it with the same event."""
    rules, bucket = Rules.of(os.environ), Bucket(client(), os.environ["BUCKET"])
    incoming = os.environ.get("INCOMING", "incoming/")
    for record in event["Records"]:
        name, addresses = record["ses"]["mail"]["messageId"], record["ses"]["receipt"]["recipients"]
        if not name or "/" in name:
            raise ValueError("the event has no valid messageId")
        keys = rules.keys(addresses, name)
        moved = bucket.move(incoming + name, keys)
        undeliverable = rules.undeliverable + name in keys
        print(f"{incoming}{name}:", f"recipients={len(addresses)} copies={len(keys)} undeliverable={undeliverable}"
              if moved else "not there. It has been dealt out before, or the rule delivers to S3 after this action.")


def main(arguments=None):
    """Deals out what is under a prefix. The exit status is 1 if something remains there."""
    parser = argparse.ArgumentParser(description="Deals out mail of Amazon SES that is under one prefix.")
    parser.add_argument("bucket", metavar="BUCKET")
    parser.add_argument("--prefix", default=os.environ.get("INCOMING", "incoming/"), help="default: %(default)s")
    parser.add_argument("--min-age", type=float, default=6, metavar="HOURS",
                        help="leave younger messages to the Lambda function, which knows all their recipients, and "
                             "whose invocations are repeated for up to 6 hours (default: %(default)s)")
    parser.add_argument("--dry-run", action="store_true", help="only say what would be done")
    options = parser.parse_args(arguments)
    rules, bucket = Rules.of(os.environ), Bucket(client(), options.bucket)
    remain = []
    sources, young = bucket.messages(options.prefix, datetime.now(timezone.utc) - timedelta(hours=options.min_age))
    for source in sources:
        header = bucket.header(source)
        if header is None:
            continue
        address = recipient(header)
        keys = rules.keys([address], source[len(options.prefix):]) if address else [source]
        if keys == [source]:
            remain.append(source)
        elif options.dry_run or bucket.move(source, keys):
            print(source, "->", *keys)
    if young:
        print(f"{len(young)} younger than {options.min_age:g} hours are left to the function (--min-age)")
    if remain:
        print(f"{len(remain)} remain, as their topmost Received field is not by SES, or they belong there:", *remain,
              sep="\n", file=sys.stderr)
    return 1 if remain else 0


def by_hand():
    """Runs `main`. Says in one line why it cannot go on; the exit status is 2 then."""
    try:
        return main()
    except (OSError, ValueError, BotoCoreError, ClientError) as error:
        print("deal_out.py:", error, file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(by_hand())
