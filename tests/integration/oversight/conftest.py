"""A running oversight service, and the records of those whom it hears."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager

import pytest

from tests.integration.oversight.records import Records, records_of
from tests.support.postgres import Databases
from tests.support.running import Running


@pytest.fixture
async def oversight(running: Callable[[str], AbstractAsyncContextManager[Running]]) -> AsyncIterator[Running]:
    async with running("oversight") as service:
        yield service


@pytest.fixture(scope="package")
async def kept_records(databases: Databases) -> AsyncIterator[Records]:
    """Made once: to make and to drop four databases takes longer than most tests."""
    async with records_of(databases) as records:
        yield records


@pytest.fixture
async def records(kept_records: Records) -> Records:
    """Empty records of the four publishers."""
    await kept_records.forget()
    return kept_records
