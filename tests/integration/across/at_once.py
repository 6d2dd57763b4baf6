"""Two things at one service, one after the other in either order and both at once: at once ends as some order does."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import httpx

from shared.runtime.clock import FixedClock
from tests.integration.across.orders import named_in, state
from tests.integration.across.world import Counted, empty
from tests.support.running import Running

Do = Callable[[], Awaitable[Any]]
Scene = Callable[[Running], Awaitable[tuple[Do, Do]]]
"""What was before, played on an empty service; answers the two things that happen then."""

CLEAN = frozenset({200, 201, 403, 404, 409, 412, 422})
"""Done, or refused because of what stands; also because whoever asks has nothing to do with it any more."""


async def end_together_as_in_some_order(service: Running, scene: Scene) -> list[str]:
    """The ends of either order; AssertionError where both at once end in another one, or with another answer."""
    one_first = await _end(service, scene, _one_by_one)
    other_first = await _end(service, scene, _other_way_round)
    for together in (_at_once, _at_once_the_other_first):
        end = await _end(service, scene, together)
        assert end in (one_first, other_first), _difference(end, one_first, other_first)
    return [one_first, other_first]


async def _end(service: Running, scene: Scene, way: Callable[[Running, Do, Do], Awaitable[list[Any]]]) -> str:
    """Every row, and the answers of the two, as text; what is made on the way has no name in it."""
    await empty(service)
    service.runtime.work.ids = Counted(1)
    began = service.clock.now()
    try:
        one, other = await scene(service)
        known = named_in(await state(service, frozenset()), *[str(row) for row in await _everything(service)])
        statuses = [_status(answer) for answer in await way(service, one, other)]
        outbox = await service.waiting()
        assert outbox == len(await service.events())
        return f"answers {statuses}\n{await state(service, known)}"
    finally:
        _turn_back(service, began)


async def _everything(service: Running) -> list[Any]:
    return await service.rows("SELECT body FROM event")


def _turn_back(service: Running, then: Any) -> None:
    clock = FixedClock(then)
    service.clock = service.runtime.clock = service.runtime.work.clock = clock


def _status(answer: Any) -> int | None:
    if not isinstance(answer, httpx.Response):
        return None
    assert answer.status_code in CLEAN, answer.text
    return answer.status_code


async def _one_by_one(service: Running, one: Do, other: Do) -> list[Any]:
    return [await one(), await other()]


async def _other_way_round(service: Running, one: Do, other: Do) -> list[Any]:
    after = await other()
    return [await one(), after]


async def _at_once(service: Running, one: Do, other: Do) -> list[Any]:
    async with held_back(service):
        going = [asyncio.ensure_future(one())]
        await asyncio.sleep(0.05)
        going.append(asyncio.ensure_future(other()))
        await asyncio.sleep(0.1)
    return [await each for each in going]


async def _at_once_the_other_first(service: Running, one: Do, other: Do) -> list[Any]:
    return (await _at_once(service, other, one))[::-1]


@asynccontextmanager
async def held_back(service: Running) -> AsyncIterator[None]:
    """Whatever is decided meanwhile has been read and decided, and is written only afterwards."""
    async with service.runtime.database.write() as connection:
        await connection.execute("LOCK TABLE event IN EXCLUSIVE MODE")
        yield


def _difference(end: str, *orders: str) -> str:
    lines = end.splitlines()
    shown = [f"only at once: {line}" for line in lines if not any(line in order.splitlines() for order in orders)]
    return "\n".join([*shown, *(order.splitlines()[0] for order in (end, *orders))])
