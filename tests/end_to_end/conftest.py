"""The whole system as its users have it: five processes, real PostgreSQL, a broker, and the simulator outside."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.embedded.stack import Stack
from deploy.play import set_clock_to_the_story

# Short sessions: a service that was killed gets its partitions back in seconds; the tests wait for nothing else.
SETTINGS = {"THROUGHCARE_KAFKA_SESSION_TIMEOUT_MS": "3000"}


@pytest.fixture
def stack(tmp_path: Path) -> Iterator[Stack]:
    """A fresh system on the embedded broker, at the morning of the story's first day."""
    stack = Stack(tmp_path / "stack", settings=SETTINGS)
    with stack:
        set_clock_to_the_story(stack)
        yield stack
