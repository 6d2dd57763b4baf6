"""A disputed return: who may object, who decides, what each ending leaves owed, and that it comes once (¶18)."""

from datetime import datetime, timedelta

import pytest

from services.breach.domain.breaches import ActsForTheOtherSide, Breach
from services.breach.domain.disputes import DisputeAsked, DisputeDecisionAsked, decide, dispute, withdraw
from services.breach.domain.exchange import Nothing, ReturnAsked, refer, return_
from services.breach.domain.findings import ReasonAsked
from services.breach.domain.outcomes import conclude
from services.breach.domain.preparing import prepare
from services.breach.domain.stages import DISPUTE, DisputeState
from shared.contracts.model import ClockAction, EventData, Obligation
from shared.decisions import Invalid, NotAllowed
from shared.probation.calendar import due
from shared.probation.limits import LimitName
from shared.probation.vocabulary import BreachState, DisputeOutcome, ReturnReason
from tests.unit.breach.states import STATES, UNDER_DISPUTE
from tests.unit.breach.story import (
    BY_CRC,
    BY_NPS,
    BY_THIRD,
    CRC,
    DISPUTED,
    FATAL,
    MINOR,
    NOW,
    NPS,
    THIRD,
    WITHDRAWN,
    asked,
    at,
    occasion,
    signed,
)

S, D = BreachState, DisputeState
UPHELD = DisputeDecisionAsked(outcome=DisputeOutcome.UPHELD, grounds="The address is there.")
NOT_UPHELD = DisputeDecisionAsked(outcome=DisputeOutcome.NOT_UPHELD, grounds="There is no address.")
LATER = NOW + timedelta(days=1)


def changes(*events: EventData) -> list[tuple[Obligation, ClockAction, datetime | None, str | None]]:
    return [(one.obligation, one.action, one.due_at, one.owner) for event in events for one in event.clocks]


def returned_for(*reasons: ReasonAsked) -> Breach:
    return return_(STATES[S.REFERRED], ReturnAsked(reasons=reasons), BY_NPS).state


@pytest.mark.parametrize("command", ["upheld", "notUpheld", "withdrawDispute"])
@pytest.mark.parametrize("state", DisputeState)
def test_an_open_dispute_ends_once(state: DisputeState, command: str) -> None:
    if state is D.OPEN:
        expected = {"upheld": D.UPHELD, "notUpheld": D.NOT_UPHELD, "withdrawDispute": D.WITHDRAWN}
        assert DISPUTE.next(state, command) is expected[command]
        return
    with pytest.raises(NotAllowed):
        DISPUTE.next(state, command)


def test_a_dispute_stops_the_resubmission_and_gives_the_division_two_days() -> None:
    decision = dispute(STATES[S.RETURNED], DISPUTED, BY_CRC)
    assert decision.state.state is S.RETURNED
    assert changes(*decision.events) == [
        (Obligation.PACK_RESUBMITTED, ClockAction.CANCELLED, None, None),
        (
            Obligation.RETURN_DISPUTE_DECIDED,
            ClockAction.STARTED,
            due(LimitName.RETURN_DISPUTE_DECIDED, BY_CRC.now),
            NPS,
        ),
    ]
    (event,) = decision.events
    assert decision.state.dispute is not None
    assert event.clocks[1].subject_id == decision.state.dispute.dispute_id


def test_a_dispute_after_the_time_of_the_resubmission_excuses_nothing() -> None:
    late = at(NOW + timedelta(days=10), BY_CRC)
    decision = dispute(STATES[S.RETURNED], DISPUTED, late)
    assert [(one[0], one[1]) for one in changes(*decision.events)] == [
        (Obligation.RETURN_DISPUTE_DECIDED, ClockAction.STARTED)
    ]
    again, withdrawn = withdraw(decision.state, late).state, withdraw(decision.state, late).events
    assert [(one[0], one[1]) for one in changes(*withdrawn)] == [
        (Obligation.RETURN_DISPUTE_DECIDED, ClockAction.CANCELLED)
    ]
    assert again.owed == STATES[S.RETURNED].owed, "what was missed is owed by the clock that ran out"


def test_upheld_the_pack_is_accepted_as_it_was_and_its_minor_faults_travel_with_it() -> None:
    breach = dispute(returned_for(*FATAL, *MINOR), DISPUTED, BY_CRC).state
    decision = decide(breach, UPHELD, at(LATER, BY_THIRD))
    after = decision.state
    assert (after.state, after.pack.version) == (S.ACCEPTED, breach.pack.version)
    assert [one.reason for one in after.reviews[-1].findings] == [ReturnReason.SPELLING_OR_LAYOUT]
    assert after.steps[-1].officer == THIRD
    presented_by = due(LimitName.BREACH_PRESENTED_REFERRED, LATER)
    assert changes(*decision.events) == [
        (Obligation.RETURN_DISPUTE_DECIDED, ClockAction.MET, None, None),
        (Obligation.BREACH_PRESENTED, ClockAction.STARTED, presented_by, NPS),
    ]
    subjects = [clock.subject_id for clock in decision.events[0].clocks]
    assert subjects[1] != breach.pack.pack_id, (
        "the presentation has a clock of its own: the first ended with the return"
    )


