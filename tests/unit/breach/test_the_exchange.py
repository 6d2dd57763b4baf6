"""The whole transition table, whose part each move is, the clocks that moves touch, and what never changes."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.breach.domain.breaches import ActsForTheOtherSide, Breach
from services.breach.domain.countersigning import countersign
from services.breach.domain.court import ProcessAsked, present, process
from services.breach.domain.disputes import DisputeDecisionAsked, decide, dispute, withdraw
from services.breach.domain.exchange import AcceptanceAsked, Nothing, ReturnAsked, accept, check, refer, return_
from services.breach.domain.findings import ReasonAsked
from services.breach.domain.hearings import HearingAsked, list_hearing
from services.breach.domain.outcome_asked import OutcomeAsked
from services.breach.domain.outcomes import conclude
from services.breach.domain.pack import FailureAsked
from services.breach.domain.preparing import prepare
from services.breach.domain.stages import TRANSITIONS
from shared.contracts.model import ClockAction, EventData, Obligation
from shared.decisions import Decision, Invalid, NotAllowed, Occasion
from shared.probation.calendar import due
from shared.probation.limits import LimitName
from shared.probation.vocabulary import (
    BreachState,
    DisputeOutcome,
    Recommendation,
    RecommendationChangeReason,
    ReturnReason,
    ReturnSeverity,
)
from tests.unit.breach.packs import without
from tests.unit.breach.states import STATES, UNDER_DISPUTE
from tests.unit.breach.story import (
    ATTENDED,
    BY_CRC,
    BY_MANAGER,
    BY_NPS,
    BY_THIRD,
    CRC,
    DISPUTED,
    FATAL,
    FINED,
    FIRST,
    MINOR,
    NPS,
    OFFICER,
    PRESENTED,
    SECOND,
    WITHDRAWN,
    Story,
    asked,
    at,
    begun,
    named,
    occasion,
    signed,
)

S = BreachState
HEARD_ON = HearingAsked(court_code="B01CN", hearing_on=date(2016, 10, 3))


def decision_of(outcome: DisputeOutcome) -> DisputeDecisionAsked:
    return DisputeDecisionAsked(outcome=outcome, grounds="It is there, on the first page.")


CHANGED = RecommendationChangeReason.NEW_INFORMATION


def unsigned(breach: Breach) -> Breach:
    return breach.model_copy(update={"signatures": ()})


Act = Callable[[Breach, Occasion], Decision[Breach]]

COMMANDS: dict[str, Act] = {
    "prepare": lambda breach, who: prepare(breach, asked(), who),
    "countersign": lambda breach, who: countersign(unsigned(breach), Nothing(), who),
    "check": lambda breach, who: check(breach, Nothing(), who),
    "refer": lambda breach, who: refer(breach, Nothing(), who),
    "return": lambda breach, who: return_(breach, ReturnAsked(reasons=FATAL), who),
    "accept": lambda breach, who: accept(breach, AcceptanceAsked(corrections=MINOR), who),
    "dispute": lambda breach, who: dispute(breach, DISPUTED, who),
    "withdrawDispute": lambda breach, who: withdraw(breach, who),
    "upheld": lambda breach, who: decide(breach, decision_of(DisputeOutcome.UPHELD), who),
    "notUpheld": lambda breach, who: decide(breach, decision_of(DisputeOutcome.NOT_UPHELD), who),
    "present": lambda breach, who: present(breach, PRESENTED, who),
    "listHearing": lambda breach, who: list_hearing(breach, HEARD_ON, who),
    "summonsIssued": lambda breach, who: process(breach, ProcessAsked(state=S.SUMMONS_ISSUED), who),
    "warrantIssued": lambda breach, who: process(breach, ProcessAsked(state=S.WARRANT_ISSUED), who),
    "executed": lambda breach, who: process(breach, ProcessAsked(state=S.EXECUTED), who),
    "proven": lambda breach, who: conclude(breach, FINED, who),
    "notProven": lambda breach, who: conclude(breach, OutcomeAsked(state=S.NOT_PROVEN), who),
    "withdrawn": lambda breach, who: conclude(breach, WITHDRAWN, who),
}
OF_THE_CRC = {"prepare", "refer", "dispute", "withdrawDispute"}
OF_A_THIRD = {"upheld", "notUpheld"}
EITHER = {"check"}
STAYS = {"check", "countersign", "dispute", "withdrawDispute", "notUpheld", "listHearing"}
"""What brings a breach into no state, though it may be the one that it has."""
TABLE = sorted(place for place in TRANSITIONS.table if place[1] != "presentOwn")


def breach_for(state: BreachState, command: str) -> Breach:
    """A breach in the state; one whose return is disputed where there must be a dispute."""
    of_a_dispute = command in OF_A_THIRD | {"withdrawDispute"}
    return UNDER_DISPUTE if of_a_dispute and state is S.RETURNED else STATES[state]


def side(breach: Breach, command: str) -> Occasion:
    """Whose part the command is."""
    if command == "withdrawn":
        return BY_CRC if breach.holder == CRC else BY_NPS
    if command in OF_A_THIRD:
        return BY_THIRD
    if command == "countersign":
        return BY_MANAGER
    return BY_CRC if command in OF_THE_CRC | EITHER else BY_NPS


def the(decision: Decision[Breach]) -> EventData:
    (event,) = decision.events
    return event


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("state", BreachState)
def test_every_state_takes_the_commands_of_the_table_and_no_other(state: BreachState, command: str) -> None:
    breach = breach_for(state, command)
    if (state, command) in TRANSITIONS.table:
        assert command in breach.allowed
        after = COMMANDS[command](breach, side(breach, command)).state
        assert after.state is TRANSITIONS.table[state, command]
        assert len(after.steps) == len(breach.steps) + (command not in STAYS)
        assert after.steps[-1].state is after.state
        assert after.steps[-1].number == len(after.steps)
        return
    with pytest.raises(NotAllowed) as refused:
        COMMANDS[command](breach, side(breach, command))
    assert (refused.value.state, refused.value.command) == (state.value, command)
    assert refused.value.allowed == breach.allowed


def test_the_table_names_no_command_that_does_not_exist() -> None:
    assert {command for _, command in TABLE} == set(COMMANDS)
    assert set(STATES) == set(BreachState)


@pytest.mark.parametrize(("state", "command"), TABLE)
def test_only_the_side_whose_part_it_is_may_act(state: BreachState, command: str) -> None:
    breach = breach_for(state, command)
    other = BY_CRC if side(breach, command).actor.organisation != CRC else BY_NPS
    if command in EITHER:
        assert the(COMMANDS[command](breach, other)).recorded_by == other.actor
        return
    with pytest.raises(ActsForTheOtherSide, match=f"Only {side(breach, command).actor.organisation} can"):
        COMMANDS[command](breach, other)


def test_a_pack_needs_an_author_with_an_officers_code() -> None:
    for officer in (None, "somebody@example.org"):
        with pytest.raises(ActsForTheOtherSide, match="names no officer"):
            prepare(begun(), asked(), occasion(CRC, officer))


def test_both_sides_see_it() -> None:
    assert all(breach.seen_by() == {CRC, NPS} for breach in STATES.values())


# Clocks: which obligation each move starts, meets or cancels.


def clocks(event: EventData) -> list[tuple[Obligation, ClockAction, str | None]]:
    return [(clock.obligation, clock.action, clock.owner) for clock in event.clocks]


def test_the_first_referral_meets_the_clock_of_the_decision_and_starts_the_presentations() -> None:
    event = the(refer(STATES[S.PREPARED], Nothing(), BY_CRC))
    assert clocks(event) == [
        (Obligation.BREACH_REFERRED, ClockAction.MET, None),
        (Obligation.BREACH_PRESENTED, ClockAction.STARTED, NPS),
    ]
    assert event.clocks[0].subject_id == STATES[S.PREPARED].breach_id
    assert event.clocks[1].due_at == due(LimitName.BREACH_PRESENTED_REFERRED, BY_CRC.now)


def test_a_return_starts_the_resubmission_and_the_next_referral_meets_it() -> None:
    event = the(return_(STATES[S.REFERRED], ReturnAsked(reasons=FATAL), BY_NPS))
    cancelled, started = event.clocks
    assert clocks(event) == [
        (Obligation.BREACH_PRESENTED, ClockAction.CANCELLED, None),
        (Obligation.PACK_RESUBMITTED, ClockAction.STARTED, CRC),
    ]
    assert cancelled.subject_id == STATES[S.REFERRED].pack.pack_id
    assert started.due_at == due(LimitName.PACK_RESUBMITTED, BY_NPS.now)
    again = signed(prepare(STATES[S.RETURNED], asked(), BY_CRC).state)
    met, presentation = the(refer(again, Nothing(), BY_CRC)).clocks
    assert presentation.subject_id not in (cancelled.subject_id, started.subject_id)
    assert (met.obligation, met.action, met.subject_id) == (
        Obligation.PACK_RESUBMITTED, ClockAction.MET, started.subject_id,
    )  # fmt: skip


def test_a_second_return_has_a_clock_of_its_own() -> None:
    def returned(breach: Breach) -> Breach:
        referred = refer(signed(prepare(breach, asked(), BY_CRC).state), Nothing(), BY_CRC).state
        return return_(referred, ReturnAsked(reasons=FATAL), BY_NPS).state

    once = returned(begun())
    twice = returned(once)
    assert once.owed != twice.owed


def test_presentation_is_due_from_the_receipt_of_the_referral_and_owed_by_the_division() -> None:
    """Opening the pack days later gives the NPS no more time, and never opening it does not stop the clock."""
    late = at(BY_NPS.now + timedelta(days=4), BY_NPS)
    assert clocks(the(accept(STATES[S.REFERRED], AcceptanceAsked(), late))) == []
    assert STATES[S.REFERRED].owed == STATES[S.ACCEPTED].owed
    presented = the(present(STATES[S.ACCEPTED], PRESENTED, BY_NPS))
    assert clocks(presented) == [(Obligation.BREACH_PRESENTED, ClockAction.MET, None)]


@pytest.mark.parametrize(
    ("state", "obligation"),
    [
        (S.INITIATED, Obligation.BREACH_REFERRED),
        (S.PREPARED, Obligation.BREACH_REFERRED),
        (S.RETURNED, Obligation.PACK_RESUBMITTED),
        (S.ACCEPTED, Obligation.BREACH_PRESENTED),
        (S.REFERRED, Obligation.BREACH_PRESENTED),
        (S.PRESENTED, None),
        (S.EXECUTED, None),
    ],
)
def test_a_withdrawal_cancels_what_is_owed(state: BreachState, obligation: Obligation | None) -> None:
    event = the(COMMANDS["withdrawn"](STATES[state], side(STATES[state], "withdrawn")))
    assert clocks(event) == ([(obligation, ClockAction.CANCELLED, None)] if obligation else [])


# Returns and acceptances: only a fatal reason returns a pack (¶18).

REASONS = st.builds(ReasonAsked, reason=st.sampled_from(ReturnReason), place=st.sampled_from(["/", "/rationale"]))


@given(st.lists(REASONS, min_size=1, max_size=8).map(tuple))
def test_a_pack_is_returned_if_and_only_if_one_reason_is_fatal(reasons: tuple[ReasonAsked, ...]) -> None:
    fatal = any(one.reason.severity is ReturnSeverity.FATAL for one in reasons)
    if fatal:
        assert return_(STATES[S.REFERRED], ReturnAsked(reasons=reasons), BY_NPS).state.state is S.RETURNED
        return
    with pytest.raises(Invalid) as refused:
        return_(STATES[S.REFERRED], ReturnAsked(reasons=reasons), BY_NPS)
    assert [(fault.place, fault.code) for fault in refused.value.faults] == [("/reasons", "noFatalReason")]


@given(st.lists(REASONS, max_size=8).map(tuple))
def test_a_pack_is_accepted_if_and_only_if_every_correction_is_minor(reasons: tuple[ReasonAsked, ...]) -> None:
    fatal = [index for index, one in enumerate(reasons) if one.reason.severity is ReturnSeverity.FATAL]
    if not fatal:
        after = accept(STATES[S.REFERRED], AcceptanceAsked(corrections=reasons), BY_NPS).state
        assert len(after.reviews[-1].findings) == len(reasons)
        return
    with pytest.raises(Invalid) as refused:
        accept(STATES[S.REFERRED], AcceptanceAsked(corrections=reasons), BY_NPS)
    assert [fault.place for fault in refused.value.faults] == [f"/corrections/{index}/reason" for index in fatal]


@pytest.mark.parametrize("place", ["/nowhere", "/failures/2/at", "/failures/x", "/failures/00", "/currentAddress/0"])
def test_a_reason_names_a_place_of_the_pack(place: str) -> None:
    reasons = (ReasonAsked(reason=ReturnReason.NO_CURRENT_ADDRESS, place=place),)
    with pytest.raises(Invalid) as refused:
        return_(STATES[S.REFERRED], ReturnAsked(reasons=reasons), BY_NPS)
    assert [fault.code for fault in refused.value.faults] == ["noSuchPlace"]


@pytest.mark.parametrize("place", ["/", "/currentAddress", "/failures/1/instructionProof", "/order/orderEndsOn"])
def test_every_place_of_the_pack_can_be_named(place: str) -> None:
    reasons = (ReasonAsked(reason=ReturnReason.NO_CURRENT_ADDRESS, place=place),)
    assert return_(STATES[S.REFERRED], ReturnAsked(reasons=reasons), BY_NPS).state.state is S.RETURNED


def test_a_place_can_carry_no_words() -> None:
    for words in ("/his address is 1 Example Street", "currentAddress", "/a\nb"):
        with pytest.raises(ValueError, match="place"):
            ReasonAsked(reason=ReturnReason.NO_CURRENT_ADDRESS, place=words)


def test_a_referral_with_fatal_faults_names_the_place_of_each() -> None:
    unexplained = without("excuse-decided.v1")
    poor = prepare(unexplained, asked(current_address=None, progress=None), BY_CRC)
    with pytest.raises(Invalid) as refused:
        refer(poor.state, Nothing(), BY_CRC)
    assert [fault.place for fault in refused.value.faults] == [
        "/currentAddress", "/countersignedBy", "/failures/1/excuseDecision",
    ]  # fmt: skip


# Recommendations (¶8).


@given(st.lists(st.sampled_from(Recommendation), min_size=1, max_size=6))
def test_the_first_recommendation_never_changes(recommendations: list[Recommendation]) -> None:
    breach = begun()
    for number, recommendation in enumerate(recommendations):
        changes = {} if breach.recommendation in (None, recommendation) else {"recommendation_change": CHANGED}
        wanted = asked(recommendation=recommendation, rationale=f"Reason {number} of its own.", **changes)
        breach = prepare(breach, wanted, BY_CRC).state
        assert breach.first_recommendation is recommendations[0]
        assert breach.recommendation is recommendation
        assert [pack.version for pack in breach.packs] == list(range(1, number + 2))


@pytest.mark.parametrize("rationale", [None, "  ", asked().rationale])
def test_a_changed_recommendation_needs_a_reason_of_its_own(rationale: str | None) -> None:
    changed = asked(
        recommendation=Recommendation.REVOKE_AND_RESENTENCE, rationale=rationale, recommendation_change=CHANGED
    )
    with pytest.raises(Invalid) as refused:
        prepare(STATES[S.PREPARED], changed, BY_CRC)
    assert [(fault.place, fault.code) for fault in refused.value.faults] == [("/rationale", "changeNeedsAReason")]


def test_an_unchanged_recommendation_needs_no_new_reason() -> None:
    assert prepare(STATES[S.PREPARED], asked(), BY_CRC).state.pack.version == 2


# What the author may name.


def refused_places(**changes: Any) -> list[tuple[str, str]]:
    with pytest.raises(Invalid) as refused:
        prepare(begun(), asked(**changes), BY_CRC)
    return [(fault.place, fault.code) for fault in refused.value.faults]


def test_a_failure_must_be_in_the_contact_log_and_named_once() -> None:
    unknown, twice = FailureAsked(appointment_id=named("nothing")), FailureAsked(appointment_id=FIRST)
    assert refused_places(failures=(twice, unknown, twice)) == [
        ("/failures/2/appointmentId", "namedTwice"),
        ("/failures/1/appointmentId", "noSuchAppointment"),
    ]


def test_an_appointment_still_to_come_is_no_failure() -> None:
    tomorrow = datetime(2016, 9, 6, 9, 0, tzinfo=UTC)
    breach = begun([*Story().in_order(), Story().arranged(named("tomorrow"), tomorrow)])
    with pytest.raises(Invalid) as refused:
        prepare(breach, asked(failures=(FailureAsked(appointment_id=named("tomorrow")),)), BY_CRC)
    assert [fault.code for fault in refused.value.faults] == ["notYet"]


def test_a_pack_is_put_together_from_what_is_known() -> None:
    pack = prepare(begun(), asked(failures=None), BY_CRC).state.pack
    assert [(one.appointment_id, one.office, one.instruction_proof.value) for one in pack.failures] == [
        (FIRST, "N07DTX office", "letter"), (SECOND, "N07DTX office", "letter"),
    ]  # fmt: skip
    assert pack.order is not None
    assert pack.order.court_code == "B01CN"
    assert [letter.appointment_id for letter in pack.letters] == [FIRST]
    assert pack.risk.domestic_abuse is True
    assert [gap.value for gap in pack.risk.open_gaps] == ["checkNeverRequested"]
    summary = pack.summary
    assert (summary.appointments, summary.attended, summary.failed_to_comply) == (3, 1, 2)
    assert (summary.rar_days_ordered, summary.rar_days_planned, summary.rar_days_delivered) == (20, 15, 1)
    assert summary.unpaid_work_hours_ordered == 80
    assert pack.author == OFFICER
    assert ATTENDED not in {one.appointment_id for one in pack.failures}


# Before the court.


def test_the_end_tells_what_was_recommended_first_and_last() -> None:
    told = the(COMMANDS["proven"](STATES[S.EXECUTED], BY_NPS)).model_dump()
    assert told["first_recommendation"] is told["recommendation"] is Recommendation.CONTINUE
    early = the(COMMANDS["withdrawn"](STATES[S.INITIATED], BY_CRC)).model_dump()
    assert early["first_recommendation"] is None


@pytest.mark.parametrize(("state", "command"), TABLE)
def test_no_event_carries_what_the_author_wrote(state: BreachState, command: str) -> None:
    breach = breach_for(state, command)
    words = asked()
    for event in COMMANDS[command](breach, side(breach, command)).events:
        body = event.model_dump_json()
        for written in (words.current_address, words.rationale, words.progress, words.risk_summary, DISPUTED.grounds):
            assert str(written) not in body
