"""The checker's decision table: one pack with nothing in it to find, and for each rule what makes it find something."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from services.breach.domain import checker
from services.breach.domain.breaches import Breach
from services.breach.domain.exchange import Nothing, check
from services.breach.domain.known_case import KnownContact
from services.breach.domain.pack import ContactLine, ExcuseAsked
from services.breach.domain.preparing import prepare
from services.breach.domain.reading import Reading
from shared.contracts.court import RiskPicture
from shared.probation.vocabulary import (
    AppointmentOutcome,
    BreachState,
    ContactKind,
    Disposal,
    ExcuseDecision,
    InstructionProof,
    Recommendation,
    ReturnReason,
    ReturnSeverity,
    RoshLevel,
)
from tests.unit.breach.story import BY_CRC, FIRST, NOW, OFFICER, SECOND, STATES, Story, asked, begun

R = ReturnReason


def contact(breach: Breach, appointment: Any, **changes: Any) -> Breach:
    """The breach with one appointment of the contact log changed."""
    contacts = tuple(
        one.model_copy(update=changes) if one.appointment_id == appointment else one for one in breach.case.contacts
    )
    return known(breach, contacts=contacts)


def known(breach: Breach, **changes: Any) -> Breach:
    return breach.model_copy(update={"known": (breach.case.model_copy(update=changes),)})


def excuses(*decisions: ExcuseDecision | None) -> tuple[ExcuseAsked, ...]:
    return tuple(
        ExcuseAsked(appointment_id=one, excuse_decision=decision)
        for one, decision in zip((FIRST, SECOND), decisions, strict=False)
    )


def found(breach: Breach, now: datetime = NOW) -> list[tuple[ReturnReason, str]]:
    reading = Reading(pack=breach.pack, known=breach.case, provider=breach.provider, aware_at=breach.aware_at, now=now)
    return [(finding.reason, finding.place) for finding in checker.read(reading)]


def packed(breach: Breach, **changes: Any) -> Breach:
    return prepare(breach, asked(**changes), BY_CRC).state


def letter_of(on: date) -> Breach:
    court, allocation, crc = Story().told()
    letters = [Story().letter_sent(on) if event.event_type.endswith("letter-sent.v1") else event for event in crc]
    return begun([*court, *allocation, *letters])


def without_letter() -> Breach:
    return begun([event for event in Story().in_order() if not event.event_type.endswith("letter-sent.v1")])


NOTHING_KNOWN_OF_RISK: dict[str, Any] = {"risk": None, "rosh_reviewed": None, "rosh_reviewed_at": None}
NONE = ExcuseDecision.NONE_GIVEN
UNKNOWN_CONTACT = KnownContact(
    sentence_id=begun().sentence_id,
    appointment_id=Story("X111111", prefix="another").id(FIRST),
    kind=ContactKind.OTHER,
    at=datetime(2016, 8, 30, 9, 0, tzinfo=UTC),
    office="N07DTX office",
    instructed_by=OFFICER,
    instruction_proof=InstructionProof.LETTER,
    enforceable=True,
    rar=False,
)

TABLE: list[tuple[str, Callable[[], Breach], list[tuple[ReturnReason, str]]]] = [
    ("a whole pack has no fault", lambda: packed(begun()), []),
    (
        "the order is not known yet",
        lambda: packed(known(begun(), disposal=None)),
        [(R.WRONG_PERSON_OR_ORDER, "/order")],
    ),
    (
        "the disposal leaves nothing to breach",
        lambda: packed(known(begun(), disposal=Disposal.OTHER)),
        [(R.WRONG_PERSON_OR_ORDER, "/order/disposal")],
    ),
    (
        "a failure is from before the order",
        lambda: packed(known(begun(), sentenced_at=datetime(2016, 8, 20, tzinfo=UTC))),
        [(R.WRONG_PERSON_OR_ORDER, "/failures/0/at")],
    ),
    ("no address", lambda: packed(begun(), current_address=None), [(R.NO_CURRENT_ADDRESS, "/currentAddress")]),
    ("a blank address", lambda: packed(begun(), current_address="  "), [(R.NO_CURRENT_ADDRESS, "/currentAddress")]),
    (
        "RoSH was never assessed, whatever the author writes",
        lambda: packed(known(begun(), **NOTHING_KNOWN_OF_RISK)),
        [(R.RISK_INFORMATION_MISSING, "/risk/rosh")],
    ),
    (
        "safeguarding is unknown and the author says nothing",
        lambda: packed(begun(), risk_summary=None),
        [(R.RISK_INFORMATION_MISSING, "/riskSummary")],
    ),
    (
        "everything about risk is known, so the author need not write",
        lambda: packed(
            known(
                begun(),
                risk=RiskPicture(rosh_level=RoshLevel.LOW, domestic_abuse=False, child_safeguarding=False),
            ),
            risk_summary=None,
        ),
        [],
    ),
    (
        "nobody countersigned",
        lambda: packed(begun(), countersigned_by=None),
        [(R.NOT_COUNTERSIGNED, "/countersignedBy")],
    ),
    (
        "the author countersigned",
        lambda: packed(begun(), countersigned_by=OFFICER),
        [(R.NOT_COUNTERSIGNED, "/countersignedBy")],
    ),
    (
        "another provider's officer countersigned",
        lambda: packed(begun(), countersigned_by="C01M001"),
        [(R.NOT_COUNTERSIGNED, "/countersignedBy")],
    ),
    (
        "the second failure was not enforceable",
        lambda: packed(contact(begun(), SECOND, enforceable=False)),
        [(R.FAILURE_NOT_ENFORCEABLE, "/failures/1/enforceable")],
    ),
    (
        "the first failure is an accepted absence",
        lambda: packed(contact(begun(), FIRST, outcome=AppointmentOutcome.AAME)),
        [(R.FAILURE_NOT_ENFORCEABLE, "/failures/0/outcome")],
    ),
    (
        "the first failure has no outcome",
        lambda: packed(contact(begun(), FIRST, outcome=None)),
        [(R.FAILURE_NOT_ENFORCEABLE, "/failures/0/outcome"), (R.SUMMARY_INCOMPLETE, "/summary/withoutOutcome")],
    ),
    (
        "an excuse was accepted",
        lambda: packed(begun(), failures=excuses(NONE, ExcuseDecision.ACCEPTED)),
        [(R.FAILURE_NOT_ENFORCEABLE, "/failures/1/excuseDecision")],
    ),
    (
        "no failure is relied on",
        lambda: packed(begun(failures=()), failures=None),
        [(R.FAILURE_NOT_ENFORCEABLE, "/failures")],
    ),
    (
        "nothing proves the instruction",
        lambda: packed(contact(begun(), SECOND, instruction_proof=InstructionProof.NONE)),
        [(R.INSTRUCTION_NOT_PROVED, "/failures/1/instructionProof")],
    ),
    (
        "the contact log has another time now",
        lambda: contact(packed(begun()), SECOND, at=datetime(2016, 9, 1, 9, 0, tzinfo=UTC)),
        [(R.CONTRADICTS_CONTACT_LOG, "/failures/1/at")],
    ),
    (
        "the contact log has another outcome now",
        lambda: contact(packed(begun()), FIRST, outcome=AppointmentOutcome.AAME),
        [(R.CONTRADICTS_CONTACT_LOG, "/failures/0/outcome")],
    ),
    (
        "the contact log has another proof now",
        lambda: contact(packed(begun()), FIRST, instruction_proof=InstructionProof.NONE),
        [(R.CONTRADICTS_CONTACT_LOG, "/failures/0/instructionProof")],
    ),
    (
        "the contact log has lost the appointment",
        lambda: known(packed(begun()), contacts=()),
        [
            (R.CONTRADICTS_CONTACT_LOG, "/failures/0/appointmentId"),
            (R.CONTRADICTS_CONTACT_LOG, "/failures/1/appointmentId"),
        ],
    ),
    (
        "nobody has decided on an excuse",
        lambda: packed(begun(), failures=excuses(None, NONE)),
        [(R.EXCUSE_NOT_DECIDED, "/failures/0/excuseDecision")],
    ),
    (
        "an excuse is still pending",
        lambda: packed(begun(), failures=excuses(NONE, ExcuseDecision.PENDING)),
        [(R.EXCUSE_NOT_DECIDED, "/failures/1/excuseDecision")],
    ),
    ("no warning was sent", lambda: packed(without_letter()), [(R.NO_VALID_WARNING, "/letters")]),
    (
        "the warning came after the last failure",
        lambda: packed(letter_of(date(2016, 9, 3))),
        [(R.NO_VALID_WARNING, "/letters")],
    ),
    (
        "the warning is older than twelve months",
        lambda: packed(letter_of(date(2015, 9, 1))),
        [(R.NO_VALID_WARNING, "/letters/0/sentOn")],
    ),
    ("the warning is twelve months old to the day", lambda: packed(letter_of(date(2015, 9, 2))), []),
    (
        "a community order cannot be activated",
        lambda: packed(begun(), recommendation=Recommendation.ACTIVATE),
        [(R.UNLAWFUL_RECOMMENDATION, "/recommendation")],
    ),
    (
        "a suspended sentence can be",
        lambda: packed(
            known(begun(), disposal=Disposal.SUSPENDED_SENTENCE_ORDER), recommendation=Recommendation.ACTIVATE
        ),
        [],
    ),
    (
        "supervision after custody cannot be revoked",
        lambda: packed(known(begun(), disposal=Disposal.CUSTODY), recommendation=Recommendation.REVOKE),
        [(R.UNLAWFUL_RECOMMENDATION, "/recommendation")],
    ),
    (
        "the order has ended",
        lambda: packed(known(begun(), order_ends_on=date(2016, 9, 4))),
        [(R.OUT_OF_TIME, "/order/orderEndsOn")],
    ),
    ("the order ends today", lambda: packed(known(begun(), order_ends_on=date(2016, 9, 5))), []),
    (
        "a failure is older than failures are counted",
        lambda: packed(
            known(
                contact(begun(), FIRST, at=datetime(2015, 9, 4, 9, 0, tzinfo=UTC)),
                sentenced_at=datetime(2015, 6, 1, tzinfo=UTC),
            )
        ),
        [(R.OUT_OF_TIME, "/failures/0/at")],
    ),
    ("the rationale is thin", lambda: packed(begun(), rationale="He was late."), [(R.RATIONALE_THIN, "/rationale")]),
    ("there is no rationale", lambda: packed(begun(), rationale=None), [(R.RATIONALE_THIN, "/rationale")]),
    ("progress is not described", lambda: packed(begun(), progress=None), [(R.PROGRESS_NOT_DESCRIBED, "/progress")]),
    (
        "previous breaches are not listed",
        lambda: packed(begun(), previous_breaches=" "),
        [(R.PREVIOUS_BREACHES_NOT_LISTED, "/previousBreaches")],
    ),
    (
        "a past appointment has no outcome",
        lambda: packed(known(begun(), contacts=(*begun().case.contacts, UNKNOWN_CONTACT))),
        [(R.SUMMARY_INCOMPLETE, "/summary/withoutOutcome")],
    ),
]


@pytest.mark.parametrize(("pack", "faults"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE])
def test_each_rule_finds_its_fault_at_its_place(
    pack: Callable[[], Breach], faults: list[tuple[ReturnReason, str]]
) -> None:
    assert found(pack()) == faults


def test_every_reason_that_a_rule_can_find_is_in_the_table() -> None:
    """What is left is for people to see: spelling, and the template."""
    for_people = {R.SPELLING_OR_LAYOUT, R.WRONG_TEMPLATE}
    assert {reason for _, _, faults in TABLE for reason, _ in faults} == set(ReturnReason) - for_people


def test_a_late_referral_is_told_by_its_clock_and_not_refused() -> None:
    assert found(packed(begun()), NOW + timedelta(days=60)) == []


def test_the_severity_is_the_reasons_own() -> None:
    breach = packed(begun(), current_address=None, progress=None)
    (checked,) = check(breach, Nothing(), BY_CRC).events
    told = checked.model_dump()["findings"]
    assert [(one["reason"], one["severity"]) for one in told] == [
        (R.NO_CURRENT_ADDRESS, ReturnSeverity.FATAL),
        (R.PROGRESS_NOT_DESCRIBED, ReturnSeverity.MINOR),
    ]
    assert checked.model_dump()["passed"] is False


def test_a_pack_with_minor_faults_only_passes() -> None:
    (checked,) = check(packed(begun(), progress=None), Nothing(), BY_CRC).events
    assert checked.model_dump()["passed"] is True


def test_the_nps_finds_on_receipt_what_the_crc_found_before_it_referred() -> None:
    prepared = packed(begun(), progress=None)
    referred = STATES[BreachState.REFERRED].model_copy(update={"packs": prepared.packs})
    assert found(prepared) == found(referred)


def test_every_line_of_a_failure_is_held_against_the_contact_log() -> None:
    assert {field.alias for field in ContactLine.model_fields.values()} == {
        "appointmentId", "kind", "at", "office", "outcome", "instructedBy", "instructionProof", "enforceable",
    }  # fmt: skip
