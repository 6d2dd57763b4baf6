"""The whole system as its users have it: five processes, real PostgreSQL, a broker, and the simulator outside."""

from collections.abc import Iterator

import pytest

from deploy.embedded.stack import Stack
from deploy.play import set_clock_to_the_story

# Short sessions: a service that was killed gets its partitions back in seconds; the tests wait for nothing else.
SETTINGS = {"THROUGHCARE_KAFKA_SESSION_TIMEOUT_MS": "3000"}


@pytest.fixture(scope="package")
def running_stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A fresh system on the embedded broker, for every test here: each plays people of its own."""
    with Stack(tmp_path_factory.mktemp("end-to-end") / "stack", settings=SETTINGS) as stack:
        yield stack


@pytest.fixture
def stack(running_stack: Stack) -> Stack:
    """The system, at the morning of the story's first day."""
    set_clock_to_the_story(running_stack)
    return running_stack
