"""Free ports, and whether a broker answers, in a few bytes of Kafka's own protocol.

A port that accepts connections is not yet a broker: Kafka opens it before it is in its own metadata. No client library
is used, so that the wait works the same inside and outside an event loop.
"""

import random
import socket
import struct
import time
from collections.abc import Callable

_METADATA, _VERSION, _CORRELATION = 3, 4, 1
_REQUEST = struct.pack(
    ">hhihib",
    _METADATA,
    _VERSION,
    _CORRELATION,
    -1,  # no client id
    0,  # no topics: only the brokers are asked for
    0,  # make no topics
)


def free_ports(count: int) -> list[int]:
    """Ports of 127.0.0.1 that nothing listens on, from below the range that systems give to outgoing connections.

    A client that retries a stopped broker's port from within that range sooner or later gets this very port as its own,
    connects to itself, and then holds the port against the broker's return.
    """
    found: list[int] = []
    for port in random.sample(range(15_000, 30_000), 1_000):
        with socket.socket() as candidate:
            try:
                candidate.bind(("127.0.0.1", port))
            except OSError:
                continue
        found.append(port)
        if len(found) == count:
            return found
    raise OSError("no free port found between 15000 and 30000")


def answers(bootstrap_server: str) -> bool:
    """Whether a broker at `host:port` lists at least one broker that serves clients: itself."""
    host, _, port = bootstrap_server.rpartition(":")
    try:
        with socket.create_connection((host, int(port)), timeout=2) as connection:
            connection.sendall(struct.pack(">i", len(_REQUEST)) + _REQUEST)
            with connection.makefile("rb") as stream:
                (size,) = struct.unpack(">i", stream.read(4))
                correlation, _throttle, brokers = struct.unpack_from(">iii", stream.read(size))
    except (OSError, struct.error):
        return False
    return bool(correlation == _CORRELATION and brokers > 0)


def wait_until_answers(bootstrap_server: str, failed: Callable[[], str | None], limit_seconds: float = 150) -> None:
    """Returns when the broker answers. Raises TimeoutError when it has `failed`, which says why, or too late."""
    end = time.monotonic() + limit_seconds
    while not answers(bootstrap_server):
        reason = failed()
        if reason is None and time.monotonic() > end:
            reason = f"no answer within {limit_seconds:.0f} s"
        if reason is not None:
            raise TimeoutError(f"Apache Kafka at {bootstrap_server} did not start: {reason}")
        time.sleep(0.05)
