"""The `apache/kafka` image under Docker.

The `KafkaContainer` of testcontainers 4.15 is written for Confluent's image and its start scripts, so this module
starts Apache's own image as a plain container and configures it by its environment.
"""

import gc
import warnings

from tests.kafka.node import SETTINGS, kafka_version
from tests.kafka.probe import free_ports, wait_until_answers


def engine_missing() -> str | None:
    """Why no Docker engine answers; None if one does."""
    try:
        import docker
        import docker.errors
        from testcontainers.core.docker_client import DockerClient
    except ImportError as error:
        return f"testcontainers is not installed ({error})"
    reason = None
    # The Docker client leaves its socket open when it finds no engine: collected here, where that warning is muted,
    # it cannot become an error of whatever test runs next.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        try:
            client = DockerClient(timeout=5).client
            client.ping()
            client.close()
        except docker.errors.DockerException:
            reason = "no Docker engine answers"
        gc.collect()
    return reason


class ContainerBroker:
    """Stopped or killed and started again, the container keeps its data and its port. `remove` is the end of both."""

    def __init__(self) -> None:
        from testcontainers.core.container import DockerContainer

        # Chosen here and not by Docker: a broker must know the address that it tells to clients before it starts, and
        # Docker gives a published port of its own choice anew at every start.
        (port,) = free_ports(1)
        self._image = DockerContainer(f"apache/kafka:{kafka_version()}").with_bind_ports("9092/tcp", port)
        self.bootstrap_servers = f"{self._image.get_docker_client().host()}:{port}"
        settings = {
            **SETTINGS,
            "listeners": "PLAINTEXT://0.0.0.0:9092,CONTROLLER://localhost:9093",
            "advertised.listeners": f"PLAINTEXT://{self.bootstrap_servers}",
            "controller.quorum.voters": "1@localhost:9093",
        }
        self._image.with_env("KAFKA_HEAP_OPTS", "-Xmx512m")
        for name, value in settings.items():
            # The image's own rule for making a setting's name a variable's.
            self._image.with_env("KAFKA_" + name.upper().replace(".", "_"), value)
        self._created: DockerContainer | None = None
        self._running = False

    def start(self) -> None:
        """Starts the broker and waits until it answers; does nothing if it runs."""
        if self._running:
            return
        if self._created is None:
            self._created = self._image.start()
        else:
            self._created.get_wrapped_container().start()
        self._running = True
        wait_until_answers(self.bootstrap_servers, self._why_ended)

    def stop(self) -> None:
        """Stops as an operator does: the broker hands over, closes its files and ends."""
        if self._created is not None and self._running:
            self._created.get_wrapped_container().stop(timeout=30)
        self._running = False

    def kill(self) -> None:
        """Ends at once, as a power cut does."""
        if self._created is not None and self._running:
            self._created.get_wrapped_container().kill()
        self._running = False

    def remove(self) -> None:
        """Ends the broker and deletes its data."""
        self._image.stop()
        self._created, self._running = None, False

    def _why_ended(self) -> str | None:
        """The end of the container's log if it has ended by itself, else None."""
        if self._created is None:
            return None
        container = self._created.get_wrapped_container()
        container.reload()
        if container.status != "exited":
            return None
        return bytes(container.logs(tail=40)).decode(errors="replace")
