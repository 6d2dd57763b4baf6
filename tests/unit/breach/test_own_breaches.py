"""The NPS breaches a person whom it supervises: who may, of what, and without referring to anybody."""

from datetime import date, timedelta
from typing import Any

import pytest

from services.breach.domain.breaches import ActsForTheOtherSide, Breach
from services.breach.domain.court import present
from services.breach.domain.exchange import Nothing, refer
from services.breach.domain.own import OwnBreachAsked, OwnFailureAsked, begin
from shared.contracts.model import ClockAction, Obligation
from shared.decisions import Invalid, NotAllowed
from shared.probation.calendar import due
from shared.probation.limits import LimitName
from shared.probation.vocabulary import (
    AppointmentOutcome,
    BreachState,
    ContactKind,
    Disposal,
    ExcuseDecision,
    InstructionProof,
)
from tests.unit.breach.story import (
    BY_CRC,
    BY_NPS,
    CRC,
    ENFORCER,
    NOW,
    NPS,
    PRESENTED,
    SENTENCE,
    SENTENCED,
    Story,
    known_from,
    occasion,
)

FIRST_AT, SECOND_AT = NOW - timedelta(days=21), NOW - timedelta(days=3)
KNOWN = known_from([Story().sentence_passed(), Story().allocation_accepted(), Story().transferred()])


def failed(**said: Any) -> OwnFailureAsked:
    given = {
        "at": FIRST_AT,
        "kind": ContactKind.OFFICER_APPOINTMENT,
        "office": "Croydon",
        "outcome": AppointmentOutcome.UAAB,
        "instructed_by": "N07B960",
        "instruction_proof": InstructionProof.LETTER,
        "warned_on": FIRST_AT.date(),
        "excuse_decision": ExcuseDecision.NONE_GIVEN,
    }
    return OwnFailureAsked(**{**given, **said})


def own(*failures: OwnFailureAsked, **said: Any) -> OwnBreachAsked:
    both = (failed(), failed(at=SECOND_AT, warned_on=None))
    given = {"sentence_id": SENTENCE, "aware_at": NOW, "failures": failures or both}
    return OwnBreachAsked(**{**given, **said})


def begun_by_the_nps() -> Breach:
    return begin(KNOWN, (), own(), BY_NPS).state


def test_the_division_owes_the_presentation_from_awareness() -> None:
    decision = begin(KNOWN, (), own(aware_at=NOW - timedelta(days=1)), BY_NPS)
    (event,) = decision.events
    assert [(one.obligation, one.action, one.due_at, one.owner) for one in event.clocks] == [
        (
            Obligation.BREACH_PRESENTED,
            ClockAction.STARTED,
            due(LimitName.BREACH_PRESENTED_NPS, NOW - timedelta(days=1)),
            NPS,
        )
    ]
    told = event.model_dump()
    assert (told["provider"], told["division"], told["decision_id"]) == (NPS, NPS, None)
    assert told["failures"] == decision.state.failures
    assert (decision.state.is_own, decision.state.steps[0].officer) == (True, ENFORCER)


def test_its_failures_and_warnings_are_its_own_contact_log() -> None:
    breach = begun_by_the_nps()
    case = breach.case
    assert [(one.at, one.office, one.is_failure) for one in case.contacts] == [
        (FIRST_AT, "Croydon", True),
        (SECOND_AT, "Croydon", True),
    ]
    assert [one.sent_on for one in case.letters] == [FIRST_AT.date()]
    assert {one.appointment_id for one in case.contacts} == set(breach.failures)


def test_it_is_referred_to_nobody() -> None:
    breach = begun_by_the_nps().model_copy(update={"state": BreachState.PREPARED})
    assert "refer" not in breach.allowed
    assert "presentOwn" in breach.allowed
    with pytest.raises(NotAllowed):
        refer(breach, Nothing(), BY_NPS)
    with pytest.raises(NotAllowed):
        present(begun_by_the_nps(), PRESENTED, BY_NPS)


