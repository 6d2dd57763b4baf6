"""Whatever order the topics are read in, and however they are cut into batches, the case and what it told are the same.

Each message keeps the time at which it happened; on the real database, with the inbox between.
"""

import json
import uuid
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from services.crc.domain.contact_months import month_of
from shared.contracts.model import EventData
from shared.probation.vocabulary import AllocationCause, GapCause
from shared.runtime.auth import Role
from tests.support.running import Running, message_of
from tests.unit.crc.breaches import concluded, initiated
from tests.unit.crc.given import (
    ACCEPTED_AT,
    ANSWERED_AT,
    ASSESSMENT_ID,
    DOMESTIC_ABUSE,
    MONDAY,
    OFFICER,
    accepted,
    amended,
    closed,
    decided,
    ended,
    gap,
    moved,
    revised,
    sentence,
)
from tests.unit.crc.orders import interleavings

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
    elif "assessment_id" in type(data).model_fields:
        changes["assessment_id"] = uuid.uuid5(sentence_id, str(ASSESSMENT_ID))
    elif "gap_id" in type(data).model_fields:
        gap_id = data.gap_id  # type: ignore[attr-defined]
        changes["gap_id"] = uuid.uuid5(sentence_id, str(gap_id))
    return message_of(data.model_copy(update=changes), at)


def alike(sentence_id: uuid.UUID, text: str) -> str:
    """With the identities that belong to the sentence written as what they are."""
    of_sentence = {f"gap {number}": uuid.UUID(int=number) for number in (10, 11, 12)} | {"assessment": ASSESSMENT_ID}
    register = uuid.uuid5(sentence_id, "register of the risk of serious harm")
    text = text.replace(str(register), "register").replace(str(uuid.uuid5(register, "review 1")), "review of register")
    for month in (10, 11):
        first = date(2016, month, 1)
        text = text.replace(str(month_of(sentence_id, first)), f"contact in {first:%B}")
    for name, given in of_sentence.items():
        known = uuid.uuid5(sentence_id, str(given))
        text = text.replace(str(known), name).replace(str(uuid.uuid5(known, "riskReview")), f"review of {name}")
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
    case["riskReviews"].sort(key=lambda review: alike(sentence_id, review["reviewId"]))
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


ROSH = gap(12, None, GapCause.ROSH_NOT_FULLY_ASSESSED)
LATER = ANSWERED_AT + timedelta(days=1)
LONG_COURT: list[Told] = [
    (sentence(gaps=(DOMESTIC_ABUSE, ROSH)), MONDAY),
    (amended(), MONDAY + timedelta(hours=1)),
    (revised(), ANSWERED_AT),
    (closed(ROSH, answer=None, indicates_rosh=None, risk=revised().risk), ANSWERED_AT),
]
LONG_ALLOCATION: list[Told] = [
    (decided(), MONDAY),
    (decided(number=2, cause=AllocationCause.REJECTION), MONDAY + timedelta(hours=1)),
    (accepted(), ACCEPTED_AT),
]
LEAVING: dict[str, list[Told]] = {
    "moved": [(moved(), LATER)],
    "moved and ended": [(moved(), LATER), (ended(), LATER + timedelta(days=30))],
}


@pytest.mark.parametrize("together", [True, False])
async def test_every_order_of_a_changed_order_and_a_late_assessment_ends_alike(crc: Running, together: bool) -> None:
    orders = list(interleavings(LONG_COURT, LONG_ALLOCATION))
    expected = await ends(crc, orders[0], together=together)
    assert len(expected[1]) == 5
    for order in orders[1:]:
        assert await ends(crc, order, together=together) == expected


@pytest.mark.parametrize("way", LEAVING)
async def test_whenever_the_sentence_is_heard_the_case_moves_and_ends_alike(crc: Running, way: str) -> None:
    orders = list(interleavings(COURT[:1], [*ALLOCATION, *LEAVING[way]]))
    expected = await ends(crc, orders[0], together=True)
    assert len(expected[1]) == 4 + len(LEAVING[way])
    for order in orders[1:]:
        for together in (True, False):
            assert await ends(crc, order, together=together) == expected


@pytest.mark.parametrize("together", [True, False])
async def test_every_order_ends_alike(crc: Running, together: bool) -> None:
    expected = await ends(crc, [*COURT, *ALLOCATION], together=together)
    assert len(expected[1]) == 4
    for order in interleavings(COURT, ALLOCATION):
        assert await ends(crc, order, together=together) == expected


async def test_every_order_with_the_breach_topic_ends_alike(crc: Running) -> None:
    orders = list(interleavings(COURT, ALLOCATION, BREACH))
    expected = await ends(crc, orders[0], together=False)
    assert len(expected[1]) == 5
    for order in orders[1::3]:
        assert await ends(crc, order, together=False) == expected
