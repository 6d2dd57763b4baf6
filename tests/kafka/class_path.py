"""The class path of Apache Kafka, resolved by Maven once and remembered in the checkout."""

import hashlib
import os
import re
import shutil
import subprocess
from pathlib import Path

from tests.kafka.node import CHECKOUT, POM

_REMEMBERED = CHECKOUT / ".throughcare" / "kafka"
_LEAST_JAVA = 17


class ClassPathError(Exception):
    """Maven could not bring Apache Kafka; the message is the end of what it said."""


def java_command() -> str | None:
    """The `java` to run: that of JAVA_HOME if it is set, else the one on the PATH."""
    home = os.environ.get("JAVA_HOME")
    return shutil.which("java", path=str(Path(home, "bin")) if home else None)


def missing_tool() -> str | None:
    """What this machine lacks to run a broker from Maven coordinates; None if it lacks nothing."""
    java = java_command()
    if java is None:
        return "Java is not installed"
    said = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    version = re.search(r'version "(\d+)', said)
    if version is None or int(version[1]) < _LEAST_JAVA:
        return f"Java is older than {_LEAST_JAVA} ({said.splitlines()[0] if said else 'it prints no version'})"
    if shutil.which("mvn") is None:
        return "Maven is not installed"
    return None


def class_path() -> str:
    """The class path that `pom.xml` resolves to. Raises ClassPathError when Maven cannot resolve it."""
    pom = POM.read_bytes()
    remembered = _REMEMBERED / f"classpath-{hashlib.sha256(pom).hexdigest()[:16]}.txt"
    if remembered.exists():
        found = remembered.read_text().strip()
        # Maven's own store may have been emptied since.
        if all(Path(entry).exists() for entry in found.split(os.pathsep)):
            return found
    _REMEMBERED.mkdir(parents=True, exist_ok=True)
    # Written aside and moved, so that a test run beside this one never reads half a path.
    resolved = remembered.with_suffix(f".{os.getpid()}")
    maven = subprocess.run(
        [
            "mvn",
            "--batch-mode",
            "--quiet",
            f"--file={POM}",
            "dependency:build-classpath",
            "-DincludeScope=runtime",
            f"-Dmdep.outputFile={resolved}",
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    if maven.returncode != 0:
        raise ClassPathError((maven.stdout + maven.stderr).strip()[-600:])
    resolved.replace(remembered)
    return remembered.read_text().strip()
