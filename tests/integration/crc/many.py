"""Many open cases, and officers named to them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID, uuid4

from tests.integration.crc.desk import Desk
from tests.unit.crc.given import MEDIUM, accepted, sentence

ABUSE = MEDIUM.model_copy(update={"domestic_abuse": True, "child_safeguarding": False})
"""Medium risk with domestic abuse: no probation services officer holds it."""


async def cases(desk: Desk, number: int, first: int = 0) -> list[str]:
    """So many open cases, each of another person; nobody is responsible for them yet."""
    made: list[UUID] = []
    told: list[Any] = []
    for index in range(first, first + number):
        about: dict[str, Any] = {"sentence_id": uuid4(), "crn": f"Y{index:06}"}
        told += [sentence(gaps=(), risk=ABUSE, **about), accepted(**about)]
        made.append(about["sentence_id"])
    await desk.service.deliver(told[::2])
    await desk.service.deliver(told[1::2])
    return [str(one) for one in made]


async def named(desk: Desk, sentence_id: str, officer: str, status: int | None = 200, **asked: Any) -> int:
    """The manager gives a case to an officer; the status of the answer, which is `status` where one is expected."""
    answer = await desk.service.client.post(
        f"/cases/{sentence_id}/responsible-officer", json={"officer": officer, **asked}, headers=desk.manager
    )
    assert status in (None, answer.status_code), answer.text
    return answer.status_code


@asynccontextmanager
async def held_back(desk: Desk) -> AsyncIterator[None]:
    """Whatever is decided meanwhile has been read and decided, and is written only afterwards."""
    async with desk.service.runtime.database.write() as connection:
        await connection.execute("LOCK TABLE event IN EXCLUSIVE MODE")
        yield
