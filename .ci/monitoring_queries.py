#!/usr/bin/env python3
"""Starts the demo and a Prometheus that scrapes it, uses the demo, and asks Prometheus for every query of the dashboard.

Each must have a result. No alert may fire, until the demo is killed. Needs prometheus and promtool in the path."""

import json
import math
import poplib
import re
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MONITORING = ROOT / "deploy/monitoring"
CONFIG = """
global:
  scrape_interval: 1s
  evaluation_interval: 1s
rule_files: [{rules}]
scrape_configs:
  - job_name: pop3bridge
    static_configs:
      - targets: ['{target}']
"""
VARIABLES = {"$__rate_interval": "30s", "$instance": ".*"}
SCRAPES = 4
START_SECONDS = 120


def fail(text):
    sys.exit("monitoring: " + text)


def wait(what, condition, seconds=60):
    end = time.monotonic() + seconds
    while not (result := condition()):
        if time.monotonic() > end:
            fail(f"no {what} after {seconds} s")
        time.sleep(0.1)
    return result


def get(url):
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return answer.read().decode()
    except OSError as e:
        if isinstance(e, urllib.error.HTTPError) and e.code == 400:
            return e.read().decode()
        return ""


class Process:
    """A process that ends with its block."""

    def __init__(self, log, *command):
        self.log = log
        with log.open("w") as output:
            self.process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(30)

    def ready(self, condition):
        """What the condition gives once it holds."""
        end = time.monotonic() + START_SECONDS
        while not (result := condition()):
            if self.process.poll() is not None or time.monotonic() > end:
                fail(f"{self.log.stem} does not start:\n" + self.log.read_text())
            time.sleep(0.1)
        return result


class Demo(Process):
    def __init__(self, folder):
        super().__init__(folder / "demo.log", ROOT / "deploy/bin/pop3bridge", "demo", "--port", "0", "--tls-port", "0",
                         "--management-port", "0", "--data", folder / "data")

    def find(self):
        text = self.ready(lambda: (t := self.log.read_text()) and "Stop: Ctrl-C" in t and t)
        self.port = int(re.search(r"POP3 +127\.0\.0\.1:(\d+)", text)[1])
        self.tls_port = int(re.search(r"pop3s://demo:demo@localhost:(\d+)", text)[1])
        self.management = re.search(r"management +http://(\S+)", text)[1]

    def login(self, password="demo", tls=False):
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        client = poplib.POP3_SSL("127.0.0.1", self.tls_port, context=context) if tls else poplib.POP3("127.0.0.1", self.port)
        client.user("demo")
        client.pass_(password)
        return client

    def refused(self, password="demo"):
        try:
            self.login(password).quit()
        except poplib.error_proto:
            return
        fail("a login that must fail succeeds")

    def use(self):
        """Served and refused logins, a download, and two clients that want the same maildrop."""
        self.refused("wrong")
        client = self.login(tls=True)
        for number in range(1, len(client.list()[1]) + 1):
            client.retr(number)
        self.refused()
        client.quit()


class Prometheus(Process):
    def __init__(self, folder, target):
        config = folder / "prometheus.yaml"
        config.write_text(CONFIG.format(rules=MONITORING / "prometheus/alerts.yaml", target=target))
        subprocess.run(["promtool", "check", "config", config], check=True, stdout=subprocess.DEVNULL)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.url = "http://127.0.0.1:%d" % free.getsockname()[1]
        super().__init__(folder / "prometheus.log", "prometheus", f"--config.file={config}",
                         f"--storage.tsdb.path={folder / 'tsdb'}", f"--web.listen-address={self.url[7:]}")

    def query(self, text):
        answer = json.loads(get(self.url + "/api/v1/query?" + urllib.parse.urlencode({"query": text})))
        if answer["status"] != "success":
            fail(f"{answer['error']}: {text}")
        return answer["data"]["result"]

    def scrapes(self):
        result = self.query('count_over_time(up{job="pop3bridge"}[5m])')
        return int(result[0]["value"][1]) if result else 0

    def alerts(self):
        return {(alert["labels"]["alertname"], alert["state"])
                for alert in json.loads(get(self.url + "/api/v1/alerts"))["data"]["alerts"]}

    def rules(self):
        groups = json.loads(get(self.url + "/api/v1/rules"))["data"]["groups"]
        return [rule for group in groups for rule in group["rules"]]


def lint(metrics):
    """What promtool finds in the metrics; the names of Java's are those of Micrometer."""
    run = subprocess.run(["promtool", "check", "metrics"], input=metrics, capture_output=True, text=True)
    found = [line for line in (run.stdout + run.stderr).splitlines() if line.startswith("pop3bridge_")]
    if found or run.returncode not in (0, 3):
        fail("promtool check metrics:\n" + "\n".join(found or [run.stdout + run.stderr]))


def queries():
    for panel in json.loads((MONITORING / "grafana/pop3bridge.json").read_text())["panels"]:
        for target in panel.get("targets", []):
            text = target["expr"]
            for variable, value in VARIABLES.items():
                text = text.replace(variable, value)
            yield panel["title"], text


def check(demo, prometheus):
    # A rate needs a series that has been scraped before it grows.
    demo.use()
    first = prometheus.scrapes()
    wait("scrapes", lambda: prometheus.scrapes() >= first + 2)
    demo.use()
    lint(get(f"http://{demo.management}/metrics"))
    before = prometheus.scrapes()
    wait("scrapes", lambda: prometheus.scrapes() >= before + SCRAPES)
    asked = 0
    faults = []
    for title, text in queries():
        result = prometheus.query(text)
        values = [float(series["value"][1]) for series in result]
        # A quantile of what has not happened lately is not a number.
        if not values or all(math.isnan(value) for value in values):
            faults.append(f"{title}: {values or 'no result'} for {text}")
        asked += 1
    if faults:
        fail("\n".join(faults))
    print(f"ok   {asked} queries of the dashboard have results")
    broken = [rule["name"] for rule in prometheus.rules() if rule["health"] != "ok"]
    firing = [name for name, state in prometheus.alerts() if state == "firing"]
    if broken or firing:
        fail(f"rules with errors: {broken}; alerts that fire: {firing}")
    print(f"ok   {len(prometheus.rules())} alerts are evaluated and do not fire")
    demo.process.kill()
    demo.process.wait()
    wait("alert", lambda: ("Pop3bridgeDown", "pending") in prometheus.alerts())
    print("ok   Pop3bridgeDown is pending after the end of the demo")


def main(folder):
    with Demo(folder) as demo:
        demo.find()
        with Prometheus(folder, demo.management) as prometheus:
            prometheus.ready(lambda: get(prometheus.url + "/-/ready"))
            check(demo, prometheus)


with tempfile.TemporaryDirectory(prefix="pop3bridge-monitoring-") as temporary:
    main(Path(temporary))
