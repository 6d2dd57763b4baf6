"""A running breach service, and one that has a breach in it."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager

import pytest

from tests.integration.breach.desk import Desk
from tests.support.running import Running


@pytest.fixture
async def breach(running: Callable[[str], AbstractAsyncContextManager[Running]]) -> AsyncIterator[Running]:
    async with running("breach") as service:
        yield service


@pytest.fixture
async def desk(breach: Running) -> Desk:
    """The case has been heard of, and the decision to breach."""
    desk = Desk(breach)
    await desk.hear()
    return desk
