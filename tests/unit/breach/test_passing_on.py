"""A breach follows its case: to another CRC, to the NPS, or to the end of the order; and no further than the court."""

from datetime import datetime, timedelta

import pytest

from services.breach.domain.breaches import Breach
from services.breach.domain.exchange import ReturnAsked, return_
from services.breach.domain.known_case import Holder
from services.breach.domain.passing_on import follow_the_case
from shared.contracts.breach import BreachConcluded, BreachPassedOn
from shared.contracts.model import ClockAction, EventData, Obligation
from shared.probation.calendar import due
from shared.probation.limits import LimitName
from shared.probation.vocabulary import BreachState, BreachWithdrawalReason
from tests.unit.breach.states import STATES, UNDER_DISPUTE
from tests.unit.breach.story import BY_CRC, BY_NPS, CRC, FATAL, NOW, NPS, OTHER_CRC

S = BreachState
SOON, LATE = NOW + timedelta(hours=3), NOW + timedelta(days=30)
WITH_THE_CRC = (S.INITIATED, S.PREPARED, S.RETURNED)
NOT_BEFORE_A_COURT = (*WITH_THE_CRC, S.REFERRED, S.ACCEPTED)


def after(breach: Breach, *holders: tuple[str, datetime], ended: datetime | None = None) -> Breach:
    """The breach of a case that others have taken over since, or whose order has ended."""
    chain = tuple(Holder(provider=provider, since=since) for provider, since in ((CRC, NOW), *holders))
    known = breach.case.model_copy(
        update={"holders": chain, "provider": chain[-1].provider, "ended_at": ended, "ended_on": ended and ended.date()}
    )
    return breach.model_copy(update={"known": (known,)})


def changes(*events: EventData) -> list[tuple[Obligation, ClockAction, datetime | None, str | None]]:
    return [(one.obligation, one.action, one.due_at, one.owner) for event in events for one in event.clocks]


@pytest.mark.parametrize("state", BreachState)
def test_where_nothing_has_happened_nothing_follows(state: BreachState) -> None:
    followed = follow_the_case(after(STATES[state]), BY_CRC)
    assert (followed.state.provider, followed.events) == (CRC, ())


@pytest.mark.parametrize("state", WITH_THE_CRC)
def test_while_it_is_being_prepared_it_goes_to_the_next_crc_at_its_time(state: BreachState) -> None:
    followed = follow_the_case(after(STATES[state], (OTHER_CRC, SOON)), BY_CRC)
    (owed,) = STATES[state].owed
    (event,) = followed.events
    assert isinstance(event, BreachPassedOn)
    assert (event.from_provider, event.to_provider, event.recorded_by.organisation) == (CRC, OTHER_CRC, OTHER_CRC)
    assert event.recorded_by.officer is None
    assert (followed.state.provider, followed.state.division, followed.state.state) == (OTHER_CRC, NPS, state)
    assert changes(event) == [
        (owed.obligation, ClockAction.CANCELLED, None, None),
        (owed.obligation, ClockAction.STARTED, owed.due_at, OTHER_CRC),
    ]
    assert followed.state.owed == STATES[state].owed


def test_what_had_run_out_stays_the_miss_of_who_had_it() -> None:
    followed = follow_the_case(after(STATES[S.INITIATED], (OTHER_CRC, LATE)), BY_CRC)
    assert changes(*followed.events) == []
    assert followed.state.owed == ()


@pytest.mark.parametrize("state", WITH_THE_CRC)
def test_taken_over_by_the_nps_it_is_the_divisions_own(state: BreachState) -> None:
    followed = follow_the_case(after(STATES[state], (NPS, SOON)), BY_CRC)
    assert followed.state.is_own
    assert "refer" not in followed.state.allowed
    (owed,) = STATES[state].owed
    assert changes(*followed.events) == [
        (owed.obligation, ClockAction.CANCELLED, None, None),
        (Obligation.BREACH_PRESENTED, ClockAction.STARTED, due(LimitName.BREACH_PRESENTED_NPS, SOON), NPS),
    ]


def test_a_dispute_goes_on_between_the_division_and_the_next_crc_and_ends_with_the_divisions_own() -> None:
    moved = follow_the_case(after(UNDER_DISPUTE, (OTHER_CRC, SOON)), BY_CRC)
    assert moved.state.open_dispute is not None
    assert changes(*moved.events) == []
    taken = follow_the_case(after(UNDER_DISPUTE, (NPS, SOON)), BY_CRC)
    assert [type(one).__name__ for one in taken.events] == ["ReturnDisputeWithdrawn", "BreachPassedOn"]
    assert taken.state.open_dispute is None
    assert [one.obligation for one in taken.state.owed] == [Obligation.BREACH_PRESENTED]


@pytest.mark.parametrize("state", [one for one in BreachState if one not in WITH_THE_CRC])
def test_what_lies_with_the_nps_or_the_court_stays_where_it_is(state: BreachState) -> None:
    followed = follow_the_case(after(STATES[state], (OTHER_CRC, SOON)), BY_CRC)
    assert (followed.state.provider, followed.events) == (CRC, ())


def test_a_pack_comes_back_to_whoever_supervises_by_then() -> None:
    returned = return_(after(STATES[S.REFERRED], (OTHER_CRC, SOON)), ReturnAsked(reasons=FATAL), BY_NPS)
    assert [type(one).__name__ for one in returned.events] == ["PackReturned", "BreachPassedOn"]
    assert (returned.state.state, returned.state.holder) == (S.RETURNED, OTHER_CRC)
    assert [one.obligation for one in returned.state.owed] == [Obligation.PACK_RESUBMITTED]


def test_each_who_took_the_case_is_told_of_and_who_had_it_before_takes_it_no_second_time() -> None:
    chain = ((OTHER_CRC, SOON), (NPS, SOON + timedelta(hours=1)))
    followed = follow_the_case(after(STATES[S.PREPARED], *chain), BY_CRC)
    told = [(one.from_provider, one.to_provider) for one in followed.events if isinstance(one, BreachPassedOn)]
    assert told == [(CRC, OTHER_CRC), (OTHER_CRC, NPS)]
    back = follow_the_case(after(STATES[S.PREPARED], (OTHER_CRC, SOON), (CRC, LATE)), BY_CRC)
    assert back.events == ()


@pytest.mark.parametrize("state", BreachState)
def test_with_the_end_of_the_order_ends_what_no_court_has_heard_of(state: BreachState) -> None:
    followed = follow_the_case(after(STATES[state], ended=SOON), BY_CRC)
    if state not in NOT_BEFORE_A_COURT:
        assert (followed.state.state, followed.events) == (state, ())
        return
    (event,) = followed.events
    assert isinstance(event, BreachConcluded)
    assert (event.state, event.withdrawal_reason) == (S.WITHDRAWN, BreachWithdrawalReason.ORDER_ENDED)
    assert event.recorded_by.officer is None
    assert followed.state.owed == ()
    assert [one[1] for one in changes(event)] == [ClockAction.CANCELLED]


def test_what_had_run_out_before_the_end_stays_missed() -> None:
    followed = follow_the_case(after(STATES[S.PREPARED], ended=LATE), BY_CRC)
    assert followed.state.state is S.WITHDRAWN
    assert changes(*followed.events) == []
