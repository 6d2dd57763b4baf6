"""Every wait of a background task ends at once where the task is told to end."""

import asyncio
from contextlib import suppress


async def until_set(event: asyncio.Event, seconds: float) -> bool:
    """Wait until the event is set, or that long; whether it is set."""
    with suppress(TimeoutError):
        await asyncio.wait_for(event.wait(), seconds)
    return event.is_set()
