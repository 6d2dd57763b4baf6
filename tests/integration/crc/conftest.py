"""A running CRC service, and a desk at one of its cases."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager

import pytest

from tests.integration.crc.desk import Desk
from tests.support.running import Running


@pytest.fixture
async def crc(running: Callable[[str], AbstractAsyncContextManager[Running]]) -> AsyncIterator[Running]:
    async with running("crc") as service:
        yield service


@pytest.fixture
async def desk(crc: Running) -> Desk:
    """The case is open; nobody is responsible for it yet."""
    desk = Desk(crc)
    await desk.open()
    return desk
