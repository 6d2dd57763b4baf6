"""One whole case across the split: sentence without knowing all, supervision, breach, and the risk that rises."""

from typing import Any

from shared.contracts import allocation, court, crc
from shared.contracts.model import Obligation
from shared.probation.calendar import due, end_of_day
from shared.probation.limits import LimitName
from shared.probation.vocabulary import (
    Agency,
    AllocationCause,
    AllocationCriterion,
    CheckAnswer,
    CheckKind,
    CheckState,
    Disposal,
    EscalationDecision,
    EscalationTrigger,
    GapCause,
    GapClosure,
    Need,
    PersonAtRisk,
    ReportType,
    RequirementKind,
    RoshDepth,
    RoshLevel,
    StaffGrade,
    TransferReason,
)
from tests.integration.oversight.story import (
    ALLOCATION,
    COURT,
    CRC,
    DOMESTIC_ABUSE,
    MANAGER,
    NPS,
    OFFICER,
    POLICE,
    ROSH,
    SAFEGUARDING,
    Story,
    Told,
    at,
    cancelled,
    met,
    started,
)
from tests.integration.oversight.supervising import breach_back_and_forth, opening, supervision


def journey(crn: str = "X320741") -> Story:
    """From an oral report without its checks, over a breach that went back and forth, to the transfer to the NPS."""
    story = Story(crn)
    closed = court_and_allocation(story)
    supervision(story, closed)
    breach_back_and_forth(story)
    escalation_to_the_nps(story)
    return story


def court_and_allocation(story: Story) -> Told:
    report: dict[str, Any] = {"report_id": story.id("report")}
    check = story.id("check")
    tomorrow = end_of_day(at(1, 12))
    story.tell(
        court.ReportRequested,
        at(0, 9),
        COURT,
        started(Obligation.REPORT_DELIVERED, story.id("report"), tomorrow, "N07"),
        **report,
        court_code="CROYMC",
        division="N07",
        team="N07DTX",
        requested_type=ReportType.ORAL,
        court_date=at(1, 9).date(),
    )
    asked: dict[str, Any] = {**report, "check_id": check, "check_kind": CheckKind.DOMESTIC_ABUSE}
    owed = started(Obligation.CHECK_ANSWERED, check, tomorrow, "N07")
    story.tell(court.CheckRequested, at(0, 9, 5), COURT, owed, **asked, asked_of=Agency.POLICE)
    risk = court.RiskPicture(rosh_level=RoshLevel.MEDIUM, rosh_depth=RoshDepth.SCREENING)
    story.tell(
        court.ReportCompleted,
        at(1, 9, 30),
        COURT,
        met(Obligation.REPORT_DELIVERED, story.id("report")),
        **report,
        requested_type=ReportType.ORAL,
        delivered_type=ReportType.ORAL,
        author="N07B960",
        author_grade=StaffGrade.PSO,
        countersigned_by=None,
        checks={CheckKind.DOMESTIC_ABUSE: CheckState.REQUESTED},
        risk=risk,
        complete=False,
        missing=(GapCause.CHECK_UNANSWERED, GapCause.CHECK_NEVER_REQUESTED, GapCause.ROSH_NOT_FULLY_ASSESSED),
        needed=6,
        had=3,
    )
    sentenced, answer_due = at(1, 13), due(LimitName.CHECK_AFTER_SENTENCE, at(1, 13))
    gaps = tuple(
        court.InformationGap(
            gap_id=story.id(name),
            cause=cause,
            check_kind=kind,
            bears_on=(AllocationCriterion.ROSH_HIGH_OR_VERY_HIGH,),
            due_at=answer_due,
        )
        for name, cause, kind in (
            (DOMESTIC_ABUSE, GapCause.CHECK_UNANSWERED, CheckKind.DOMESTIC_ABUSE),
            (SAFEGUARDING, GapCause.CHECK_NEVER_REQUESTED, CheckKind.CHILD_SAFEGUARDING),
            (ROSH, GapCause.ROSH_NOT_FULLY_ASSESSED, None),
        )
    )
    passed = story.tell(
        court.SentencePassed,
        sentenced,
        COURT,
        *(started(Obligation.GAP_ANSWERED, gap.gap_id, answer_due, "N07") for gap in gaps),
        cancelled(Obligation.CHECK_ANSWERED, check),
        **report,
        court_code="CROYMC",
        division="N07",
        area_crc="C17",
        sentenced_at=sentenced,
        disposal=Disposal.COMMUNITY_ORDER,
        order_ends_on=at(549, 9).date(),
        requirements=(
            court.Requirement(
                kind=RequirementKind.REHABILITATION_ACTIVITY, amount=20, unit="days", need=Need.RELATIONSHIPS
            ),
            court.Requirement(kind=RequirementKind.UNPAID_WORK, amount=80, unit="hours"),
        ),
        risk=risk,
        gaps=gaps,
    )
    gap_ids = tuple(gap.gap_id for gap in gaps)
    decided = due(LimitName.ALLOCATION_DECISION, sentenced)
    story.tell(
        allocation.AllocationDecided,
        sentenced,  # in the same microsecond as the sentence that it answers
        NPS,
        met(Obligation.ALLOCATION_DECIDED, story.sentence_id, due_at=decided, owner="N07"),
        because=passed,
        number=1,
        cause=AllocationCause.SENTENCE,
        receiving_provider="C17",
        division="N07",
        provisional=True,
        criteria=(
            allocation.CriterionFinding(
                criterion=AllocationCriterion.ROSH_HIGH_OR_VERY_HIGH,
                value=None,
                known=False,
                source="court report",
                nps_keeps=None,
            ),
        ),
        gaps=gap_ids,
        rules_version="2014-06-01",
        risk_held_by="N07",
    )
    accepted = story.tell(
        allocation.AllocationAccepted,
        at(2, 9),
        MANAGER,
        provider="C17",
        division="N07",
        allocated_at=sentenced,
        provisional=True,
        gaps=gap_ids,
        risk_held_by="C17",
    )
    opening(story, accepted, gap_ids)
    story.tell(
        court.CheckAnswered,
        at(8, 15),
        POLICE,
        **asked,
        answer=CheckAnswer.INFORMATION,
        late=True,
        sentence_id=story.sentence_id,
        gap_id=story.id(DOMESTIC_ABUSE),
    )
    return story.tell(
        court.InformationGapClosed,
        at(8, 15),
        POLICE,
        met(Obligation.GAP_ANSWERED, story.id(DOMESTIC_ABUSE)),
        gap_id=story.id(DOMESTIC_ABUSE),
        cause=GapCause.CHECK_UNANSWERED,
        check_kind=CheckKind.DOMESTIC_ABUSE,
        closure=GapClosure.LATE_ANSWER,
        check_id=check,
        answer=CheckAnswer.INFORMATION,
        risk=risk,
        open_gaps=gap_ids[1:],
    )


