"""What the tests of deploy/aws/deal-out share: MiniStack, events and messages of SES."""

import contextlib
import io
import json
import os
import sys
import tempfile
import unittest
from pathlib import Path
from unittest import mock

import boto3
from botocore.exceptions import ClientError

sys.dont_write_bytecode = True
ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT / "deploy/aws/deal-out"), str(ROOT / ".ci/clients.d")]
import deal_out
from bridge import BUCKET, KEYS, Site

ID, ANNA, BERT = "bsvpsoklfhu7u50iur7h0kk9a2ou0r7iexample", "anna@example.org", "bert@example.org"
SOURCE, COPY = "incoming/" + ID, f"mail/{ANNA}/{ID}"
UNDELIVERABLE = "undeliverable/" + ID
RECEIVED = """\
Received: from {host} ({host} [203.0.113.0])
 by inbound-smtp.eu-west-1.amazonaws.com with SMTP id 1ld45m5nepdsqavkln
 for {address};
 Mon, 05 Aug 2019 21:30:02 +0000 (UTC)
"""


def message(address, *more, host="mx.example.net"):
    header = ["Return-Path: <carl@example.net>\n", RECEIVED.format(address=address, host=host), *more]
    return ("".join(header) + "Subject: text\n\nReceived: body\n").replace("\n", "\r\n").encode()


def event(*recipients, name=ID):
    return {"Records": [{"eventSource": "aws:ses", "eventVersion": "1.0", "ses": {
        "mail": {"messageId": name, "destination": ["someone@example.net"]},
        "receipt": {"recipients": list(recipients), "action": {"type": "Lambda", "invocationType": "Event"}}}}]}


class Store(Site):
    """MiniStack alone."""

    def start(self):
        self.start_store()


class Failing:
    """S3 that refuses one request, as if the function ended there."""

    def __init__(self, s3, operation, number):
        self._s3, self._operation, self._number = s3, operation, number

    def __getattr__(self, name):
        return self._fail if name == self._operation and not self._countdown() else getattr(self._s3, name)

    def _countdown(self):
        self._number -= 1
        return self._number >= 0

    @staticmethod
    def _fail(**_):
        raise ClientError({"Error": {"Code": "SlowDown"}}, "any")


class Case(unittest.TestCase):
    requests = set()

    @classmethod
    def setUpClass(cls):
        folder = Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        store = cls.enterClassContext(Store(folder, []))
        access_key, secret_key = KEYS.split(":")
        session = boto3.Session(access_key, secret_key, region_name="us-east-1")
        cls.owner = session.client("s3", endpoint_url=store.endpoint)
        cls.s3 = session.client("s3", endpoint_url=store.endpoint)
        cls.s3.meta.events.register("provide-client-params.s3.*", cls.record)

    @classmethod
    def record(cls, params, model, **_):
        """Notes the permissions that a request needs, as AWS documents them."""
        key = params.get("Key", "")
        for action, resource in {
                "HeadObject": [("s3:GetObject", key)], "GetObject": [("s3:GetObject", key)],
                "DeleteObject": [("s3:DeleteObject", key)], "ListObjectsV2": [("s3:ListBucket", "")],
                "CopyObject": [("s3:GetObject", params.get("CopySource", {}).get("Key")), ("s3:PutObject", key)],
        }[model.name]:
            cls.requests.add((action, "example-mail/" + resource.partition("/")[0] + "/*" if resource
                              else "example-mail"))

    def setUp(self):
        self.empty()
        self.use(self.s3)
        self.settings()

    def empty(self):
        for key in self.keys():
            self.owner.delete_object(Bucket=BUCKET, Key=key)

    def use(self, s3):
        patch = mock.patch.object(deal_out, "client", lambda: s3)
        patch.start()
        self.addCleanup(patch.stop)

    def settings(self, **variables):
        kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        patch = mock.patch.dict(os.environ, {**kept, "BUCKET": BUCKET, **variables}, clear=True)
        patch.start()
        self.addCleanup(patch.stop)

    def recipients(self, recipients):
        file = tempfile.NamedTemporaryFile("w", suffix=".json")
        self.addCleanup(file.close)
        json.dump(recipients, file)
        file.flush()
        return file.name

    def put(self, key, octets=b"Subject: text\r\n\r\n", **more):
        self.owner.put_object(Bucket=BUCKET, Key=key, Body=octets, **more)

    def keys(self):
        return [each["Key"] for each in self.owner.list_objects_v2(Bucket=BUCKET).get("Contents", ())]

    def invoke(self, *recipients):
        """Returns what the function has logged."""
        with contextlib.redirect_stdout(io.StringIO()) as log:
            deal_out.handler(event(*recipients), None)
        return log.getvalue()

    def by_hand(self, *options):
        """Returns the exit status, the lines of what is moved and those of what remains."""
        with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(io.StringIO()) as err:
            status = deal_out.main([BUCKET, "--min-age", "0", *options])
        return status, out.getvalue().splitlines(), err.getvalue().splitlines()[1:]
