"""Whatever order the topics are read in, and however they are cut into batches, the case and what it told are the same.

Each message keeps the time at which it happened; on the real database, with the inbox between.
"""

import json
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest

from shared.contracts.model import EventData
from shared.runtime.auth import Role
from tests.support.running import Running, message_of
from tests.unit.crc.given import (
    ACCEPTED_AT,
    ANSWERED_AT,
    MONDAY,
    OFFICER,
    accepted,
    closed,
    concluded,
    decided,
    initiated,
    interleavings,
    sentence,
)

Told = tuple[EventData, datetime]
COURT: list[Told] = [(sentence(), MONDAY), (closed(), ANSWERED_AT)]
ALLOCATION: list[Told] = [(decided(), MONDAY), (accepted(), ACCEPTED_AT)]
BREACH: list[Told] = [
    (initiated(), ANSWERED_AT + timedelta(days=30)),
    (concluded(), ANSWERED_AT + timedelta(days=60)),
]


def of(sentence_id: uuid.UUID, told: Told) -> Any:
    """The same fact about another sentence: gaps have their own identity there too."""
    data, at = told
    changes: dict[str, Any] = {"sentence_id": sentence_id}
    if "gaps" in type(data).model_fields and data.event_type.startswith("probation.court"):
        gaps = data.gaps  # type: ignore[attr-defined]
        changes["gaps"] = tuple(
            gap.model_copy(update={"gap_id": uuid.uuid5(sentence_id, str(gap.gap_id))}) for gap in gaps
        )
    elif "gap_id" in type(data).model_fields:
        gap_id = data.gap_id  # type: ignore[attr-defined]
        changes["gap_id"] = uuid.uuid5(sentence_id, str(gap_id))
    return message_of(data.model_copy(update=changes), at)


def alike(sentence_id: uuid.UUID, text: str) -> str:
    """With the identities that belong to the sentence written as what they are."""
    for number in (10, 11):
        gap_id = uuid.uuid5(sentence_id, str(uuid.UUID(int=number)))
        text = text.replace(str(gap_id), f"gap {number}").replace(str(uuid.uuid5(gap_id, "riskReview")), "review")
    return text.replace(str(sentence_id), "sentence")


def in_order(body: dict[str, Any]) -> str:
    """A fact with its lists sorted: gaps go by identity, which differs from sentence to sentence."""
    return json.dumps(
        {name: sorted(value, key=str) if isinstance(value, list) else value for name, value in body.items()}
    )


async def ends(crc: Running, order: Sequence[Told], *, together: bool) -> tuple[str, list[str], list[str]]:
    sentence_id = uuid.uuid4()
    messages = [of(sentence_id, told) for told in order]
    for batch in [messages] if together else [[message] for message in messages]:
        assert (await crc.runtime.inbox.apply(batch)).parked == 0
    answer = await crc.client.get(f"/cases/{sentence_id}", headers=crc.as_("C17", OFFICER, Role.RESPONSIBLE_OFFICER))
    case = answer.json()
    case.pop("version")  # it counts the writes
    case["gaps"].sort(key=lambda gap: alike(sentence_id, gap["gapId"]))
    case["owed"].sort(key=lambda owed: (owed["obligation"], alike(sentence_id, owed["subjectId"])))
    told = await crc.rows("SELECT body FROM event WHERE body::jsonb ->> 'sentenceId' = $1", str(sentence_id))
    clocks = await crc.rows(
        "SELECT obligation, subject_id::text, owner, due_at::text FROM deadline WHERE sentence_id = $1", sentence_id
    )
    return (
        alike(sentence_id, str(case)),
        sorted(in_order(json.loads(alike(sentence_id, row["body"]))) for row in told),
        sorted(alike(sentence_id, str(tuple(row.values()))) for row in clocks),
    )


@pytest.mark.parametrize("together", [True, False])
async def test_every_order_ends_alike(crc: Running, together: bool) -> None:
    expected = await ends(crc, [*COURT, *ALLOCATION], together=together)
    assert len(expected[1]) == 2
    for order in interleavings(COURT, ALLOCATION):
        assert await ends(crc, order, together=together) == expected


async def test_every_order_with_the_breach_topic_ends_alike(crc: Running) -> None:
    orders = list(interleavings(COURT, ALLOCATION, BREACH))
    expected = await ends(crc, orders[0], together=False)
    assert len(expected[1]) == 3
    for order in orders[1::3]:
        assert await ends(crc, order, together=False) == expected
