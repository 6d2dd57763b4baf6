"""Counts the statements that a service sends, BEGIN and COMMIT included; a test of the runtime holds it to the wire."""

from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any

from tests.support.running import Running


async def statements_of(service: Running, work: Callable[[], Awaitable[Any]]) -> list[str]:
    """Every statement that reaches the database while `work` is done: each is a round trip."""
    pool = service.runtime.database.pool
    seen: list[str] = []

    def note(query: Any) -> None:
        if not any(own in query.query for own in ("typeinfo", "'jit'")):  # the driver learning a type, once
            seen.append(query.query)

    async with AsyncExitStack() as stack:
        held = [await stack.enter_async_context(pool.acquire()) for _ in range(pool.get_max_size())]
        for connection in held:
            connection.add_query_logger(note)
    await work()
    async with AsyncExitStack() as stack:
        for _ in held:
            (await stack.enter_async_context(pool.acquire())).remove_query_logger(note)
    return seen
