"""The ledger folded batch by batch is the ledger that somebody keeps who takes one event after another."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from shared.contracts.court import CheckAnswered, InformationGapOverdue
from shared.contracts.ledger import fold
from shared.contracts.model import Actor, ClockAction, ClockChange, EventData, Obligation, Overdue
from shared.probation.vocabulary import CheckAnswer, CheckKind

Fact = tuple[EventData, datetime]
Key = tuple[str, UUID]

MONDAY = datetime(2016, 9, 5, 9, 0, tzinfo=UTC)
OWED = Obligation.GAP_ANSWERED
GAP, SENTENCE = UUID(int=1), UUID(int=99)
DUE = MONDAY + timedelta(hours=8)
started, met, cancelled = ClockChange.started, ClockChange.met, ClockChange.cancelled


def minute(number: int) -> datetime:
    return MONDAY + timedelta(minutes=number)


def fact(*clocks: ClockChange, sentence_id: UUID | None = SENTENCE) -> EventData:
    """Any fact that touches these clocks."""
    return CheckAnswered(
        crn="X320741",
        detail_url="/reports/1",
        recorded_by=Actor(organisation="N07"),
        clocks=clocks,
        report_id=UUID(int=98),
        check_id=UUID(int=97),
        check_kind=CheckKind.DOMESTIC_ABUSE,
        answer=CheckAnswer.NOTHING_KNOWN,
        late=False,
        sentence_id=sentence_id,
    )


def overdue(obligation: Obligation = OWED, subject_id: UUID = GAP) -> EventData:
    return InformationGapOverdue(
        crn="X320741",
        detail_url="/reports/1",
        recorded_by=Actor(organisation="N07"),
        obligation=obligation,
        subject_id=subject_id,
        owner="N07",
        due_at=DUE,
    )


@dataclass
class Kept:
    """A clock as it stands in a ledger."""

    owner: str | None
    started_at: datetime | None
    due_at: datetime | None
    met_at: datetime | None = None
    cancelled_at: datetime | None = None
    overdue_at: datetime | None = None

    @property
    def has_ended(self) -> bool:
        return self.met_at is not None or self.cancelled_at is not None


def one_by_one(facts: Iterable[Fact]) -> dict[Key, Kept]:
    """The ledger as the contract words it: a start begins anew; the first end counts, and the first time run out."""
    ledger: dict[Key, Kept] = {}
    for data, at in facts:
        for clock in data.clocks:
            key = (clock.obligation.value, clock.subject_id)
            if clock.due_at is not None:
                ledger[key] = Kept(clock.owner, at, clock.due_at)
            if key not in ledger or ledger[key].has_ended:
                continue
            if clock.action is ClockAction.MET:
                ledger[key].met_at = at
            elif clock.action is ClockAction.CANCELLED:
                ledger[key].cancelled_at = at
        if isinstance(data, Overdue):
            kept = ledger.get((data.obligation.value, data.subject_id))
            if kept is not None and kept.overdue_at is None:
                kept.overdue_at = at
    return ledger


def batch_by_batch(batches: Iterable[Sequence[Fact]]) -> dict[Key, Kept]:
    """The ledger as the tables keep it: a row that starts replaces; another adds what is news to the one there."""
    ledger: dict[Key, Kept] = {}
    for batch in batches:
        for row in fold(batch):
            key = (row.obligation, row.subject_id)
            if row.is_start:
                times = (row.met_at, row.cancelled_at, row.overdue_at)
                ledger[key] = Kept(row.owner, row.started_at, row.due_at, *times)
            elif (kept := ledger.get(key)) is not None:
                kept.overdue_at = kept.overdue_at or row.overdue_at
                if not kept.has_ended:
                    kept.met_at, kept.cancelled_at = row.met_at, row.cancelled_at
    return ledger


@st.composite
def changes(draw: st.DrawFn, number: int) -> ClockChange:
    obligation = draw(st.sampled_from([Obligation.GAP_ANSWERED, Obligation.CHECK_ANSWERED]))
    subject_id, owner = draw(st.sampled_from([GAP, UUID(int=2)])), draw(st.sampled_from(["N07", "C17"]))
    due = minute(number + draw(st.integers(0, 5)))
    return draw(
        st.sampled_from(
            [
                started(obligation, subject_id, due, owner),
                met(obligation, subject_id),
                met(obligation, subject_id, due_at=due, owner=owner),
                cancelled(obligation, subject_id),
            ]
        )
    )


@st.composite
def stories(draw: st.DrawFn) -> list[Fact]:
    """Facts, a minute after one another, each touching some clocks or saying that one has run out."""
    told: list[Fact] = []
    for number in range(draw(st.integers(0, 12))):
        if draw(st.integers(0, 3)) == 0:
            told.append((overdue(subject_id=draw(st.sampled_from([GAP, UUID(int=2)]))), minute(number)))
        else:
            told.append((fact(*draw(st.lists(changes(number), max_size=3))), minute(number)))
    return told


@given(stories(), st.lists(st.integers(0, 12)))
def test_however_the_story_is_cut_the_ledger_is_that_of_one_event_after_another(
    told: list[Fact], places: list[int]
) -> None:
    cuts = sorted({0, len(told), *(place for place in places if place < len(told))})
    batches = [told[begin:end] for begin, end in pairwise(cuts)]
    assert batch_by_batch(batches) == one_by_one(told)


@given(stories())
def test_a_clock_has_one_row_with_one_end_and_a_start_is_whole(told: list[Fact]) -> None:
    rows = fold(told)
    assert len({(row.obligation, row.subject_id) for row in rows}) == len(rows)
    for row in rows:
        assert None in (row.met_at, row.cancelled_at)
        assert row.is_start == (row.due_at is not None) == (row.owner is not None)
        assert row.has_ended == (row.met_at is not None or row.cancelled_at is not None)


def test_no_fact_touches_no_clock() -> None:
    assert fold([]) == fold([(fact(), MONDAY)]) == []


def test_one_fact_may_start_a_clock_and_meet_it() -> None:
    [row] = fold([(fact(met(OWED, GAP, due_at=DUE, owner="N07")), MONDAY)])
    assert (row.owner, row.started_at, row.due_at, row.met_at) == ("N07", MONDAY, DUE, MONDAY)


def test_a_clock_that_was_met_cannot_be_cancelled_and_the_other_way_round() -> None:
    start = (fact(started(OWED, GAP, DUE, "N07")), minute(0))
    [row] = fold([start, (fact(met(OWED, GAP)), minute(1)), (fact(cancelled(OWED, GAP)), minute(2))])
    assert (row.met_at, row.cancelled_at) == (minute(1), None)
    [row] = fold([start, (fact(cancelled(OWED, GAP)), minute(1)), (fact(met(OWED, GAP)), minute(2))])
    assert (row.met_at, row.cancelled_at) == (None, minute(1))


def test_what_was_met_twice_was_met_at_first() -> None:
    [row] = fold([(fact(met(OWED, GAP)), minute(1)), (fact(met(OWED, GAP)), minute(2))])
    assert (row.is_start, row.met_at) == (False, minute(1))


def test_a_clock_that_ran_out_may_still_be_met_late() -> None:
    [row] = fold([(overdue(), minute(1)), (overdue(), minute(2)), (fact(met(OWED, GAP)), minute(3))])
    assert (row.overdue_at, row.met_at) == (minute(1), minute(3))


def test_a_start_forgets_the_clock_that_was() -> None:
    again = (fact(started(OWED, GAP, DUE, "C17")), minute(3))
    [row] = fold([(overdue(), minute(1)), (fact(met(OWED, GAP)), minute(2)), again])
    assert (row.owner, row.started_at, row.due_at) == ("C17", minute(3), DUE)
    assert (row.met_at, row.cancelled_at, row.overdue_at) == (None, None, None)


def test_a_clock_stands_where_the_fact_that_starts_it_says() -> None:
    before = (fact(met(OWED, GAP), sentence_id=None), minute(0))
    start = (fact(started(OWED, GAP, DUE, "N07")), minute(1))
    [row] = fold([before, start, (fact(met(OWED, GAP), sentence_id=None), minute(2))])
    assert (row.crn, row.sentence_id, row.detail_url) == ("X320741", SENTENCE, "/reports/1")
    assert row.met_at == minute(2)
