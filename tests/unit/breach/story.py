"""One person's case as the other services tell it, and the breach that follows: the material of the tests of breach."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid4, uuid5

from services.breach.domain.breaches import Breach
from services.breach.domain.countersigning import countersign
from services.breach.domain.court import PresentationAsked
from services.breach.domain.disputes import DisputeAsked
from services.breach.domain.exchange import Nothing
from services.breach.domain.findings import ReasonAsked
from services.breach.domain.hearing import hear
from services.breach.domain.initiating import initiate
from services.breach.domain.known_case import KnownCase
from services.breach.domain.outcome_asked import OutcomeAsked
from services.breach.domain.pack import Attachment, PackAsked
from shared.contracts.allocation import AllocationAccepted, AllocationDecided, CaseTransferred
from shared.contracts.court import InformationGap, InformationGapClosed, Requirement, RiskPicture, SentencePassed
from shared.contracts.crc import (
    AppointmentArranged,
    AppointmentOutcomeCorrected,
    AppointmentOutcomeRecorded,
    EnforcementDecided,
    ExcuseDecided,
    PlanAgreed,
    ResponsibleOfficerNamed,
    RiskReviewed,
    WarningLetterSent,
)
from shared.contracts.model import Actor, EventData
from shared.decisions import IdSource, Occasion
from shared.probation.calendar import due
from shared.probation.limits import LimitName
from shared.probation.vocabulary import (
    AllocationCause,
    AppointmentOutcome,
    AttachmentKind,
    BreachApplication,
    BreachOutcome,
    BreachPenalty,
    BreachState,
    BreachWithdrawalReason,
    CheckAnswer,
    CheckKind,
    ContactKind,
    CorrectionReason,
    Disposal,
    EnforcementDecision,
    ExcuseDecision,
    GapCause,
    GapClosure,
    InstructionProof,
    Need,
    NotEnforcedReason,
    Recommendation,
    RequirementKind,
    ReturnReason,
    RiskReviewCause,
    RoshDepth,
    RoshLevel,
    StaffGrade,
    TransferReason,
)

CRN = "X320741"
CRC, NPS, OTHER_CRC = "C17", "N07", "C01"
OFFICER, MANAGER, ENFORCER, THIRD = "C17A001", "C17M001", "N07E001", "N07S001"
NOW = datetime(2016, 9, 5, 9, 0, tzinfo=UTC)
"""The Monday on which the enforcement decision is made."""

SENTENCED = datetime(2016, 6, 6, 10, 0, tzinfo=UTC)


def named(name: str) -> UUID:
    """An identifier that is the same in every test."""
    return uuid5(NAMESPACE_OID, name)


SENTENCE, DECISION, ABUSE_GAP, CHILD_GAP = map(named, ("sentence", "decision", "abuse gap", "child gap"))
ATTENDED, FIRST, SECOND, LETTER = map(named, ("attended", "first failure", "second failure", "letter"))


class FreshIds(IdSource):
    def __call__(self) -> UUID:
        return uuid4()


def occasion(organisation: str = CRC, officer: str | None = OFFICER, now: datetime = NOW) -> Occasion:
    return Occasion(now=now, actor=Actor(organisation=organisation, officer=officer), new_id=FreshIds())


BY_CRC, BY_NPS, BY_THIRD = occasion(), occasion(NPS, ENFORCER), occasion(NPS, THIRD)
BY_MANAGER = occasion(CRC, MANAGER)
INSTRUCTION = Attachment(kind=AttachmentKind.INSTRUCTION, reference="DOC-1", name="instructions.pdf", sha256="9f" * 32)


def _common(organisation: str, sentence: UUID, crn: str) -> dict[str, Any]:
    return {
        "crn": crn,
        "detail_url": "http://elsewhere.test/it",
        "recorded_by": Actor(organisation=organisation),
        "sentence_id": sentence,
    }


class Story:
    """The events of one person. Each method makes one; `told()` is all of them by topic, each topic in its order."""

    def __init__(self, crn: str = CRN, sentence: UUID = SENTENCE, decision: UUID = DECISION, prefix: str = "") -> None:
        self.crn, self.sentence, self.decision, self.prefix = crn, sentence, decision, prefix

    def id(self, given: UUID) -> UUID:
        return uuid5(given, self.prefix) if self.prefix else given

    def sentence_passed(self, **changes: Any) -> SentencePassed:
        facts: dict[str, Any] = {
            "event_number": 1,
            "report_id": None,
            "court_code": "B01CN",
            "division": NPS,
            "area_crc": CRC,
            "sentenced_at": SENTENCED,
            "disposal": Disposal.COMMUNITY_ORDER,
            "order_ends_on": date(2017, 6, 5),
            "requirements": (
                Requirement(kind=RequirementKind.REHABILITATION_ACTIVITY, amount=20, unit="days", need=Need.ALCOHOL),
                Requirement(kind=RequirementKind.UNPAID_WORK, amount=80, unit="hours"),
            ),
            "risk": RiskPicture(rosh_level=RoshLevel.MEDIUM, rosh_depth=RoshDepth.SCREENING, rsr=Decimal("2.41")),
            "gaps": tuple(
                InformationGap(
                    gap_id=self.id(gap), cause=cause, check_kind=kind, bears_on=(), due_at=SENTENCED + timedelta(days=7)
                )
                for gap, cause, kind in (
                    (ABUSE_GAP, GapCause.CHECK_UNANSWERED, CheckKind.DOMESTIC_ABUSE),
                    (CHILD_GAP, GapCause.CHECK_NEVER_REQUESTED, CheckKind.CHILD_SAFEGUARDING),
                )
            ),
        }
        return SentencePassed(**_common(NPS, self.sentence, self.crn), **{**facts, **changes})

    def gap_closed(self) -> InformationGapClosed:
        return InformationGapClosed(
            **_common(NPS, self.sentence, self.crn),
            gap_id=self.id(ABUSE_GAP),
            cause=GapCause.CHECK_UNANSWERED,
            check_kind=CheckKind.DOMESTIC_ABUSE,
            closure=GapClosure.LATE_ANSWER,
            answer=CheckAnswer.INFORMATION,
            risk=RiskPicture(rosh_level=RoshLevel.MEDIUM, rsr=Decimal("2.41"), domestic_abuse=True),
            open_gaps=(self.id(CHILD_GAP),),
        )

    def allocation_decided(self, receiving: str) -> AllocationDecided:
        return AllocationDecided(
            **_common(NPS, self.sentence, self.crn),
            number=1,
            cause=AllocationCause.SENTENCE,
            event_number=1,
            receiving_provider=receiving,
            division=NPS,
            provisional=False,
            criteria=(),
            gaps=(self.id(ABUSE_GAP), self.id(CHILD_GAP)),
            rules_version="2016-06-01",
            risk_held_by=NPS,
        )

    def allocation_accepted(self) -> AllocationAccepted:
        return AllocationAccepted(
            **_common(CRC, self.sentence, self.crn),
            event_number=1,
            provider=CRC,
            division=NPS,
            allocated_at=SENTENCED + timedelta(days=1),
            provisional=True,
            gaps=(self.id(ABUSE_GAP), self.id(CHILD_GAP)),
            risk_held_by=CRC,
        )

    def transferred(self) -> CaseTransferred:
        return CaseTransferred(
            **_common(NPS, self.sentence, self.crn),
            event_number=1,
            from_provider=CRC,
            to_provider=NPS,
            reason=TransferReason.RISK_ESCALATION,
            escalation_id=None,
            risk_held_by=NPS,
        )

    def officer_named(self) -> ResponsibleOfficerNamed:
        return ResponsibleOfficerNamed(
            supervised_by=None,
            caseload=1,
            handed_over_by=None,
            handover_reason=None,
            **_common(CRC, self.sentence, self.crn),
            provider=CRC,
            officer=OFFICER,
            grade=StaffGrade.PO,
        )

    def plan_agreed(self) -> PlanAgreed:
        return PlanAgreed(
            number=1,
            objectives=(),
            needs_without_objective=(),
            **_common(CRC, self.sentence, self.crn),
            plan_id=named("plan"),
            rar_days_ordered=20,
            rar_days_planned=15,
            purposes=(Need.ALCOHOL,),
        )

    def _appointment(self, appointment: UUID, at: datetime, **changes: Any) -> dict[str, Any]:
        facts = {
            "appointment_id": self.id(appointment),
            "kind": ContactKind.REHABILITATION_ACTIVITY,
            "at": at,
            "office": "N07DTX office",
            "instructed_by": OFFICER,
            "instruction_proof": InstructionProof.LETTER,
            "enforceable": True,
            "rar": True,
        }
        return {**_common(CRC, self.sentence, self.crn), **facts, **changes}

    def arranged(self, appointment: UUID, at: datetime, **changes: Any) -> AppointmentArranged:
        return AppointmentArranged(
            face_to_face=True, objective_id=None, purpose=None, **self._appointment(appointment, at, **changes)
        )

    def outcome(
        self, appointment: UUID, at: datetime, outcome: AppointmentOutcome, **changes: Any
    ) -> AppointmentOutcomeRecorded:
        facts = self._appointment(appointment, at, **changes)
        failed = facts["enforceable"] and outcome.counts_as_failure
        return AppointmentOutcomeRecorded(
            face_to_face=True,
            purpose=None,
            unpaid_work_minutes=None,
            excuse_until=due(LimitName.EXCUSE_WINDOW, at) if failed else None,
            **facts,
            outcome=outcome,
            failures_in_12_months=0,
        )

    def excuse_decided(
        self, appointment: UUID = SECOND, outcome: AppointmentOutcome = AppointmentOutcome.UAAB
    ) -> ExcuseDecided:
        """Not accepted, unless the outcome is another now."""
        accepted = not outcome.counts_as_failure
        return ExcuseDecided(
            **_common(CRC, self.sentence, self.crn),
            appointment_id=self.id(appointment),
            given_on=date(2016, 9, 3),
            decision=ExcuseDecision.ACCEPTED if accepted else ExcuseDecision.NOT_ACCEPTED,
            outcome=outcome,
            failures_in_12_months=1 if accepted else 2,
        )

    def corrected(self, outcome: AppointmentOutcome, appointment: UUID = FIRST) -> AppointmentOutcomeCorrected:
        """A manager has recorded the outcome anew."""
        return AppointmentOutcomeCorrected(
            **_common(CRC, self.sentence, self.crn),
            appointment_id=self.id(appointment),
            number=2,
            before=AppointmentOutcome.UAAB,
            outcome=outcome,
            unpaid_work_minutes=None,
            excuse_until=None,
            reason=CorrectionReason.EVIDENCE_ARRIVED,
            manager=MANAGER,
            failures_in_12_months=1,
        )

    def letter_sent(self, on: date = date(2016, 8, 16)) -> WarningLetterSent:
        return WarningLetterSent(
            **_common(CRC, self.sentence, self.crn),
            appointment_id=self.id(FIRST),
            letter_id=self.id(LETTER),
            sent_on=on,
        )

    def risk_reviewed(self, rosh: RoshLevel = RoshLevel.MEDIUM) -> RiskReviewed:
        return RiskReviewed(
            changes=(),
            register_type=None,
            **_common(CRC, self.sentence, self.crn),
            review_id=named("review"),
            cause=RiskReviewCause.LATE_ANSWER,
            rosh_before=RoshLevel.LOW,
            rosh_after=rosh,
            officer=OFFICER,
        )

    def decided(self, decision: EnforcementDecision = EnforcementDecision.BREACH) -> EnforcementDecided:
        breach = decision is EnforcementDecision.BREACH
        return EnforcementDecided(
            failures_in_12_months=2,
            **_common(CRC, self.sentence, self.crn),
            decision_id=self.decision,
            provider=CRC,
            decision=decision,
            reason=None if breach else NotEnforcedReason.HEALTH_CRISIS,
            manager=MANAGER,
            failures=(self.id(FIRST), self.id(SECOND)),
            aware_at=NOW,
        )

    def told(self) -> tuple[list[EventData], list[EventData], list[EventData]]:
        """The topics of court, allocation and crc, each in its own order."""
        first, second = datetime(2016, 8, 15, 9, 30, tzinfo=UTC), datetime(2016, 9, 2, 14, 0, tzinfo=UTC)
        attended = datetime(2016, 7, 4, 9, 0, tzinfo=UTC)
        court: list[EventData] = [self.sentence_passed(), self.gap_closed()]
        allocation: list[EventData] = [self.allocation_accepted()]
        crc: list[EventData] = [
            self.officer_named(),
            self.arranged(ATTENDED, attended),
            self.outcome(ATTENDED, attended, AppointmentOutcome.ATTC),
            self.plan_agreed(),
            self.risk_reviewed(),
            self.arranged(FIRST, first),
            self.outcome(FIRST, first, AppointmentOutcome.UAAB),
            self.letter_sent(),
            self.arranged(SECOND, second),
            self.outcome(SECOND, second, AppointmentOutcome.UAAB),
            self.excuse_decided(),
            self.decided(),
        ]
        return court, allocation, crc

    def in_order(self) -> list[EventData]:
        return [event for topic in self.told() for event in topic]


def known_from(events: Iterable[EventData], at: datetime = NOW) -> KnownCase:
    """What is known after these events, with the breaches begun that could be."""
    known: KnownCase | None = None
    for event in events:
        known, _ = initiate(hear(known, event, at), BY_CRC)
    assert known is not None
    return known


def begun(events: Iterable[EventData] | None = None, **changes: Any) -> Breach:
    """The breach as it is when a pack can be prepared."""
    known: KnownCase | None = None
    breaches: list[Breach] = []
    for event in Story().in_order() if events is None else events:
        known, decisions = initiate(hear(known, event, NOW), BY_CRC)
        breaches += [decision.state for decision in decisions]
    assert known is not None
    (breach,) = breaches
    return breach.model_copy(update={"known": (known,), **changes})


def asked(**changes: Any) -> PackAsked:
    """A pack with nothing to be found in it."""
    words: dict[str, Any] = {
        "court_code": "B01CN",
        "current_address": "1 Example Street, London",
        "recommendation": Recommendation.CONTINUE,
        "rationale": "Both failures came in a month of crisis; work on alcohol had begun well and can go on.",
        "risk_summary": "Children's services were asked and have not answered; no child lives at the address.",
        "progress": "Three sessions of alcohol work were attended.",
        "previous_breaches": "There were none.",
        "attachments": (INSTRUCTION,),
    }
    return PackAsked(**{**words, **changes})


def signed(breach: Breach, by: Occasion = BY_MANAGER) -> Breach:
    """The newest version has been countersigned."""
    return countersign(breach, Nothing(), by).state


FATAL = (ReasonAsked(reason=ReturnReason.NO_CURRENT_ADDRESS, place="/currentAddress"),)
MINOR = (ReasonAsked(reason=ReturnReason.SPELLING_OR_LAYOUT, place="/rationale"),)
PRESENTED = PresentationAsked(court_code="B01CN", application=BreachApplication.SUMMONS)
FINED = OutcomeAsked(
    state=BreachState.PROVEN, outcome=BreachOutcome.CONTINUE, penalty=BreachPenalty.FINE, fine_amount=100
)
WITHDRAWN = OutcomeAsked(state=BreachState.WITHDRAWN, withdrawal_reason=BreachWithdrawalReason.EVIDENCE_INSUFFICIENT)
DISPUTED = DisputeAsked(reasons=(1,), grounds="The address is on the first page.")


def at(moment: datetime, who: Occasion) -> Occasion:
    return replace(who, now=moment)
