"""Validates manifests, starts them as pods of podman over MiniStack, and reads mail through them. See .ci/kubernetes."""

import json
import os
import poplib
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import kubernetes_validate
import yaml

ROOT = Path(__file__).resolve().parent.parent.parent
RENDERED = ROOT / "deploy/helm/target/rendered"
SIDECAR = ROOT / "deploy/kubernetes/sidecar.yaml"
with socket.socket() as free:
    free.bind(("0.0.0.0", 0))
    PORT = free.getsockname()[1]
VERSIONS = ("1.30", "1.33", "1.37")
# Kinds of the Prometheus operator.
FOREIGN = ("PodMonitor", "ServiceMonitor")
NETWORK = "podman-default-kube-network"
PATIENCE = 90
MAIL = b"Subject: hello\r\n\r\nfrom the bucket\r\n"


def check(condition, text):
    if not condition:
        sys.exit("kubernetes: " + text)
    print("ok   " + text, flush=True)


def podman(*words, check=True):
    done = subprocess.run(["podman", *map(str, words)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd="/")
    if check and done.returncode != 0:
        sys.exit(f"podman {' '.join(map(str, words))}:\n{done.stdout[-3000:]}")
    return done.stdout.strip()


def documents(file):
    return [document for document in yaml.safe_load_all(file.read_text()) if document]


def validate():
    files = sorted(RENDERED.glob("*.yaml"))
    check(len(files) >= 3, "the chart's tests have rendered the chart (./mvnw verify)")
    count = 0
    for file in [*files, SIDECAR]:
        for document in documents(file):
            if document["kind"] in FOREIGN:
                continue
            for version in VERSIONS:
                try:
                    kubernetes_validate.validate(document, version, strict=True)
                except kubernetes_validate.ValidationError as e:
                    sys.exit(f"kubernetes: {file.name}, {document['kind']}, version {version}: {e}")
            count += 1
    check(count > 15, f"{count} objects are valid in Kubernetes {', '.join(VERSIONS)}")


def for_podman(manifest, image):
    """Podman 4.3 knows neither native sidecars nor probes without curl, and mounts secrets without decoding them. So the
    sidecar becomes an ordinary container, probes are made by this script, and secrets become config maps."""
    manifest = json.loads(json.dumps(manifest))
    if manifest["kind"] == "Secret":
        return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": manifest["metadata"], "data": manifest["stringData"]}
    if manifest["kind"] == "Deployment":
        spec = manifest["spec"]["template"]["spec"]
        for container in spec.pop("initContainers", []):
            check(container.pop("restartPolicy") == "Always", "the init container is a native sidecar")
            spec["containers"].insert(0, container)
        for volume in spec["volumes"]:
            secret = volume.pop("secret", None)
            if secret:
                secret.pop("defaultMode", None)
                volume["configMap"] = {"name": secret.pop("secretName"), **secret}
        for container in spec["containers"]:
            for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
                container.pop(probe, None)
            if container["name"] == "pop3bridge":
                container.update(image=image, imagePullPolicy="Never")
    return manifest


def probes(manifest):
    """The port and path of each probe of a deployment's pop3bridge."""
    spec = manifest["spec"]["template"]["spec"]
    for container in spec.get("initContainers", []) + spec["containers"]:
        if container["name"] == "pop3bridge":
            ports = {port["name"]: port["containerPort"] for port in container["ports"]}
            for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
                if probe in container:
                    get = container[probe]["httpGet"]
                    yield ports.get(get["port"], get["port"]), get["path"]


def wait(condition, what, logs):
    end = time.monotonic() + PATIENCE
    while not (result := condition()):
        if time.monotonic() > end:
            sys.exit(f"kubernetes: after {PATIENCE} s: {what}\n{logs()}")
        time.sleep(0.2)
    return result


def status(url):
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return answer.status
    except urllib.error.HTTPError as e:
        return e.code
    except OSError:
        return 0


class Pod:
    """A pod of podman with the address that it has on this machine."""

    def __init__(self, name):
        self.name = name + "-pod-0"
        self.server = self.name + "-pop3bridge"
        infra = podman("pod", "inspect", self.name, "--format", "{{.InfraContainerID}}")
        networks = json.loads(podman("inspect", infra, "--format", "{{json .NetworkSettings.Networks}}"))
        self.address = networks[NETWORK]["IPAddress"]

    def logs(self, container="pop3bridge"):
        return podman("logs", f"{self.name}-{container}", check=False)

    def await_probes(self, deployment):
        for port, path in probes(deployment):
            wait(lambda: status(f"http://{self.address}:{port}{path}") == 200, f"{path} does not answer 200", self.logs)

    def stop(self):
        begin = time.monotonic()
        podman("stop", "-t", "40", self.server)
        code = podman("inspect", self.server, "--format", "{{.State.ExitCode}}")
        check(code == "0", f"after SIGTERM the server ends with status {code} within {time.monotonic() - begin:.0f} s")


@contextmanager
def played(manifests, folder):
    """The pod of the only deployment among the manifests."""
    [deployment] = [manifest for manifest in manifests if manifest["kind"] == "Deployment"]
    file = folder / (deployment["metadata"]["name"] + ".yaml")
    file.write_text("\n---\n".join(json.dumps(m) for m in manifests if m["kind"] in ("ConfigMap", "Deployment")))
    try:
        podman("kube", "play", file)
        yield Pod(deployment["metadata"]["name"])
    finally:
        podman("kube", "down", file, check=False)
        for manifest in manifests:
            if manifest["kind"] == "ConfigMap":
                podman("volume", "rm", "-f", manifest["metadata"]["name"], check=False)


@contextmanager
def store(folder):
    """MiniStack, which pods reach by the address of this machine in their network."""
    if "podman-default-kube-network" not in podman("network", "ls", "--format", "{{.Name}}").split():
        podman("network", "create", NETWORK)
    gateway = json.loads(podman("network", "inspect", NETWORK))[0]["subnets"][0]["gateway"]
    with open(folder / "ministack.log", "w") as log:
        process = subprocess.Popen([os.environ["TEST_MINISTACK"]], stdout=log, stderr=subprocess.STDOUT,
                                   env={**os.environ, "BIND_HOST": "0.0.0.0", "GATEWAY_PORT": str(PORT), "SERVICES": "s3"})
    try:
        wait(lambda: status(f"http://127.0.0.1:{PORT}/") != 0, "MiniStack does not answer",
             (folder / "ministack.log").read_text)
        yield f"http://{gateway}:{PORT}"
    finally:
        process.terminate()
        process.wait()


def put(path, content=b""):
    subprocess.run(["curl", "-sSf", "--aws-sigv4", "aws:amz:us-east-1:s3", "--user", "test:test", "-H",
                    "x-amz-content-sha256: UNSIGNED-PAYLOAD", "-X", "PUT", "--data-binary", "@-",
                    f"http://127.0.0.1:{PORT}/{path}"], input=content, check=True, capture_output=True)


def chart(image, endpoint, folder):
    """The values ci/inside-values.yaml: no TLS, a store that is not AWS."""
    manifests = documents(RENDERED / "inside-values.yaml")
    [settings] = [m for m in manifests if m["kind"] == "ConfigMap"]
    [deployment] = [m for m in manifests if m["kind"] == "Deployment"]
    before = settings["data"]["pop3bridge.yaml"]
    settings["data"]["pop3bridge.yaml"] = before.replace("http://minio.storage.svc:9000", endpoint).replace(
        "access-key: pop3bridge", "access-key: test")
    check(settings["data"]["pop3bridge.yaml"] != before, "the chart's settings name the store")
    for container in deployment["spec"]["template"]["spec"]["containers"]:
        container["env"] = [e for e in container["env"] if "valueFrom" not in e]
    secrets = [{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name}, "data": data} for name, data in (
        ("pop3bridge-users", {"users": "anna:{PLAIN}secret\n"}), ("pop3bridge-store", {"secret-key": "test"}))]
    put("mail")
    put("mail/mail/anna/1.eml", MAIL)
    with played(secrets + [for_podman(m, image) for m in manifests], folder) as pod:
        pod.await_probes(deployment)
        check(True, "the chart's pod is ready: " + ", ".join(path for _, path in probes(deployment)))
        client = poplib.POP3(pod.address, 1110, timeout=30)
        client.user("anna")
        client.pass_("secret")
        check(b"\r\n".join(client.retr(1)[1]) + b"\r\n" == MAIL, "mail is read through it")
        client.dele(1)
        check(client.quit().startswith(b"+OK"), "and deleted")
        metrics = urllib.request.urlopen(f"http://{pod.address}:9110/metrics", timeout=10).read()
        check(b'pop3bridge_connections{state="logged_in"}' in metrics, "the autoscaler's metric is there")
        locks = podman("exec", pod.server, "java", "@command", "locks")
        check("No maildrop is locked" in locks, "a command beside the server has its settings")
        pod.stop()


