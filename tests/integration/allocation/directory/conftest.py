"""A running allocation service with an empty directory."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager

import pytest

from tests.integration.allocation.directory.desk import Desk
from tests.support.running import Running


@pytest.fixture
async def desk(running: Callable[[str], AbstractAsyncContextManager[Running]]) -> AsyncIterator[Desk]:
    async with running("allocation") as service:
        yield Desk(service)