def escalation_to_the_nps(story: Story) -> None:
    escalation = story.id("escalation")
    raised = story.tell(
        crc.RiskEscalated,
        at(63, 10, 20),
        OFFICER,
        escalation_id=escalation,
        provider="C17",
        trigger=EscalationTrigger.DOMESTIC_ABUSE_CALL_OUT,
        rosh_before=RoshLevel.MEDIUM,
        rosh_after=RoshLevel.HIGH,
        who_is_at_risk=(PersonAtRisk.KNOWN_ADULT,),
        imminent=True,
        phone_call=crc.PhoneCall(at=at(63, 10), spoken_to="N07A210"),
        agreed_by_manager="C17S201",
        risk_held_by="C17",
    )
    today = due(LimitName.ESCALATION_DECISION_IMMINENT, at(63, 10, 20))
    story.tell(
        allocation.EscalationReceived,
        at(63, 10, 20),
        NPS,
        started(Obligation.ESCALATION_DECIDED, escalation, today, "N07"),
        because=raised,
        escalation_id=escalation,
        from_provider="C17",
        imminent=True,
        risk_held_by="C17",
    )
    story.tell(
        allocation.EscalationDecided,
        at(63, 15),
        ALLOCATION,
        met(Obligation.ESCALATION_DECIDED, escalation),
        escalation_id=escalation,
        from_provider="C17",
        decision=EscalationDecision.ACCEPTED,
        risk_held_by="N07",
    )
    moved = story.tell(
        allocation.CaseTransferred,
        at(63, 15),
        ALLOCATION,
        escalation_id=escalation,
        from_provider="C17",
        to_provider="N07",
        reason=TransferReason.RISK_ESCALATION,
        days_at_risk=0,
        risk_held_by="N07",
    )
    unread = cancelled(Obligation.GAP_ACKNOWLEDGED, story.id(ROSH))
    story.tell(crc.CaseClosed, at(63, 15), CRC, unread, because=moved, provider="C17", transferred_to="N07")
