"""The owner of a clock and oversight keep one ledger each, and tell of every clock the same, however events are cut."""

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from services.court.service import SERVICE as COURT_SERVICE
from shared.contracts.catalogue import EVENT_TYPES
from shared.contracts.court import CheckAnswered
from shared.contracts.model import Actor, ClockChange, EventData
from shared.probation.vocabulary import CheckAnswer, CheckKind
from shared.runtime.inbox import Message
from shared.runtime.tracing import Causes
from tests.integration.oversight.reading import forget
from tests.support.running import Running, message_of

OWED = tuple(COURT_SERVICE.overdue)
PEOPLE = ("X320741", "X320742")
DOES = ("started", "met", "startedAndMet", "cancelled")
LEDGER = """
    SELECT obligation, subject_id, crn, sentence_id, owner, started_at, due_at, met_at, cancelled_at, overdue_at
    FROM {} ORDER BY obligation, subject_id
"""


@dataclass(frozen=True)
class Touch:
    """What a fact does to the n-th clock of its person; due so many minutes after."""

    clock: int
    does: str
    minutes: int

    def change(self, person: int, owner: Running) -> ClockChange:
        obligation, subject_id = OWED[self.clock % len(OWED)], UUID(int=100 * person + self.clock)
        due = owner.clock.now() + timedelta(minutes=self.minutes)
        return {
            "started": ClockChange.started(obligation, subject_id, due, ("N07", "C17")[self.minutes % 2]),
            "met": ClockChange.met(obligation, subject_id),
            "startedAndMet": ClockChange.met(obligation, subject_id, due_at=due, owner="N07"),
            "cancelled": ClockChange.cancelled(obligation, subject_id),
        }[self.does]


@dataclass(frozen=True)
class Step:
    """Facts that the owner records in one transaction, each about a person; then minutes pass, and it may look."""

    facts: Sequence[tuple[int, Sequence[Touch]]]
    minutes: int
    looks: bool


touches = st.builds(Touch, st.integers(0, 3), st.sampled_from(DOES), st.integers(0, 3))
facts = st.tuples(st.sampled_from(range(len(PEOPLE))), st.lists(touches, min_size=1, max_size=3))
stories = st.lists(st.builds(Step, st.lists(facts, max_size=3), st.integers(0, 3), st.booleans()), max_size=8)


@pytest.fixture
async def court(running: Callable[[str], AbstractAsyncContextManager[Running]]) -> AsyncIterator[Running]:
    async with running("court") as service:
        yield service


def fact(person: int, clocks: Sequence[ClockChange]) -> EventData:
    return CheckAnswered(
        crn=PEOPLE[person],
        detail_url="/reports/1",
        recorded_by=Actor(organisation="N07"),
        clocks=tuple(clocks),
        report_id=UUID(int=1),
        check_id=UUID(int=2),
        check_kind=CheckKind.DOMESTIC_ABUSE,
        answer=CheckAnswer.NOTHING_KNOWN,
        late=True,
        sentence_id=UUID(int=1000 + person),
    )


async def live(owner: Running, story: Sequence[Step]) -> None:
    """Let the owner record the story as a decision's events are recorded, and its ticker look for what ran out."""
    await owner.rows("TRUNCATE deadline, event, outbox")
    for step in story:
        async with owner.runtime.work.transaction(Causes.fresh()) as transaction:
            transaction.tell(fact(person, [one.change(person, owner) for one in does]) for person, does in step.facts)
        owner.clock.advance(timedelta(minutes=step.minutes, microseconds=1))
        if step.looks:
            await owner.tick()


async def told_by(owner: Running) -> list[Message]:
    """What the owner has told, as it would come from its topic."""
    rows = await owner.rows("SELECT event_id, event_type, recorded_at, body FROM event ORDER BY sequence")
    return [
        message_of(
            EVENT_TYPES[row["event_type"]].model_validate_json(row["body"]),
            row["recorded_at"],
            event_id=row["event_id"],
        )
        for row in rows
    ]


async def ledger(service: Running, table: str) -> list[dict[str, Any]]:
    return await service.rows(LEDGER.format(table))


def cut(messages: Sequence[Message], sizes: Sequence[int]) -> Iterator[Sequence[Message]]:
    """The messages in batches of these sizes, again and again."""
    begin = turn = 0
    while begin < len(messages):
        size = sizes[turn % len(sizes)]
        yield messages[begin : begin + size]
        begin, turn = begin + size, turn + 1


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(stories, st.lists(st.integers(1, 9), min_size=1, max_size=4))
async def test_the_owner_and_oversight_tell_the_same_of_every_clock(
    court: Running, oversight: Running, story: list[Step], sizes: list[int]
) -> None:
    await live(court, story)
    await forget(oversight)
    for batch in cut(await told_by(court), sizes):
        assert (await oversight.deliver(batch)).applied == len(batch)
    owned = await ledger(court, "deadline")
    event(f"run out: {any(row['overdue_at'] for row in owned)}")
    assert await ledger(oversight, "clock") == owned


async def test_a_clock_that_ran_out_and_was_started_again_is_the_new_clock_on_both_sides(
    court: Running, oversight: Running
) -> None:
    begun, met = Touch(0, "started", 1), Touch(0, "met", 0)
    alone = [Step([(0, [begun])], 2, True), Step([(0, [met])], 0, False), Step([(0, [begun])], 0, False)]
    await live(court, alone)
    assert [kind for kind, _ in await court.events()] == ["check-answered", "report-overdue", *["check-answered"] * 2]
    told = await told_by(court)
    for size in range(1, len(told) + 1):
        await forget(oversight)
        for batch in cut(told, [size]):
            await oversight.deliver(batch)
        [row] = await ledger(oversight, "clock")
        assert [row] == await ledger(court, "deadline")
        assert (row["met_at"], row["overdue_at"]) == (None, None)