def test_not_upheld_the_return_stands_and_the_crc_owes_the_pack_again() -> None:
    decision = decide(UNDER_DISPUTE, NOT_UPHELD, at(LATER, BY_THIRD))
    assert decision.state.state is S.RETURNED
    assert changes(*decision.events) == [
        (Obligation.RETURN_DISPUTE_DECIDED, ClockAction.MET, None, None),
        (Obligation.PACK_RESUBMITTED, ClockAction.STARTED, due(LimitName.PACK_RESUBMITTED, LATER), CRC),
    ]
    started = decision.events[0].clocks[1].subject_id
    referred = refer(signed(prepare(decision.state, asked(), BY_CRC).state), Nothing(), BY_CRC)
    met = referred.events[0].clocks[0]
    assert (met.action, met.subject_id) == (ClockAction.MET, started)


def test_who_returned_the_pack_does_not_decide() -> None:
    with pytest.raises(ActsForTheOtherSide, match="does not decide"):
        decide(UNDER_DISPUTE, UPHELD, BY_NPS)
    with pytest.raises(ActsForTheOtherSide, match="names no officer"):
        decide(UNDER_DISPUTE, UPHELD, occasion(NPS, "somebody@example.org"))


def test_who_returned_an_earlier_version_has_had_a_part_in_it_too() -> None:
    first = return_(STATES[S.REFERRED], ReturnAsked(reasons=FATAL), BY_THIRD).state
    second = refer(signed(prepare(first, asked(), BY_CRC).state), Nothing(), BY_CRC).state
    disputed = dispute(return_(second, ReturnAsked(reasons=FATAL), BY_NPS).state, DISPUTED, BY_CRC).state
    for decider in (BY_NPS, BY_THIRD):
        with pytest.raises(ActsForTheOtherSide, match="does not decide"):
            decide(disputed, UPHELD, decider)
    assert decide(disputed, UPHELD, occasion(NPS, "N07S002")).state.state is S.ACCEPTED


@pytest.mark.parametrize("ended", [NOT_UPHELD, None])
def test_a_return_is_disputed_once(ended: DisputeDecisionAsked | None) -> None:
    with pytest.raises(NotAllowed):
        dispute(UNDER_DISPUTE, DISPUTED, BY_CRC)
    over = decide(UNDER_DISPUTE, ended, BY_THIRD) if ended else withdraw(UNDER_DISPUTE, BY_CRC)
    with pytest.raises(NotAllowed):
        dispute(over.state, DISPUTED, BY_CRC)
    with pytest.raises(NotAllowed):
        decide(over.state, UPHELD, BY_THIRD)
    second = refer(signed(prepare(over.state, asked(), BY_CRC).state), Nothing(), BY_CRC).state
    again = return_(second, ReturnAsked(reasons=FATAL), BY_NPS).state
    assert dispute(again, DISPUTED, BY_CRC).state.open_dispute is not None, "another return, another dispute"


def test_what_is_taken_back_wins_no_time() -> None:
    decision = withdraw(UNDER_DISPUTE, at(LATER, BY_CRC))
    assert changes(*decision.events) == [
        (Obligation.RETURN_DISPUTE_DECIDED, ClockAction.CANCELLED, None, None),
        (Obligation.PACK_RESUBMITTED, ClockAction.STARTED, due(LimitName.PACK_RESUBMITTED, NOW), CRC),
    ]
    (dispute_,) = decision.state.disputes
    assert (dispute_.state, dispute_.ended_at) == (D.WITHDRAWN, LATER)


def test_a_new_version_takes_the_dispute_back() -> None:
    decision = prepare(UNDER_DISPUTE, asked(), at(LATER, BY_CRC))
    assert [type(event).__name__ for event in decision.events] == ["ReturnDisputeWithdrawn", "PackPrepared"]
    assert decision.state.state is S.PREPARED
    assert decision.state.open_dispute is None
    assert [one.obligation for one in decision.state.owed] == [Obligation.PACK_RESUBMITTED]


def test_the_end_of_the_breach_ends_the_dispute_and_leaves_nothing_owed() -> None:
    decision = conclude(UNDER_DISPUTE, WITHDRAWN, BY_CRC)
    assert [type(event).__name__ for event in decision.events] == ["ReturnDisputeWithdrawn", "BreachConcluded"]
    assert changes(*decision.events) == [(Obligation.RETURN_DISPUTE_DECIDED, ClockAction.CANCELLED, None, None)]
    assert decision.state.owed == ()


def test_every_fatal_reason_is_disputed_or_the_return_would_stand_anyway() -> None:
    proof = ReasonAsked(reason=ReturnReason.INSTRUCTION_NOT_PROVED, place="/failures/0/instructionProof")
    breach = returned_for(*FATAL, *MINOR, proof)
    for numbers, codes in (
        ((1,), ["fatalReasonNotDisputed"]),
        ((2,), ["fatalReasonNotDisputed", "fatalReasonNotDisputed"]),
        ((1, 3, 4), ["noSuchReason"]),
    ):
        with pytest.raises(Invalid) as refused:
            dispute(breach, DisputeAsked(reasons=numbers, grounds="It is there."), BY_CRC)
        assert [fault.code for fault in refused.value.faults] == codes
    (event,) = dispute(breach, DisputeAsked(reasons=(3, 1, 3), grounds="It is there."), BY_CRC).events
    assert [one["reason"] for one in event.model_dump()["reasons"]] == [one.reason for one in (*FATAL, proof)]


def test_the_figures_of_the_exchange_have_the_dispute() -> None:
    (kept,) = UNDER_DISPUTE.exchanges
    assert (kept.answer, kept.reasons, kept.dispute) == ("returned", ("noCurrentAddress",), D.OPEN)
    assert decide(UNDER_DISPUTE, UPHELD, BY_THIRD).state.exchanges[0].dispute is D.UPHELD