def test_only_the_division_that_supervises_begins_one() -> None:
    with_the_crc = known_from([Story().sentence_passed(), Story().allocation_accepted()])
    for known, who in ((with_the_crc, BY_NPS), (with_the_crc, BY_CRC), (KNOWN, occasion("N02", "N02E001"))):
        with pytest.raises(ActsForTheOtherSide, match="supervises"):
            begin(known, (), own(), who)
    with pytest.raises(ActsForTheOtherSide, match="names no officer"):
        begin(KNOWN, (), own(), occasion(NPS, "somebody@example.org"))


def test_the_division_supervises_whom_it_has_kept_and_not_whom_it_offers_to_a_crc() -> None:
    kept = known_from([Story().sentence_passed(), Story().allocation_decided(NPS)])
    assert begin(kept, (), own(), BY_NPS).state.provider == NPS
    offered = known_from([Story().sentence_passed(), Story().allocation_decided(CRC)])
    with pytest.raises(ActsForTheOtherSide, match="nobody yet"):
        begin(offered, (), own(), BY_NPS)


def test_not_while_another_breach_of_the_sentence_runs() -> None:
    with pytest.raises(NotAllowed):
        begin(KNOWN, (BreachState.PRESENTED,), own(), BY_NPS)


def faults(said: OwnBreachAsked, **known: Any) -> list[tuple[str, str]]:
    with pytest.raises(Invalid) as refused:
        begin(KNOWN.model_copy(update=known), (), said, BY_NPS)
    return [(fault.place, fault.code) for fault in refused.value.faults]


def test_of_an_order_that_runs_and_can_be_breached() -> None:
    on_licence = {"disposal": Disposal.CUSTODY, "licence_ends_on": NOW.date()}
    assert faults(own(), ended_on=date(2016, 9, 1)) == [("/sentenceId", "orderEnded")]
    assert faults(own(), disposal=Disposal.OTHER) == [("/sentenceId", "orderNotKnown")]
    assert faults(own(), disposal=None) == [("/sentenceId", "orderNotKnown")]
    assert faults(own(), **on_licence) == [("/sentenceId", "onLicence")]
    after = {**on_licence, "licence_ends_on": NOW.date() - timedelta(days=1)}
    assert begin(KNOWN.model_copy(update=after), (), own(), BY_NPS).state.state is BreachState.INITIATED


WRONG = [
    (failed(outcome=AppointmentOutcome.ATTC), ("/failures/0/outcome", "notAFailure")),
    (failed(outcome=AppointmentOutcome.AAME), ("/failures/0/outcome", "notAFailure")),
    (failed(at=SENTENCED - timedelta(days=1)), ("/failures/0/at", "beforeSentence")),
    (failed(warned_on=FIRST_AT.date() - timedelta(days=1)), ("/failures/0/warnedOn", "notThen")),
    (failed(warned_on=NOW.date() + timedelta(days=1)), ("/failures/0/warnedOn", "notThen")),
]


@pytest.mark.parametrize(("failure", "fault"), WRONG)
def test_its_failures_are_failures_of_this_order(failure: OwnFailureAsked, fault: tuple[str, str]) -> None:
    assert faults(own(failure)) == [fault]


def test_nobody_is_aware_of_what_has_not_happened() -> None:
    assert faults(own(aware_at=NOW + timedelta(hours=1))) == [("/awareAt", "inTheFuture")]
    assert faults(own(aware_at=SECOND_AT - timedelta(hours=1))) == [("/awareAt", "beforeTheFailure")]
    to_come = NOW + timedelta(days=1)
    assert faults(own(failed(at=to_come, warned_on=None), aware_at=to_come)) == [
        ("/awareAt", "inTheFuture"),
        ("/failures/0/at", "inTheFuture"),
    ]
    assert faults(own(failed(), failed())) == [("/failures/1/at", "namedTwice")]
