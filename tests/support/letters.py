"""Messages that the diary cannot apply, and what became of them."""

from typing import Any
from uuid import UUID

from shared.runtime.inbox import Inbox, Message
from tests.support.diary import mended
from tests.support.hearing import heard
from tests.support.running import Running, message_of

WHOLE = """
    SELECT letter_id, topic, partition, position, key, event_id, event_type, headers, value, parked_at
    FROM dead_letter ORDER BY letter_id
"""


def told(service: Running, crn: str, court: str = "CRO", line: UUID | None = None, position: int = 0) -> Message:
    """A report was requested; of the court `POISON` the diary cannot take it until it is mended."""
    return message_of(heard(crn, line, court), service.clock.now(), position=position)


async def parked(service: Running, crn: str, behind: int = 0) -> list[Message]:
    """One message that cannot be applied, and some of the same person behind it."""
    sent = [told(service, crn, "POISON"), *(told(service, crn) for _ in range(behind))]
    for message in sent:
        await service.deliver([message])
    return sent


def id_of(message: Message) -> str:
    """The id of the event in a message."""
    return dict(message.headers)["ce_id"].decode()


def deploy_the_mended(service: Running) -> Inbox:
    """From now on every court can be written down, as after a deployment."""
    service.runtime.inbox.reactions = mended
    return service.runtime.inbox


async def applied(service: Running) -> dict[str, list[str]]:
    """The ids of the events that were applied, in the order in which they were, by person."""
    found: dict[str, list[str]] = {}
    for row in await service.rows("SELECT crn, causation_id FROM event ORDER BY sequence"):
        found.setdefault(row["crn"], []).append(row["causation_id"])
    return found


async def letters(service: Running, state: str = "parked") -> list[dict[str, Any]]:
    """The letters of a state, in order."""
    return await service.rows("SELECT * FROM dead_letter WHERE state = $1 ORDER BY letter_id", state)
