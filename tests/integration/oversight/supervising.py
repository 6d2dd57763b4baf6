"""What is told while the CRC supervises: what was read, contact, the late answer, two failures and their breach."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from shared.contracts import allocation, breach, court, crc
from shared.contracts.model import ClockChange, Obligation
from shared.probation.calendar import due
from shared.probation.limits import LimitName
from shared.probation.vocabulary import (
    AllocationCause,
    AllocationState,
    AppointmentOutcome,
    BreachApplication,
    BreachOutcome,
    BreachPenalty,
    BreachState,
    CheckAnswer,
    CheckKind,
    ContactKind,
    EnforcementDecision,
    InstructionProof,
    Need,
    Recommendation,
    ReturnReason,
    ReturnSeverity,
    RiskReviewCause,
    RoshLevel,
    StaffGrade,
)
from tests.integration.oversight.story import (
    CRC,
    DOMESTIC_ABUSE,
    ENFORCEMENT,
    MANAGER,
    NPS,
    OFFICER,
    ROSH,
    SAFEGUARDING,
    Story,
    Told,
    at,
    cancelled,
    met,
    started,
)

SUMMONS = BreachApplication.SUMMONS


def opening(story: Story, accepted: Told, gap_ids: Sequence[UUID]) -> None:
    read_by, first = due(LimitName.GAP_ACKNOWLEDGED, at(1, 13)), due(LimitName.FIRST_APPOINTMENT_COMMUNITY, at(1, 13))
    story.tell(
        crc.CaseOpened,
        at(2, 9),
        CRC,
        started(Obligation.OFFICER_NAMED, story.sentence_id, read_by, "C17"),
        *(started(Obligation.GAP_ACKNOWLEDGED, gap_id, read_by, "C17") for gap_id in gap_ids),
        started(Obligation.FIRST_APPOINTMENT, story.sentence_id, first, "C17"),
        because=accepted,
        provider="C17",
        provisional=True,
        gaps_to_read=tuple(gap_ids),
    )
    named = met(Obligation.OFFICER_NAMED, story.sentence_id)
    story.tell(
        crc.ResponsibleOfficerNamed,
        at(3, 8),
        MANAGER,
        named,
        provider="C17",
        officer="C17A101",
        grade=StaffGrade.PO,
        supervised_by=None,
        caseload=37,
        handed_over_by=None,
        handover_reason=None,
    )
    for name in (DOMESTIC_ABUSE, SAFEGUARDING):
        read = met(Obligation.GAP_ACKNOWLEDGED, story.id(name))
        story.tell(crc.GapAcknowledged, at(3, 10), OFFICER, read, gap_id=story.id(name), officer="C17A101")
    story.tell(
        crc.GapAcknowledgementOverdue,
        read_by + timedelta(microseconds=1),
        CRC,
        obligation=Obligation.GAP_ACKNOWLEDGED,
        subject_id=story.id(ROSH),
        owner="C17",
        due_at=read_by,
    )
    plan_due = due(LimitName.INITIAL_PLAN, at(7, 9))
    appointment(
        story,
        "first",
        7,
        AppointmentOutcome.ATTC,
        0,
        ContactKind.OFFICER_APPOINTMENT,
        met(Obligation.FIRST_APPOINTMENT, story.sentence_id),
        started(Obligation.INITIAL_PLAN, story.sentence_id, plan_due, "C17"),
    )
    story.tell(
        crc.PlanAgreed,
        at(8, 10),
        OFFICER,
        met(Obligation.INITIAL_PLAN, story.sentence_id),
        plan_id=story.id("plan"),
        number=1,
        objectives=(),
        needs_without_objective=(),
        rar_days_ordered=20,
        rar_days_planned=20,
        purposes=(Need.RELATIONSHIPS, Need.THINKING_AND_BEHAVIOUR),
    )


def appointment(
    story: Story,
    name: str,
    day: int,
    outcome: AppointmentOutcome,
    failures: int,
    kind: ContactKind = ContactKind.REHABILITATION_ACTIVITY,
    *clocks: ClockChange,
) -> None:
    facts: dict[str, Any] = {
        "appointment_id": story.id(name),
        "kind": kind,
        "at": at(day, 9),
        "office": "Croydon",
        "instructed_by": "C17A101",
        "instruction_proof": InstructionProof.LETTER,
        "enforceable": True,
        "rar": kind.can_make_a_rar_day,
        "face_to_face": True,
        "purpose": None,
    }
    story.tell(crc.AppointmentArranged, at(day - 3, 14), OFFICER, **facts, objective_id=None)
    story.tell(
        crc.AppointmentOutcomeRecorded,
        at(day, 9, 45),
        OFFICER,
        *clocks,
        **facts,
        outcome=outcome,
        unpaid_work_minutes=None,
        excuse_until=due(LimitName.EXCUSE_WINDOW, at(day, 9)) if outcome.counts_as_failure else None,
        failures_in_12_months=failures,
    )


def supervision(story: Story, closed: Told) -> None:
    story.tell(
        allocation.AllocationReviewed,
        at(8, 15),
        NPS,
        because=closed,
        number=2,
        occasion=AllocationCause.LATE_INFORMATION,
        gap_id=story.id(DOMESTIC_ABUSE),
        result=AllocationState.PROVISIONAL,
        cause=None,
        provisional=True,
        criteria=(),
        open_gaps=(story.id(SAFEGUARDING), story.id(ROSH)),
        provider="C17",
        proposed_provider="C17",
        risk_held_by="C17",
    )
    review = story.id("review")
    story.tell(
        crc.LateAnswerReceived,
        at(8, 15),
        CRC,
        started(Obligation.RISK_REVIEW, review, due(LimitName.RISK_REVIEW_REQUIRED, at(8, 15)), "C17"),
        because=closed,
        gap_id=story.id(DOMESTIC_ABUSE),
        check_kind=CheckKind.DOMESTIC_ABUSE,
        answer=CheckAnswer.INFORMATION,
        review_id=review,
    )
    answered_by = due(LimitName.CHECK_AFTER_SENTENCE, at(1, 13))
    for name in (SAFEGUARDING, ROSH):
        story.tell(
            court.InformationGapOverdue,
            answered_by + timedelta(microseconds=1),
            NPS,
            obligation=Obligation.GAP_ANSWERED,
            subject_id=story.id(name),
            owner="N07",
            due_at=answered_by,
        )
    story.tell(
        crc.RiskReviewed,
        at(9, 9),
        OFFICER,
        met(Obligation.RISK_REVIEW, review),
        review_id=review,
        cause=RiskReviewCause.LATE_ANSWER,
        rosh_before=RoshLevel.MEDIUM,
        rosh_after=RoshLevel.MEDIUM,
        changes=(),
        register_type=None,
        officer="C17A101",
    )
    letter = due(LimitName.WARNING_LETTER, at(21, 9))
    letter_owed = started(Obligation.WARNING_LETTER, story.id("missed"), letter, "C17")
    kind = ContactKind.REHABILITATION_ACTIVITY
    appointment(story, "missed", 21, AppointmentOutcome.UAAB, 1, kind, letter_owed)
    story.tell(
        crc.WarningLetterSent,
        letter + timedelta(hours=10),  # a day late
        OFFICER,
        met(Obligation.WARNING_LETTER, story.id("missed")),
        appointment_id=story.id("missed"),
        letter_id=story.id("letter"),
        sent_on=(letter + timedelta(hours=10)).date(),
    )


def breach_back_and_forth(story: Story) -> None:
    appointment(story, "again", 35, AppointmentOutcome.UAAB, 2)
    failures, decision = (story.id("missed"), story.id("again")), story.id("decision")
    decide_by = due(LimitName.ENFORCEMENT_DECISION, at(35, 9, 45))
    story.tell(
        crc.EnforcementDecisionDue,
        at(35, 9, 45),
        CRC,
        started(Obligation.ENFORCEMENT_DECISION, decision, decide_by, "C17"),
        decision_id=decision,
        failures=failures,
        failures_in_12_months=2,
        aware_at=at(35, 9, 45),
    )
    decided = story.tell(
        crc.EnforcementDecided,
        at(35, 15),
        OFFICER,
        met(Obligation.ENFORCEMENT_DECISION, decision),
        decision_id=decision,
        provider="C17",
        decision=EnforcementDecision.BREACH,
        reason=None,
        manager="C17S201",
        failures=failures,
        failures_in_12_months=2,
        aware_at=at(35, 9, 45),
    )
    both: dict[str, Any] = {"provider": "C17", "division": "N07"}
    pack = story.id("breach")
    refer_by = due(LimitName.BREACH_REFERRAL, at(35, 9, 45))
    begun = started(Obligation.BREACH_REFERRED, pack, refer_by, "C17")
    story.tell(
        breach.BreachInitiated, at(35, 15), CRC, begun, because=decided, **both, decision_id=decision, failures=failures
    )
    minor = breach.Finding(
        rule=None, reason=ReturnReason.SPELLING_OR_LAYOUT, place="/rationale", severity=ReturnSeverity.MINOR
    )
    fatal = breach.Finding(
        rule=None, reason=ReturnReason.NO_CURRENT_ADDRESS, place="/currentAddress", severity=ReturnSeverity.FATAL
    )
    advice: dict[str, Any] = {
        "first_recommendation": Recommendation.MORE_ONEROUS,
        "recommendation": Recommendation.MORE_ONEROUS,
    }
    for version, day, passed, findings in ((1, 36, False, (fatal,)), (2, 37, True, (minor,))):
        story.tell(breach.PackPrepared, at(day, 9), OFFICER, version=version, author="C17A101", attachments=0, **advice)
        story.tell(breach.PackChecked, at(day, 9), OFFICER, version=version, passed=passed, findings=findings)
    referral, resubmission = (
        due(LimitName.BREACH_PRESENTED_REFERRED, at(37, 9)),
        due(LimitName.PACK_RESUBMITTED, at(38, 13)),
    )
    presenting = started(Obligation.BREACH_PRESENTED, pack, referral, "N07")
    referred = met(Obligation.BREACH_REFERRED, pack)
    story.tell(breach.BreachReferred, at(37, 9, 30), OFFICER, referred, presenting, version=2, **both)
    no_more, again = (
        cancelled(Obligation.BREACH_PRESENTED, pack),
        started(Obligation.PACK_RESUBMITTED, pack, resubmission, "C17"),
    )
    story.tell(breach.PackReturned, at(38, 13), ENFORCEMENT, no_more, again, version=2, reasons=(fatal,), **both)
    anew = started(Obligation.BREACH_PRESENTED, pack, due(LimitName.BREACH_PRESENTED_REFERRED, at(42, 9)), "N07")
    back = met(Obligation.PACK_RESUBMITTED, pack)
    story.tell(breach.BreachReferred, at(42, 9), OFFICER, back, anew, version=3, **both)
    story.tell(breach.PackAccepted, at(42, 14), ENFORCEMENT, version=3, corrections=(minor,))
    presented = met(Obligation.BREACH_PRESENTED, pack)
    story.tell(breach.BreachPresented, at(43, 10), ENFORCEMENT, presented, court_code="CROYMC", application=SUMMONS)
    story.tell(breach.ProcessIssued, at(44, 10), ENFORCEMENT, state=BreachState.SUMMONS_ISSUED)
    concluded = story.tell(
        breach.BreachConcluded,
        at(56, 12),
        ENFORCEMENT,
        state=BreachState.PROVEN,
        outcome=BreachOutcome.CONTINUE,
        penalty=BreachPenalty.NONE,
        order_after=None,
        order_ends=False,
        ended_on=None,
        withdrawal_reason=None,
        recommendation_followed=False,
        **both,
        **advice,
    )
    story.tell(crc.FailureCountReset, at(56, 12), CRC, because=concluded)
