"""Ports on loopback that nothing listens on, and what answers there."""

import http.client
import random
import socket
from collections.abc import Collection

from deploy.embedded.errors import StackError

HOST = "127.0.0.1"
BELOW_EPHEMERAL = range(15_000, 30_000)
"""Not from the range that systems give to outgoing connections: a client that keeps calling a service that is down
would in the end get the service's own port, connect to itself, and hold the port against the service's return."""


def url_of(port: int) -> str:
    """The address of what listens on the port."""
    return f"http://{HOST}:{port}"


def is_free(port: int) -> bool:
    """Whether a service could listen on the port now."""
    with socket.socket() as caller:
        if caller.connect_ex((HOST, port)) == 0:
            return False
    with socket.socket() as candidate:
        # As servers do: connections of the last run that are still closing do not count.
        candidate.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            candidate.bind((HOST, port))
        except OSError:
            return False
    return True


def ports_for(names: tuple[str, ...], base: int | None) -> dict[str, int]:
    """A port for each name: those that follow `base` in order, or any that are free. Raises StackError."""
    if base is None:
        free = (port for port in random.sample(BELOW_EPHEMERAL, len(BELOW_EPHEMERAL)) if is_free(port))
        ports = dict(zip(names, free, strict=False))
        if len(ports) < len(names):
            raise StackError(f"No {len(names)} ports are free between {BELOW_EPHEMERAL[0]} and {BELOW_EPHEMERAL[-1]}.")
        return ports
    ports = {name: base + place for place, name in enumerate(names, start=1)}
    for name, port in ports.items():
        if not 1 <= port <= 65_535:
            raise StackError(f"There is no port {port} for {name}: choose another first port.")
        if not is_free(port):
            raise StackError(f"Port {port}, meant for {name}, is taken: end what listens there, or choose other ports.")
    return ports


def port_beside(taken: Collection[int]) -> int:
    """One more free port: not one of those taken, whether anything listens there just now or not. Raises StackError."""
    for port in random.sample(BELOW_EPHEMERAL, len(BELOW_EPHEMERAL)):
        if port not in taken and is_free(port):
            return port
    raise StackError(f"No port is free between {BELOW_EPHEMERAL[0]} and {BELOW_EPHEMERAL[-1]}.")


def answer_of(port: int, path: str, seconds: float = 2.0) -> tuple[int | None, str]:
    """Status and body of a GET on loopback, never by a proxy; no status, and why, where nothing answers."""
    connection = http.client.HTTPConnection(HOST, port, timeout=seconds)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        return response.status, response.read(2_000).decode(errors="replace")
    except (OSError, http.client.HTTPException) as error:
        return None, f"no answer ({type(error).__name__})"
    finally:
        connection.close()
