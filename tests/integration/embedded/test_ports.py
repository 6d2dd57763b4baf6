"""Ports of the stack: those asked for, or free ones."""

import socket

import pytest

from deploy.embedded.errors import StackError
from deploy.embedded.ports import answer_of, is_free, ports_for


def test_free_ports_are_different_and_free() -> None:
    ports = ports_for(("court", "crc", "breach"), None)
    assert len(set(ports.values())) == 3
    assert all(map(is_free, ports.values()))


def test_ports_that_are_asked_for_follow_the_base_in_order() -> None:
    base = min(ports_for(("any",), None).values())
    assert ports_for(("court",), base - 1) == {"court": base}


def test_a_taken_port_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(StackError, match=f"Port {port}, meant for court, is taken"):
            ports_for(("court",), port - 1)


def test_a_port_beyond_the_last_is_refused() -> None:
    with pytest.raises(StackError, match="There is no port 65536 for court"):
        ports_for(("court",), 65_535)


def test_nothing_answers_where_nothing_listens() -> None:
    (port,) = ports_for(("court",), None).values()
    assert answer_of(port, "/") == (None, "no answer (ConnectionRefusedError)")
