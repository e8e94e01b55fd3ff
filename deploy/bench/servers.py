"""Servers for the benchmarks: stores, and `serve` over them."""

import glob
import os
import re
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
TICK = os.sysconf("SC_CLK_TCK")
BUCKET = "pop3bridge-demo"


def start(*arguments, until, **variables):
    """The process and what it has printed by the time it is ready. Its log is shown if BENCH_LOG is set."""
    process = subprocess.Popen([ROOT / "deploy/bin/pop3bridge", *arguments], env=os.environ | variables,
                               stdout=subprocess.PIPE, stderr=None if "BENCH_LOG" in os.environ else subprocess.DEVNULL, text=True)
    text = ""
    for line in process.stdout:
        text += line
        if line.startswith(until):
            return process, text
    sys.exit(f"{arguments[0]} does not start:\n{text}")


class Store:
    """The demo, for its store and its certificate."""

    def __init__(self, folder):
        self.process, text = start("demo", "--port", "0", "--tls-port", "0", "--management-port", "0", "--data",
                                   str(folder / "data"), until="Stop:")
        self.endpoint = re.search(r"store +bucket \S+ at (\S+)", text)[1]
        self.access, self.secret = re.search(r"access key (\S+), secret key (\S+)", text).groups()
        self.certificate = folder / "data/certificate.pem"

    def put(self, keys, file):
        """Stores a file under each of these keys."""
        for begin in range(0, len(keys), 500):
            puts = [word for key in keys[begin:begin + 500] for word in ("-T", str(file), f"{self.endpoint}/{BUCKET}/{key}")]
            subprocess.run(["curl", "-sSf", "--aws-sigv4", "aws:amz:us-east-1:s3", "--user", f"{self.access}:{self.secret}",
                            "-H", "x-amz-content-sha256: UNSIGNED-PAYLOAD", *puts], check=True)

    def serve(self, users, **variables):
        """`serve` over this store, with TLS too."""
        return serve(self, users, POP3BRIDGE_STORE_BUCKET=BUCKET, POP3BRIDGE_STORE_ACCESS_KEY=self.access,
                     POP3BRIDGE_STORE_SECRET_KEY=self.secret, POP3BRIDGE_LOCK_UNSAFE_SINGLE_INSTANCE="true",
                     POP3BRIDGE_TLS_CERTIFICATE=str(self.certificate), POP3BRIDGE_POP3S_LISTEN="127.0.0.1:0", **variables)


class Memory:
    """A strict store in memory, in a process of its own, whose answers can be delayed."""

    def __init__(self):
        bench = ROOT / "deploy/bench/target"
        self.process = subprocess.Popen([java(), "-Xmx4g", "-Dslf4j.internal.verbosity=ERROR", "-cp", f"{bench}/classes:{bench}/lib/*",
                                         "pop3bridge.bench.MemoryS3"],
                                        stdout=subprocess.PIPE, text=True)
        self.endpoint = self.process.stdout.readline().strip()
        if not self.endpoint:
            sys.exit("the store in memory does not start; run ./mvnw -q -DskipTests package")

    def order(self, path, body=b""):
        urllib.request.urlopen(urllib.request.Request(f"{self.endpoint}/-/{path}", method="PUT", data=body)).close()

    def delay(self, milliseconds):
        self.order(f"latency?milliseconds={milliseconds}")

    def fill(self, user, count, body):
        """Puts so many messages into a user's maildrop."""
        self.order(f"fill?prefix={BUCKET}/mail/{user}/&count={count}", body)

    def relay(self):
        """A relay over this store, and its port: see `pop3bridge.bench.Relay`."""
        bench = ROOT / "deploy/bench/target"
        process = subprocess.Popen([java(), "-cp", f"{bench}/classes:{bench}/lib/*", "pop3bridge.bench.Relay", self.endpoint, BUCKET],
                                   stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        return process, int(process.stdout.readline())

    def serve(self, users, **variables):
        """`serve` over this store."""
        return serve(self, users, POP3BRIDGE_STORE_BUCKET=BUCKET, POP3BRIDGE_STORE_ACCESS_KEY="key",
                     POP3BRIDGE_STORE_SECRET_KEY="secret", **variables)


def serve(store, users, **variables):
    """With the limits of connections out of the way."""
    limits = {f"POP3BRIDGE_POP3_CONNECTIONS{part}": "100000"
              for part in ("", "_PER_ADDRESS", "_BEFORE_LOGIN", "_BEFORE_LOGIN_PER_ADDRESS")}
    return start("serve", until="  mode", POP3BRIDGE_STORE_ENDPOINT=store.endpoint, POP3BRIDGE_USERS_FILE=str(users),
                 POP3BRIDGE_MANAGEMENT_LISTEN="127.0.0.1:0", POP3BRIDGE_POP3_LISTEN="127.0.0.1:0", **limits, **variables)


def java():
    """A JDK 25, where the build looks for it too."""
    for release in glob.glob(os.environ.get("JAVA_HOME", "") + "/release") + glob.glob("/usr/lib/jvm/*/release") + [
            found for place in (".jdks", ".sdkman/candidates/java", ".m2/jdks")
            for found in glob.glob(str(Path.home() / place / "*/release"))]:
        if 'JAVA_VERSION="25' in Path(release).read_text():
            return Path(release).parent / "bin/java"
    sys.exit("there is no JDK 25")


def stop(*processes):
    for process in processes:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def cpu(pid):
    """CPU time of a process, its children and those that have ended, in seconds."""
    total, left = 0, [pid]
    while left:
        process = left.pop()
        try:
            fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
            left += [int(child) for child in Path(f"/proc/{process}/task/{process}/children").read_text().split()]
        except OSError:
            continue
        total += sum(map(int, fields[11:15]))
    return total / TICK


def resident(pid):
    """Octets of memory that a process occupies."""
    return int(re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())[1]) * 1024
