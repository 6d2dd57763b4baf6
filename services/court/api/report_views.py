"""What callers see of reports and their checks."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import Field

from services.court.api.delivery_views import (
    AdjournmentView,
    DeliveryView,
    ReturnView,
    WrittenView,
    adjournment_view,
    deliveries_of,
    return_view,
    written_view,
)
from services.court.domain.assessments import Offence, Sara
from services.court.domain.checks import Chase, Check
from services.court.domain.proposals import Proposal
from services.court.domain.reports import Report
from services.court.domain.stages import ReportState
from shared.contracts.court import RiskPicture
from shared.contracts.model import Contract
from shared.probation.identifiers import Crn, OfficerCode, ProviderCode, TeamCode
from shared.probation.vocabulary import (
    Agency,
    CheckAnswer,
    CheckKind,
    CheckState,
    GapCause,
    Need,
    ReportType,
    ReportWithdrawalReason,
    RoshLevel,
    Source,
    StaffGrade,
    Training,
)


class CheckView(Contract):
    """A pre-sentence check."""

    check_id: UUID
    kind: CheckKind
    state: CheckState
    awaited: bool = Field(
        description="Unanswered, and somebody waits: not after withdrawal, or where its gap has closed."
    )
    not_required_because: str | None
    asked_of: Agency | None
    requested_at: datetime | None
    requested_by: str | None
    due_at: datetime | None = Field(description="From sentence on, the time of the gap that waits for the answer.")
    chases: tuple[Chase, ...] = Field(description="When, and by whom, the agency was asked again.")
    answered_at: datetime | None
    answered_by: str | None
    answer: CheckAnswer | None
    indicates_rosh: RoshLevel | None
    indicates_domestic_abuse: bool | None
    indicates_child_safeguarding: bool | None
    reference: str | None = Field(description="The agency's own reference of its answer.")
    late: bool = Field(description="Answered after sentence.")


class ReportItem(Contract):
    """A pre-sentence report as the work list shows it, and what it does not know (¶11)."""

    report_id: UUID
    crn: Crn
    court_code: str
    division: ProviderCode
    team: TeamCode
    requested_type: ReportType
    court_date: date
    due_at: datetime = Field(description="Where the time had run out before the court put the case off, it stays.")
    state: ReportState
    requested_at: datetime
    requested_by: str | None
    delivered_type: ReportType | None
    differs_because: str | None
    author: OfficerCode | None
    author_grade: StaffGrade | None
    author_trained: bool | None = Field(description="Recorded as trained for court reports when named (¶12).")
    countersignature_needed: bool | None = Field(description="By the requested type; a SARA may need one besides.")
    completed_at: datetime | None = Field(description="Of the last delivery.")
    risk: RiskPicture = Field(description="As the court has it, or had it when it sentenced.")
    sara_completed: bool | None
    sara: Sara | None
    factors: tuple[Need, ...]
    sources_consulted: tuple[Source, ...]
    proposal: Proposal | None
    checks: tuple[CheckView, ...]
    complete: bool = Field(description="Delivered, with nothing missing. After sentence: as it was then.")
    missing: tuple[GapCause, ...]
    missing_checks: tuple[CheckKind, ...]
    missing_sources: tuple[Source, ...]
    needed: int = Field(description="How many things a full assessment needs.")
    had: int = Field(description="How many of them are there. After sentence: were there then.")
    completeness: int = Field(description="`had` of `needed` in whole per cent: 100 only with nothing missing (¶10).")
    withdrawn_at: datetime | None
    withdrawal_reason: ReportWithdrawalReason | None
    sentence_id: UUID | None
    version: int


class ReportView(ReportItem):
    """A pre-sentence report with the whole assessment, every delivery of it, and what became of it."""

    offences: tuple[Offence, ...]
    analysis: str | None
    written: WrittenView | None = Field(description="Waits for its countersignature, was returned, or never got one.")
    returns: tuple[ReturnView, ...]
    deliveries: tuple[DeliveryView, ...]
    adjournments: tuple[AdjournmentView, ...]


def check_view(check: Check, now: datetime) -> CheckView:
    """A check as it stands now: unanswered past its time, it reads as overdue."""
    return CheckView(**check.model_dump(exclude={"report_id", "division", "state"}), state=check.standing(now))


def report_view(report: Report, now: datetime) -> ReportView:
    """A report as it stands now."""
    return ReportView(
        **_shown(report, now),
        offences=report.offences,
        analysis=report.analysis,
        written=None if report.written is None else written_view(report.written),
        returns=tuple(return_view(one) for one in report.returns),
        deliveries=deliveries_of(report),
        adjournments=tuple(adjournment_view(one) for one in report.adjournments),
    )


def report_item(report: Report, now: datetime) -> ReportItem:
    """A report as it stands now, on a list."""
    return ReportItem(**_shown(report, now))


def _shown(report: Report, now: datetime) -> dict[str, Any]:
    training = report.author_training
    named = {
        name: getattr(report, name) for name in ReportItem.model_fields if name not in ("checks", "author_trained")
    }
    return {
        **named,
        "author_trained": None if training is None else Training.COURT_REPORTS in training,
        "checks": tuple(check_view(check, now) for check in report.checks),
    }
