"""The runtime is tested on a service of one aggregate: no rule of probation stands between test and mechanism."""

from collections.abc import AsyncIterator

import pytest

from tests.support.diary import SERVICE
from tests.support.postgres import Databases
from tests.support.running import Running, running_on


@pytest.fixture
async def diary(databases: Databases) -> AsyncIterator[Running]:
    url = await databases.fresh_with(SERVICE.metadata)
    async with running_on(SERVICE, url) as service:
        yield service
    await databases.drop(url)
