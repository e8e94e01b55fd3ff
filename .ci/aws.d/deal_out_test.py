"""deploy/aws/deal-out as Lambda calls it, with the events of SES, over MiniStack."""

import json
import os
import unittest

from botocore.exceptions import ClientError
from dealing import ANNA, BERT, BUCKET, COPY, ID, ROOT, SOURCE, UNDELIVERABLE, Case, Failing, deal_out, event, message

POLICY = json.loads((ROOT / "deploy/aws/policies/deal-out.json").read_text())


class DealOutTest(Case):
    def test_each_recipient_gets_the_message_as_it_is(self):
        octets = b"Subject: text\r\n\r\nCRLF\r\nLF\n\x00\xff"
        self.put(SOURCE, octets, Metadata={"x-amz-iv": "abc"}, ContentType="message/rfc822")
        log = self.invoke(ANNA, BERT)
        self.assertEqual([COPY, f"mail/{BERT}/{ID}"], self.keys())
        for key in self.keys():
            copy = self.owner.get_object(Bucket=BUCKET, Key=key)
            self.assertEqual(octets, copy["Body"].read())
            self.assertEqual(({"x-amz-iv": "abc"}, "message/rfc822"), (copy["Metadata"], copy["ContentType"]))
        self.assertEqual(f"{SOURCE}: recipients=2 copies=2 undeliverable=False\n", log)

    def test_a_repeated_invocation_changes_nothing(self):
        self.put(SOURCE)
        self.invoke(ANNA, BERT)
        before = self.owner.list_objects_v2(Bucket=BUCKET)["Contents"]
        self.invoke(ANNA, BERT)
        self.assertEqual(before, self.owner.list_objects_v2(Bucket=BUCKET)["Contents"])

    def test_what_a_client_has_deleted_does_not_come_back(self):
        self.put(SOURCE)
        self.invoke(ANNA)
        self.owner.delete_object(Bucket=BUCKET, Key=COPY)
        self.assertIn("not there", self.invoke(ANNA))
        self.assertEqual([], self.keys())

    def test_a_retry_completes_what_a_failure_has_interrupted(self):
        for operation, number, left in (("copy_object", 0, [SOURCE]), ("copy_object", 1, [SOURCE, COPY]),
                                        ("head_object", 1, [SOURCE, COPY]),
                                        ("delete_object", 0, [SOURCE, COPY, f"mail/{BERT}/{ID}"])):
            with self.subTest(operation, number=number):
                self.put(SOURCE)
                self.use(Failing(self.s3, operation, number))
                with self.assertRaises(ClientError):
                    self.invoke(ANNA, BERT)
                self.assertEqual(left, self.keys())
                copied = {each["Key"]: each for each in self.owner.list_objects_v2(Bucket=BUCKET)["Contents"]}
                self.use(self.s3)
                self.invoke(ANNA, BERT)
                self.assertEqual([COPY, f"mail/{BERT}/{ID}"], self.keys())
                after = {each["Key"]: each for each in self.owner.list_objects_v2(Bucket=BUCKET)["Contents"]}
                for key in left[1:]:
                    self.assertEqual(copied[key], after[key], "a copy is not written again")
                self.empty()

    def test_other_errors_are_not_taken_for_a_message_that_is_gone(self):
        self.settings(BUCKET="no-such-bucket")
        with self.assertRaises(ClientError):
            self.invoke(ANNA)

    def test_the_template_is_that_of_the_server(self):
        for target, key in (("mail/{local}/", "mail/anna/"), ("{domain}/{local}/", "example.org/anna/"),
                            ("mail/{user}/new/", f"mail/{ANNA}/new/")):
            with self.subTest(target):
                self.assertEqual([key + ID], deal_out.Rules(target).keys(["Anna@Example.ORG"], ID))
        for target in ("mail/", "mail/{user}", "mail/{name}/", "mail/{user}/{/"):
            with self.subTest(target), self.assertRaises(ValueError):
                deal_out.Rules(target)
        with self.assertRaises(ValueError):
            deal_out.Rules(undeliverable="undeliverable")

    def test_details_are_ignored_if_a_delimiter_is_set(self):
        for delimiter, address, user in (("", "anna+fax@x.org", "anna+fax@x.org"),
                                         ("+", "anna+fax+2@x.org", "anna@x.org"),
                                         ("+-", "anna-fax+2@x.org", "anna@x.org"), ("+", "+fax@x.org", "+fax@x.org"),
                                         ("]^", "anna^fax@x.org", "anna@x.org")):
            with self.subTest(address, delimiter=delimiter):
                rules = deal_out.Rules(delimiter=delimiter)
                self.assertEqual([f"mail/{user}/{ID}"], rules.keys([address], ID))

    def test_a_file_says_who_gets_the_mail_of_an_address(self):
        self.settings(DELIMITER="+", RECIPIENTS=self.recipients({
            "Anna@example.org": "anna", "sales@example.org": ["anna", "bert"], "anna+fax@example.org": "fax",
            "@example.com": "postmaster"}))
        for recipients, users in (([ANNA], ["anna"]), (["ANNA+x@example.org"], ["anna"]),
                                  (["anna+fax@example.org"], ["fax"]), (["sales@example.org", ANNA], ["anna", "bert"]),
                                  (["any@example.com"], ["postmaster"])):
            with self.subTest(recipients):
                self.put(SOURCE)
                self.invoke(*recipients)
                self.assertEqual([f"mail/{user}/{ID}" for user in users], self.keys())
                self.empty()

    def test_a_file_with_errors_is_refused(self):
        for recipients in ({ANNA: None}, {ANNA: 3}, {ANNA: ["anna", None]}):
            self.settings(RECIPIENTS=self.recipients(recipients))
            with self.subTest(recipients), self.assertRaises(ValueError):
                deal_out.Rules.of(os.environ)

    def test_mail_for_unknown_recipients_is_kept(self):
        self.settings(RECIPIENTS=self.recipients({ANNA: "anna", "nobody@example.org": []}))
        for recipients, keys in (([BERT], [UNDELIVERABLE]), ([ANNA, BERT], [f"mail/anna/{ID}", UNDELIVERABLE]),
                                 ([], [UNDELIVERABLE]), (["nobody@example.org"], [UNDELIVERABLE])):
            with self.subTest(recipients):
                self.put(SOURCE)
                self.assertIn("undeliverable=True", self.invoke(*recipients))
                self.assertEqual(keys, self.keys())
                self.empty()

    def test_no_address_leads_out_of_the_prefix(self):
        for address in ("../bert@example.org", "a/../../bert@example.org", "/@example.org", "..@/", "bert/", "@", "",
                        "@example.org", "bert@", "a\u2215b@example.org", "a\uff0fb@example.org", "a\\b@example.org",
                        "bert\n@example.org", "bert\0@example.org", "bert\x7f@example.org", "bert\u202e@example.org",
                        "bert\udcff@example.org", '"bert"@example.org', '"a/b"@example.org', '"a@b"@example.org',
                        "a@b@example.org", "x" * 990 + "@example.org", "\u00e4" * 490 + "@example.org"):
            with self.subTest(address):
                self.assertEqual([UNDELIVERABLE], deal_out.Rules().keys([address], ID))
        for address in ("..@example.org", ".@example.org", "a@..", "a@."):
            with self.subTest(address):
                self.assertEqual([UNDELIVERABLE], deal_out.Rules("mail/{domain}/{local}/").keys([address], ID))
        for address in ("{domain}@example.org", "b\u00e9rt@example.org", "a.b@example.org"):
            with self.subTest(address):
                self.assertEqual([f"mail/{address}/{ID}"], deal_out.Rules().keys([address], ID))

    def test_hostile_recipients_do_not_keep_others_from_their_mail(self):
        self.put(SOURCE)
        self.invoke("../../.pop3bridge/x@example.org", ANNA)
        self.assertEqual([COPY, UNDELIVERABLE], self.keys())

    def test_an_event_of_something_else_fails(self):
        for wrong in ({"Records": [{"eventSource": "aws:s3", "s3": {}}]}, {}, event(ANNA, name=""),
                      event(ANNA, name="../x")):
            with self.subTest(wrong), self.assertRaises((KeyError, ValueError)):
                deal_out.handler(wrong, None)

    def test_a_message_that_belongs_where_it_is_stays(self):
        self.settings(INCOMING=f"mail/{ANNA}/")
        self.put(COPY)
        self.invoke(ANNA, BERT)
        self.assertEqual([COPY, f"mail/{BERT}/{ID}"], self.keys())
        self.put("undeliverable/m1", message("../x@example.org"))
        self.assertEqual((1, [], ["undeliverable/m1"]), self.by_hand("--prefix", "undeliverable/"))

    def test_the_policy_allows_what_is_requested_and_nothing_else(self):
        self.requests.clear()
        self.put(SOURCE)
        self.invoke(ANNA, "..@")
        self.put("undeliverable/m2")
        self.put("incoming/m2", message("x/y@example.org"))
        self.by_hand()
        granted = set()
        for statement in POLICY["Statement"]:
            actions, resources = (each if isinstance(each, list) else [each]
                                  for each in (statement["Action"], statement["Resource"]))
            granted |= {(action, resource.removeprefix("arn:aws:s3:::"))
                        for action in actions for resource in resources}
        self.assertEqual(granted, self.requests)


if __name__ == "__main__":
    unittest.main()