CLIENT = r"""
until exec 3<>/dev/tcp/${POP3_SERVER/://}; do /bin/sleep 0.2; done
say() { printf '%s\r\n' "$1" >&3; read -r -t 30 reply <&3; printf '%s\n' "$reply"; }
read -r -t 30 reply <&3
say "USER $POP3_USER"; say "PASS $POP3_PASSWORD"; say "RETR 1"
while read -r -t 30 line <&3; do printf '%s\n' "$line"; [[ $line == .$'\r' ]] && break; done
say QUIT
/bin/sleep 1000
"""


def sidecar(image, endpoint, folder):
    """A client that knows the address and the password alone, as the manifest passes them."""
    manifests = documents(SIDECAR)
    [settings] = [m for m in manifests if m["kind"] == "ConfigMap"]
    [deployment] = [m for m in manifests if m["kind"] == "Deployment"]
    settings["data"]["pop3bridge.yaml"] = settings["data"]["pop3bridge.yaml"].replace("region: eu-central-1", "region: us-east-1")
    settings["data"]["pop3bridge.yaml"] += f"store.endpoint: {endpoint}\nstore.access-key: test\nstore.secret-key: test\n"
    [client] = deployment["spec"]["template"]["spec"]["containers"]
    client.update(image="docker.io/library/debian:bookworm-slim", command=["/bin/bash", "-c", CLIENT.strip()])
    put("example-mail")
    put("example-mail/mail/fax/1.eml", MAIL)
    with played([for_podman(m, image) for m in manifests], folder) as pod:
        pod.await_probes(deployment)
        end = "+OK bye"
        wait(lambda: end in pod.logs("client"), "the client has not ended its session",
             lambda: pod.logs() + "\n" + pod.logs("client"))
        heard = pod.logs("client").replace("\r", "")
        check(MAIL.decode().replace("\r", "") in heard, "the client beside the sidecar reads its mail")
        try:
            poplib.POP3(pod.address, 1110, timeout=5)
            check(False, "no one else can connect")
        except OSError:
            check(True, "no one else can connect")
        pod.stop()


def main(image):
    validate()
    with tempfile.TemporaryDirectory(prefix="pop3bridge-kubernetes-") as temporary:
        folder = Path(temporary)
        with store(folder) as endpoint:
            chart(image, endpoint, folder)
            sidecar(image, endpoint, folder)
    print("kubernetes passed", flush=True)


main(sys.argv[1])
