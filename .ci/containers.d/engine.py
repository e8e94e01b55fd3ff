"""The container engine, and the images that stand for public ones where those cannot be pulled."""

import glob
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDER = Path(__file__).resolve().parent
STATE = Path(os.environ.get("CI_STATE") or
             Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "pop3bridge-ci")
# The podman of .ci/engine is for machines that cannot pull.
PULLS = os.environ.get("DOCKER_HOST") != f"unix://{STATE}/podman.sock"
ENGINE = "docker" if PULLS else "podman"
IMAGE = "localhost/pop3bridge:ci"


def engine(*words, check=True):
    """The output of a command of the engine."""
    done = subprocess.run([ENGINE, *map(str, words)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if check and done.returncode != 0:
        sys.exit(f"{ENGINE} {' '.join(map(str, words))}:\n{done.stdout[-3000:]}")
    return done.stdout.strip()


def jdk():
    """The folder of a JDK 25."""
    for release in [os.environ.get("JAVA_HOME", "") + "/release", *sorted(glob.glob("/usr/lib/jvm/*/release"))]:
        if os.path.exists(release) and 'JAVA_VERSION="25' in Path(release).read_text():
            return Path(release).parent
    sys.exit("there is no JDK 25 in JAVA_HOME or /usr/lib/jvm")


def stand_in(name, context):
    """An image made of Debian's packages. The engine keeps the layers of the last time."""
    tag = f"localhost/pop3bridge-ci/{name}"
    engine("build", "-q", "--pull=never", "--network=host", "-v", "/etc/ssl/certs:/etc/ssl/certs:ro",
           "-f", FOLDER / f"{name}.Dockerfile", "-t", tag, context)
    return tag


def build():
    """The image as users build it, with the stand-in for the JDK if need be."""
    options = [] if PULLS else ["--format=docker", "--pull=never", "--network=none",
                                f"--build-arg=JDK={stand_in('jdk', jdk())}"]
    engine("build", "-q", *options, "-t", IMAGE, "-f", ROOT / "deploy/image/Dockerfile", ROOT / "deploy")
