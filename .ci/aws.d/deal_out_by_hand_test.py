"""deploy/aws/deal-out by hand, over MiniStack."""

import os
import subprocess
import sys
import unittest

from dealing import ANNA, BERT, RECEIVED, SOURCE, Case, deal_out, message


class DealOutByHandTest(Case):
    def test_the_field_of_ses_names_the_recipient(self):
        self.put("incoming/m1", message(ANNA))
        self.put("incoming/m2", message("<Bert@example.org>").replace(b"\r\n", b"\n"))
        self.put("incoming/m3", message("../x@example.org"))
        self.put("incoming/other/m4", message(ANNA))
        self.put("incoming/AMAZON_SES_SETUP_NOTIFICATION", message(ANNA))
        self.put("incoming/", message(ANNA))
        self.put("incoming/empty", b"")
        moved = [f"incoming/m1 -> mail/{ANNA}/m1", f"incoming/m2 -> mail/{BERT}/m2",
                 "incoming/m3 -> undeliverable/m3"]
        before = self.keys()
        status, out, err = self.by_hand("--dry-run")
        self.assertEqual((0, moved, []), (status, sorted(out), err))
        self.assertEqual(before, self.keys())
        status, out, err = self.by_hand()
        self.assertEqual((0, moved, []), (status, sorted(out), err))
        self.assertEqual(["incoming/", "incoming/AMAZON_SES_SETUP_NOTIFICATION", "incoming/empty", "incoming/other/m4",
                          f"mail/{ANNA}/m1", f"mail/{BERT}/m2", "undeliverable/m3"], self.keys())
        self.assertEqual((0, [], []), self.by_hand())

    def test_what_ses_has_not_received_remains(self):
        received = RECEIVED.format(address=ANNA, host="mx.example.net")
        other = "Received: from [192.0.2.9] by mx.example.org for anna@example.org; Sun, 29 Nov 2026 07:08:08 +0000\n"
        texts = {"forged below": other + received + "\n", "no header": "\n" + received,
                 "in the body": "A: b\n\n" + received, "no field": "text", "encrypted": "\x00\x01\x02" * 50, "cut off": received.replace(";", ""),
                 "too long": "X: " + "x" * 20_000 + "\n" + received + "\n",
                 "another host": received.replace("amazonaws.com", "amazonaws.com.example.org") + "\n"}
        for name, text in texts.items():
            self.put("incoming/" + name, text.encode())
        self.put("incoming/archived", message(ANNA), StorageClass="DEEP_ARCHIVE")
        before = self.keys()
        status, out, err = self.by_hand()
        self.assertEqual((1, [], before), (status, out, sorted(err)))
        self.assertEqual(before, self.keys())

    def test_the_sender_cannot_choose_another_recipient(self):
        forged = "by inbound-smtp.eu-west-1.amazonaws.com with SMTP id x for bert@example.org; now"
        second = RECEIVED.format(address=BERT, host="mx.example.net")
        self.assertEqual(ANNA, deal_out.recipient(message(ANNA, second)))
        self.assertEqual(ANNA, deal_out.recipient(message(ANNA, host=forged)))
        self.assertEqual(ANNA, deal_out.recipient(message(ANNA, host=f"({forged})")))
        cut_off = message(ANNA, host=forged).partition(b"now")[0]
        self.assertIsNone(deal_out.recipient(cut_off))
        for address in (f'"{forged}"@example.org', '"x for bert@example.org;"@example.org',
                        '"bert@example.org;\u00a0x"@example.org'):
            with self.subTest(address):
                self.assertIsNone(deal_out.recipient(message(address)))

    def test_other_fields_and_the_case_of_names_do_not_matter(self):
        for octets in (b"X: \xff\r\n" + message(ANNA), message(ANNA).replace(b"inbound-smtp", b"Inbound-SMTP"),
                       message(ANNA).replace(b"Received", b"RECEIVED "), message(ANNA).replace(b" for", b"\tfor")):
            with self.subTest(octets):
                self.assertEqual(ANNA, deal_out.recipient(octets))

    def test_messages_are_moved_in_the_order_of_their_arrival(self):
        for name in "ceadb":
            self.put("incoming/" + name, message(ANNA))
        self.assertEqual([f"incoming/{name} -> mail/{ANNA}/{name}" for name in "ceadb"], self.by_hand()[1])

    def test_young_messages_are_left_to_the_function(self):
        self.put(SOURCE, message(ANNA))
        left = ["1 younger than 1.5 hours are left to the function (--min-age)"]
        self.assertEqual((0, left, []), self.by_hand("--min-age", "1.5"))
        self.assertEqual([SOURCE], self.keys())

    def test_what_cannot_go_on_says_why_in_one_line(self):
        program = [sys.executable, deal_out.__file__, "no-such-bucket"]
        environment = os.environ | {"AWS_ENDPOINT_URL": "http://127.0.0.1:1", "AWS_MAX_ATTEMPTS": "1",
                                    "AWS_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b"}
        for more, why in (({}, "127.0.0.1:1"), ({"RECIPIENTS": "no-such.json"}, "no-such.json"),
                          ({"TARGET": "mail/"}, "TARGET")):
            with self.subTest(why):
                run = subprocess.run(program, env=environment | more, capture_output=True, text=True, check=False)
                self.assertEqual((2, 1), (run.returncode, run.stderr.count("\n")), run.stderr)
                self.assertTrue(run.stderr.startswith("deal_out.py: ") and why in run.stderr, run.stderr)


if __name__ == "__main__":
    unittest.main()
