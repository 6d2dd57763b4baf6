"""A single-node KRaft broker as a Java process of this machine, with its data in a temporary directory."""

import base64
import shutil
import signal
import subprocess
import tempfile
import uuid
from pathlib import Path

from deploy.embedded.guard import GUARD
from tests.kafka.class_path import class_path, java_command
from tests.kafka.node import HERE, SETTINGS
from tests.kafka.probe import free_ports, wait_until_answers

_STOP_SECONDS = 30


class LocalBroker:
    """Stopped or killed and started again, it keeps its data and its port. `remove` is the end of both."""

    def __init__(self) -> None:
        java = java_command()
        if java is None:
            raise FileNotFoundError("java")
        jars = class_path()
        client_port, controller_port = free_ports(2)
        self.bootstrap_servers = f"127.0.0.1:{client_port}"
        self._directory = Path(tempfile.mkdtemp(prefix="throughcare-kafka-"))
        self._log = self._directory / "kafka.log"
        self._java = [
            java,
            "-Xmx512m",
            # A broker of the tests starts often and works little: the quick compiler and a small collector.
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            f"-Dthroughcare.kafka.log={self._log}",
            f"-Dlog4j2.configurationFile={HERE / 'log4j2.xml'}",
            f"--class-path={jars}",
        ]
        self._properties = self._directory / "server.properties"
        self._properties.write_text(
            "".join(
                f"{name}={value}\n"
                for name, value in {
                    **SETTINGS,
                    "listeners": f"PLAINTEXT://{self.bootstrap_servers},CONTROLLER://127.0.0.1:{controller_port}",
                    "advertised.listeners": f"PLAINTEXT://{self.bootstrap_servers}",
                    "controller.quorum.voters": f"1@127.0.0.1:{controller_port}",
                    "log.dirs": self._directory / "data",
                }.items()
            )
        )
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Starts the broker and waits until it answers; does nothing if it runs. The first start makes its storage."""
        if self._process is not None:
            return
        if not (self._directory / "data").exists():
            self._format_storage()
        with (self._directory / "console.log").open("ab") as console:
            self._process = subprocess.Popen(
                [*self._java, "kafka.Kafka", str(self._properties)],
                stdin=subprocess.DEVNULL,
                stdout=console,
                stderr=subprocess.STDOUT,
            )
        GUARD.watch(self._process.pid, signal.SIGKILL, turn=2)
        try:
            wait_until_answers(self.bootstrap_servers, self._why_ended)
        except BaseException:
            self.kill()
            raise

    def stop(self) -> None:
        """Stops as an operator does: the broker hands over, closes its files and ends."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._gone()

    def kill(self) -> None:
        """Ends at once, as a power cut does."""
        if self._process is None:
            return
        self._process.kill()
        self._process.wait()
        self._gone()

    def _gone(self) -> None:
        if self._process is not None:
            GUARD.release(self._process.pid)
        self._process = None

    def remove(self) -> None:
        """Ends the broker and deletes its data. Killed, since nothing of it is read again."""
        self.kill()
        shutil.rmtree(self._directory, ignore_errors=True)

    def _format_storage(self) -> None:
        # A cluster id is a UUID in 22 URL-safe characters. One that begins with a hyphen reads as an option.
        cluster = "A" + base64.urlsafe_b64encode(uuid.uuid4().bytes).decode()[1:22]
        formatted = subprocess.run(
            [
                *self._java,
                "kafka.tools.StorageTool",
                "format",
                f"--cluster-id={cluster}",
                f"--config={self._properties}",
            ],
            capture_output=True,
            text=True,
            check=False,
        )
        if formatted.returncode != 0:
            raise OSError(f"Kafka's storage was not formatted: {(formatted.stdout + formatted.stderr)[-1_000:]}")

    def _why_ended(self) -> str | None:
        """The end of the logs if the process has ended by itself, else None."""
        if self._process is None or self._process.poll() is None:
            return None
        logs = [self._directory / "console.log", self._log]
        return "\n".join(log.read_text(errors="replace")[-2_000:] for log in logs if log.exists())
