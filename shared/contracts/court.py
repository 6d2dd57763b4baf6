"""What the court service tells the world: reports, pre-sentence checks, the sentence, and what was missing at it."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from shared.contracts.model import Contract, EventData, Obligation, Overdue
from shared.probation.identifiers import EventNumber, OfficerCode, ProviderCode, TeamCode
from shared.probation.vocabulary import (
    AdjournmentReason,
    Agency,
    AllocationCriterion,
    AmendmentCause,
    AppealOutcome,
    CheckAnswer,
    CheckKind,
    CheckState,
    Disposal,
    GapCause,
    GapClosure,
    Need,
    ProposalDifference,
    ReportType,
    ReportWithdrawalReason,
    RequirementKind,
    RevocationCause,
    RoshDepth,
    RoshLevel,
    Source,
    StaffGrade,
)

Rsr = Annotated[Decimal, Field(ge=0, le=100, max_digits=5, decimal_places=2, examples=["2.41"])]
"""Risk of Serious Recidivism: the likelihood, in per cent, of a seriously harmful reoffence within two years."""


Ogrs3 = Annotated[int, Field(ge=0, le=100, examples=[47])]
"""Offender Group Reconviction Scale, version 3: the likelihood, in per cent, of reconviction within two years."""


class RiskPicture(Contract):
    """What was known of the risk when the court sentenced. `None` is "not known"; it is never "no" (¶11)."""

    rosh_level: RoshLevel | None = None
    rosh_depth: RoshDepth | None = None
    rsr: Rsr | None = None
    ogrs3: Ogrs3 | None = None
    mappa_eligible: bool | None = None
    subject_to_deportation: bool | None = None
    public_interest: bool | None = None
    deferred_sentence: bool | None = None
    domestic_abuse: bool | None = None
    child_safeguarding: bool | None = None


class Requirement(Contract):
    """One requirement of the order as the court made it; `amount` is in the unit that the kind is counted in."""

    kind: RequirementKind
    amount: Annotated[int, Field(ge=1, examples=[20])]
    unit: Literal["days", "hours", "months", "hoursADay"]
    months: Annotated[int, Field(ge=1, le=999)] | None = Field(
        default=None, description="Length of a curfew, whose amount is in hours a day."
    )
    need: Need | None = None
    intervention: Annotated[str, Field(max_length=40, pattern=r"^[^\x00-\x1f]*$")] | None = None


class InformationGap(Contract):
    """Something that a full assessment needs and that the sentence did not have (¶11)."""

    gap_id: UUID
    cause: GapCause
    check_kind: CheckKind | None = None
    source: Source | None = Field(default=None, description="The source that was not consulted, where that is the gap.")
    bears_on: tuple[AllocationCriterion, ...] = Field(
        description="The allocation criteria that the answer could change."
    )
    due_at: AwareDatetime


class ReportRequested(EventData, name="probation.court.report-requested.v1"):
    """The court has asked for a pre-sentence report."""

    report_id: UUID
    court_code: str
    division: ProviderCode
    team: TeamCode
    requested_type: ReportType
    court_date: date


class ReportAuthorNamed(EventData, name="probation.court.report-author-named.v1"):
    """The report has its author: whether the author is trained for it is recorded, not assumed (¶12)."""

    report_id: UUID
    author: OfficerCode
    grade: StaffGrade
    trained: bool
    countersignature_needed: bool


class ReportAdjourned(EventData, name="probation.court.report-adjourned.v1"):
    """The court has put the case off, and may want an addendum to the report that it has."""

    report_id: UUID
    court_date: date = Field(description="The new date.")
    reason: AdjournmentReason
    addendum_wanted: bool


class ReportWithdrawn(EventData, name="probation.court.report-withdrawn.v1"):
    """Nobody wants the report any more, and nobody waits for its checks."""

    report_id: UUID
    reason: ReportWithdrawalReason


class CheckRequested(EventData, name="probation.court.check-requested.v1"):
    """A pre-sentence check has been asked of the agency that can answer it."""

    report_id: UUID
    check_id: UUID
    check_kind: CheckKind
    asked_of: Agency


class CheckChased(EventData, name="probation.court.check-chased.v1"):
    """The agency has been asked again for an answer that it owes."""

    report_id: UUID
    check_id: UUID
    check_kind: CheckKind
    asked_of: Agency
    times: Annotated[int, Field(ge=1, description="How often it has been chased, this time included.")]


class CheckAnswered(EventData, name="probation.court.check-answered.v1"):
    """A pre-sentence check has been answered; `late` when the sentence had already been passed."""

    report_id: UUID
    check_id: UUID
    check_kind: CheckKind
    answer: CheckAnswer
    indicates_rosh: RoshLevel | None = Field(
        default=None, description="The RoSH level that the information points to, in the answering agency's view."
    )
    late: bool
    sentence_id: UUID | None = None
    gap_id: UUID | None = None


class ReportCompleted(EventData, name="probation.court.report-completed.v1"):
    """The report has been delivered to the court, saying what it does not know."""

    report_id: UUID
    requested_type: ReportType
    delivered_type: ReportType
    author: OfficerCode
    author_grade: StaffGrade | None
    countersigned_by: OfficerCode | None
    checks: dict[CheckKind, CheckState]
    risk: RiskPicture
    complete: bool = Field(description="False while a check that it needs is unanswered or a score is missing (¶11).")
    missing: tuple[GapCause, ...]
    needed: Annotated[int, Field(ge=1, description="How many things a full assessment of this type needs.")]
    had: Annotated[int, Field(ge=0, description="How many of them it had.")]


class SentencePassed(EventData, name="probation.court.sentence-passed.v1"):
    """The court has sentenced; what was not known at that moment travels with the sentence (¶11)."""

    sentence_id: UUID
    event_number: EventNumber
    report_id: UUID | None
    court_code: str
    division: ProviderCode
    area_crc: ProviderCode = Field(description="The CRC of the area in which the person lives.")
    sentenced_at: AwareDatetime
    disposal: Disposal
    order_ends_on: date
    requirements: tuple[Requirement, ...]
    vague_rar: bool = Field(
        default=False, description="A RAR names no need or no intervention: its days have no purpose yet (¶12)."
    )
    sexual_offence: bool = Field(
        default=False, description="A sexual offence is among those sentenced: who supervises needs the training (¶17)."
    )
    risk: RiskPicture
    gaps: tuple[InformationGap, ...]
    proposal_differences: tuple[ProposalDifference, ...] | None = Field(
        default=None, description="How the sentence differs from the proposal; null where nothing was proposed."
    )


class SentenceAppealed(EventData, name="probation.court.sentence-appealed.v1"):
    """An appeal has been lodged; the sentence stands until it is decided."""

    sentence_id: UUID
    appeal_id: UUID


class AppealDecided(EventData, name="probation.court.appeal-decided.v1"):
    """The appeal has ended. What it changes of the order is told by `order-amended` or `order-revoked`."""

    sentence_id: UUID
    appeal_id: UUID
    outcome: AppealOutcome


class OrderAmended(EventData, name="probation.court.order-amended.v1"):
    """The order as it stands from now: the court has changed it, on appeal, breach, move or application."""

    sentence_id: UUID
    event_number: EventNumber
    number: Annotated[int, Field(ge=1, description="Which change of this sentence it is, from 1.")]
    cause: AmendmentCause
    area_crc: ProviderCode
    disposal: Disposal
    order_ends_on: date
    requirements: tuple[Requirement, ...]
    vague_rar: bool


class OrderRevoked(EventData, name="probation.court.order-revoked.v1"):
    """The order has ended before its time: nobody is supervised under it any more."""

    sentence_id: UUID
    event_number: EventNumber
    cause: RevocationCause
    ended_on: date


class AssessmentRevised(EventData, name="probation.court.assessment-revised.v1"):
    """What was not assessed at sentence has been, or a score has been corrected: the picture as it stands now."""

    sentence_id: UUID
    assessment_id: UUID
    risk: RiskPicture
    sara_completed: bool | None


class InformationGapClosed(EventData, name="probation.court.information-gap-closed.v1"):
    """A gap at sentence has closed: by the late answer, a decision to supervise without it, or with the order (¶11).

    An answer that comes after such a decision is told too: a second closing of the gap, by `lateAnswer`.
    """

    sentence_id: UUID
    gap_id: UUID
    cause: GapCause
    check_kind: CheckKind | None
    source: Source | None = None
    closure: GapClosure
    check_id: UUID | None = None
    answer: CheckAnswer | None = None
    indicates_rosh: RoshLevel | None = None
    risk: RiskPicture = Field(description="The picture as it stands with the answer.")
    open_gaps: tuple[UUID, ...] = Field(description="The gaps of this sentence that are still open.")


class ReportOverdue(Overdue, name="probation.court.report-overdue.v1"):
    """A report has not been delivered by the court's date."""

    obligation: Literal[Obligation.REPORT_DELIVERED]


class CheckOverdue(Overdue, name="probation.court.check-overdue.v1"):
    """A pre-sentence check has not been answered by its time."""

    obligation: Literal[Obligation.CHECK_ANSWERED]


class InformationGapOverdue(Overdue, name="probation.court.information-gap-overdue.v1"):
    """What was missing at sentence is still missing, and its time has run out (¶11)."""

    obligation: Literal[Obligation.GAP_ANSWERED]
