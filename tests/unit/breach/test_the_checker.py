"""The checker's decision table: one pack with nothing in it to find, and for each rule what makes it find something."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from services.breach.domain import checker
from services.breach.domain.breaches import Breach
from services.breach.domain.exchange import Nothing, check
from services.breach.domain.known_case import KnownContact
from services.breach.domain.pack import Attachment, ContactLine, FailureAsked
from services.breach.domain.preparing import prepare
from shared.contracts.court import RiskPicture
from shared.probation.vocabulary import (
    AppointmentOutcome,
    AttachmentKind,
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
from tests.unit.breach.packs import contact, earlier, found, known, letter_of, packed, then, without
from tests.unit.breach.states import STATES
from tests.unit.breach.story import (
    ATTENDED,
    BY_CRC,
    FIRST,
    INSTRUCTION,
    NOW,
    OFFICER,
    SECOND,
    Story,
    asked,
    begun,
    named,
)

NOTHING_KNOWN_OF_RISK: dict[str, Any] = {"risk": None, "rosh_reviewed": None, "rosh_reviewed_at": None}
ALL_KNOWN = RiskPicture(rosh_level=RoshLevel.LOW, domestic_abuse=False, child_safeguarding=False)
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
LETTER = Attachment(kind=AttachmentKind.LETTER, reference="DOC-2", name="letter.pdf", sha256=INSTRUCTION.sha256)
EMPTY = Attachment(
    kind=AttachmentKind.OTHER,
    reference="DOC-3",
    name="notes.txt",
    sha256="e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
)


def unsigned() -> Breach:
    return prepare(begun(), asked(), BY_CRC).state


def after(*breaches: Any) -> Breach:
    return begun(earlier=breaches)


TABLE: list[tuple[str, Callable[[], Breach], list[tuple[str, str]]]] = [
    ("a whole pack has no fault", packed, []),
    (
        "the order is not known yet",
        lambda: packed(known(begun(), disposal=None)),
        [("orderNotKnown", "/order")],
    ),
    (
        "the disposal leaves nothing to breach",
        lambda: packed(known(begun(), disposal=Disposal.OTHER)),
        [("nothingToBreach", "/order/disposal")],
    ),
    (
        "a failure is from before the order",
        lambda: packed(known(begun(), sentenced_at=datetime(2016, 8, 20, tzinfo=UTC))),
        [("failureBeforeOrder", "/failures/0/at")],
    ),
    (
        "the order has run out",
        lambda: packed(known(begun(), order_ends_on=date(2016, 9, 4))),
        [("orderEnded", "/order/orderEndsOn")],
    ),
    ("the order ends today", lambda: packed(known(begun(), order_ends_on=date(2016, 9, 5))), []),
    (
        "the court has ended the order since",
        lambda: known(packed(), ended_on=date(2016, 9, 5)),
        [("orderEnded", "/order/orderEndsOn")],
    ),
    ("the case has passed on", lambda: known(packed(), provider="C01"), [("noLongerSupervises", "/")]),
    ("no address", lambda: packed(current_address=None), [("addressMissing", "/currentAddress")]),
    ("a blank address", lambda: packed(current_address="  "), [("addressMissing", "/currentAddress")]),
    (
        "RoSH was never assessed, whatever the author writes",
        lambda: packed(known(begun(), **NOTHING_KNOWN_OF_RISK)),
        [("roshNotKnown", "/risk/rosh")],
    ),
    (
        "safeguarding is unknown and the author says nothing",
        lambda: packed(risk_summary=None),
        [("riskUnexplained", "/riskSummary")],
    ),
    (
        "everything about risk is known, so the author need not write",
        lambda: packed(known(begun(), risk=ALL_KNOWN), risk_summary=None),
        [],
    ),
    ("nobody countersigned", unsigned, [("notCountersigned", "/countersignedBy")]),
    (
        "who signed is of the provider that had the case before",
        lambda: known(packed().model_copy(update={"provider": "C01"}), provider="C01"),
        [("signedElsewhere", "/countersignedBy")],
    ),
    ("no failure is relied on", lambda: packed(begun(failures=())), [("noFailure", "/failures")]),
    (
        "the second failure was not enforceable",
        lambda: packed(contact(begun(), SECOND, enforceable=False)),
        [("notEnforceable", "/failures/1/enforceable")],
    ),
    (
        "the first failure is an acceptable absence",
        lambda: packed(contact(begun(), FIRST, outcome=AppointmentOutcome.AAME)),
        [("notAFailure", "/failures/0/outcome")],
    ),
    (
        "the first failure has no outcome",
        lambda: packed(contact(begun(), FIRST, outcome=None)),
        [("notAFailure", "/failures/0/outcome"), ("outcomeMissing", "/summary/withoutOutcome")],
    ),
    (
        "an excuse was accepted for one who came",
        lambda: packed(contact(begun(), SECOND, excuse=ExcuseDecision.ACCEPTED)),
        [("excuseAccepted", "/failures/1/excuseDecision")],
    ),
    (
        "an excuse was accepted, and the absence is an acceptable one now",
        lambda: packed(
            begun(
                [
                    Story().excuse_decided(outcome=AppointmentOutcome.AAEM)
                    if event.event_type.endswith("excuse-decided.v1")
                    else event
                    for event in Story().in_order()
                ]
            )
        ),
        [("notAFailure", "/failures/1/outcome"), ("excuseAccepted", "/failures/1/excuseDecision")],
    ),
    (
        "a failure was used by a breach of another order",
        lambda: packed(after(earlier(datetime(2016, 8, 20, tzinfo=UTC), (FIRST,), named("another")))),
        [("usedBefore", "/failures/0/appointmentId")],
    ),
    (
        "a failure is from before the last breach of the order ended",
        lambda: packed(after(earlier(datetime(2016, 8, 20, tzinfo=UTC)))),
        [("beforeLastBreach", "/failures/0/at")],
    ),
    (
        "nothing proves the instruction",
        lambda: packed(contact(begun(), SECOND, instruction_proof=InstructionProof.NONE)),
        [("instructionNotProved", "/failures/1/instructionProof")],
    ),
    (
        "the contact log has lost a failure",
        lambda: contact(packed(), SECOND, appointment_id=named("lost")),
        [("notInTheLog", "/failures/1/appointmentId")],
    ),
    (
        "the contact log has another time now",
        lambda: contact(packed(), SECOND, at=datetime(2016, 9, 1, 9, 0, tzinfo=UTC)),
        [("contradictsTheLog", "/failures/1/at")],
    ),
    (
        "the contact log has another proof now",
        lambda: contact(packed(), FIRST, instruction_proof=InstructionProof.NONE),
        [("contradictsTheLog", "/failures/0/instructionProof")],
    ),
    (
        "a manager has corrected the outcome since",
        lambda: packed().model_copy(update={"known": then(Story().corrected(AppointmentOutcome.AFTC)).known}),
        [
            ("correctedSince", "/failures/0/outcome"),
            ("figuresHaveChanged", "/summary/rarDaysDelivered"),
            ("figuresHaveChanged", "/summary/attended"),
        ],
    ),
    (
        "an excuse has been decided since",
        lambda: contact(packed(contact(begun(), FIRST)), FIRST, excuse=ExcuseDecision.NOT_ACCEPTED),
        [("excuseDecidedSince", "/failures/0/excuseDecision")],
    ),
    (
        "the time for an excuse still runs",
        lambda: packed(without("excuse-decided.v1")),
        [("excuseUndecided", "/failures/1/excuseDecision")],
    ),
    (
        "nothing is known of an excuse",
        lambda: packed(contact(begun(), FIRST, excuse_until=None)),
        [("excuseUndecided", "/failures/0/excuseDecision")],
    ),
    (
        "no warning was sent",
        lambda: packed(without("letter-sent.v1")),
        [("neverWarned", "/letters"), ("failureWithoutLetter", "/failures/0/appointmentId")],
    ),
    (
        "the warning came after the last failure",
        lambda: packed(letter_of(date(2016, 9, 3))),
        [("neverWarned", "/letters")],
    ),
    (
        "the warning is older than twelve months",
        lambda: packed(letter_of(date(2015, 9, 1))),
        [("warningTooOld", "/letters/0/sentOn")],
    ),
    ("the warning is twelve months old to the day", lambda: packed(letter_of(date(2015, 9, 2))), []),
    (
        "a failure is older than failures are counted",
        lambda: packed(
            known(
                contact(begun(), FIRST, at=datetime(2015, 9, 4, 9, 0, tzinfo=UTC)),
                sentenced_at=datetime(2015, 6, 1, tzinfo=UTC),
            )
        ),
        [("failureTooOld", "/failures/0/at")],
    ),
    (
        "a community order cannot be activated",
        lambda: packed(recommendation=Recommendation.ACTIVATE),
        [("unlawfulRecommendation", "/recommendation")],
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
        [("unlawfulRecommendation", "/recommendation")],
    ),
    (
        "a past appointment has no outcome",
        lambda: packed(known(begun(), contacts=(*begun().case.contacts, UNKNOWN_CONTACT))),
        [("outcomeMissing", "/summary/withoutOutcome")],
    ),
    (
        "a contact is corrected that the pack counts",
        lambda: contact(packed(), ATTENDED, unpaid_work_minutes=60),
        [("figuresHaveChanged", "/summary/unpaidWorkMinutesCredited")],
    ),
    (
        "one document is attached twice",
        lambda: packed(attachments=(INSTRUCTION, LETTER)),
        [("attachmentRepeated", "/attachments/1/sha256")],
    ),
    (
        "an attachment is empty",
        lambda: packed(attachments=(EMPTY, INSTRUCTION)),
        [("attachmentEmpty", "/attachments/0/sha256")],
    ),
    (
        "the instructions on paper are not attached",
        lambda: packed(attachments=()),
        [
            ("instructionNotAttached", "/failures/0/instructionProof"),
            ("instructionNotAttached", "/failures/1/instructionProof"),
        ],
    ),
    ("the rationale is thin", lambda: packed(rationale="He was late."), [("rationaleThin", "/rationale")]),
    ("there is no rationale", lambda: packed(rationale=None), [("rationaleThin", "/rationale")]),
    ("progress is not described", lambda: packed(progress=None), [("progressMissing", "/progress")]),
    (
        "previous breaches are not listed",
        lambda: packed(previous_breaches=" "),
        [("previousBreachesMissing", "/previousBreaches")],
    ),
    (
        "those that are known need no listing",
        lambda: packed(after(earlier(datetime(2016, 7, 1, tzinfo=UTC))), previous_breaches=None),
        [],
    ),
]


@pytest.mark.parametrize(("pack", "faults"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE])
def test_each_rule_finds_its_fault_at_its_place(pack: Callable[[], Breach], faults: list[tuple[str, str]]) -> None:
    assert found(pack()) == faults


def test_every_rule_is_in_the_table_and_known_by_a_code_of_its_own() -> None:
    codes = [rule.code for rule in checker.RULES]
    assert len(set(codes)) == len(codes)
    assert {code for _, _, faults in TABLE for code, _ in faults} == set(codes)


def test_every_reason_is_found_by_a_rule_but_those_that_only_people_can_see() -> None:
    for_people = {ReturnReason.SPELLING_OR_LAYOUT, ReturnReason.WRONG_TEMPLATE}
    assert {rule.reason for rule in checker.RULES} == set(ReturnReason) - for_people


def test_a_late_referral_is_told_by_its_clock_and_not_refused() -> None:
    assert found(packed(), NOW + timedelta(days=60)) == []


def test_the_severity_is_the_reasons_own() -> None:
    (checked,) = check(packed(current_address=None, progress=None), Nothing(), BY_CRC).events
    told = checked.model_dump()["findings"]
    assert [(one["rule"], one["severity"]) for one in told] == [
        ("addressMissing", ReturnSeverity.FATAL),
        ("progressMissing", ReturnSeverity.MINOR),
    ]
    assert checked.model_dump()["passed"] is False
    assert all(rule.severity is rule.reason.severity for rule in checker.RULES)


def test_a_pack_with_minor_faults_only_passes() -> None:
    (checked,) = check(packed(progress=None), Nothing(), BY_CRC).events
    assert checked.model_dump()["passed"] is True


def test_the_nps_finds_on_receipt_what_the_crc_found_before_it_referred() -> None:
    prepared = packed(progress=None)
    referred = STATES[BreachState.REFERRED].model_copy(update={"packs": prepared.packs})
    assert found(prepared) == found(referred)


def test_the_author_may_say_what_the_excuse_was_and_not_what_was_decided() -> None:
    words = "Was ill that week."
    failures = tuple(FailureAsked(appointment_id=one, excuse=words) for one in (FIRST, SECOND))
    first, second = packed(failures=failures).pack.failures
    assert (first.excuse, first.excuse_decision) == (words, ExcuseDecision.NONE_GIVEN)
    assert (second.excuse_decision, second.excuse_given_on) == (ExcuseDecision.NOT_ACCEPTED, date(2016, 9, 3))


def test_every_line_of_a_failure_is_held_against_the_contact_log() -> None:
    assert {field.alias for field in ContactLine.model_fields.values()} == {
        "appointmentId", "kind", "at", "office", "outcome", "instructedBy", "instructionProof", "enforceable",
    }  # fmt: skip
