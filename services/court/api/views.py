"""What callers see of reports, sentences and gaps."""

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from services.court.domain.checks import Check
from services.court.domain.gaps import Gap
from services.court.domain.proposals import Proposal
from services.court.domain.reports import Report
from services.court.domain.sentences import Sentence
from services.court.domain.stages import GapState, ReportState
from shared.contracts.court import Requirement, RiskPicture
from shared.contracts.model import Contract
from shared.probation.identifiers import Crn, EventNumber, OfficerCode, ProviderCode, TeamCode
from shared.probation.vocabulary import (
    AllocationCriterion,
    CheckAnswer,
    CheckKind,
    CheckState,
    Disposal,
    GapCause,
    GapClosure,
    ReportType,
    RoshLevel,
    Source,
)


class CheckView(Contract):
    """A pre-sentence check."""

    check_id: UUID
    kind: CheckKind
    state: CheckState
    not_required_because: str | None
    requested_at: datetime | None
    due_at: datetime | None = Field(description="From sentence on, the time of the gap that waits for the answer.")
    answered_at: datetime | None
    answered_by: str | None
    answer: CheckAnswer | None
    indicates_rosh: RoshLevel | None
    indicates_domestic_abuse: bool | None
    indicates_child_safeguarding: bool | None
    late: bool = Field(description="Answered after sentence.")


class ReportView(Contract):
    """A pre-sentence report, and what it does not know (¶11)."""

    report_id: UUID
    crn: Crn
    court_code: str
    division: ProviderCode
    team: TeamCode
    requested_type: ReportType
    court_date: date
    due_at: datetime
    state: ReportState
    requested_at: datetime
    requested_by: str | None
    delivered_type: ReportType | None
    differs_because: str | None
    author: OfficerCode | None
    completed_at: datetime | None
    risk: RiskPicture = Field(description="As the court has it, or had it when it sentenced.")
    sara_completed: bool | None
    sources_consulted: tuple[Source, ...]
    proposal: Proposal | None
    checks: tuple[CheckView, ...]
    complete: bool = Field(description="Delivered, with nothing missing. After sentence: as it was then.")
    missing: tuple[GapCause, ...]
    missing_checks: tuple[CheckKind, ...]
    sentence_id: UUID | None
    version: int


class GapView(Contract):
    """Something that a full assessment needs and that the sentence did not have (¶11)."""

    gap_id: UUID
    cause: GapCause
    check_kind: CheckKind | None
    check_id: UUID | None = Field(description="The check that would answer it, once it has been asked for.")
    bears_on: tuple[AllocationCriterion, ...]
    state: GapState
    due_at: datetime
    closed_at: datetime | None
    closed_by: str | None
    closure: GapClosure | None
    reason: str | None = Field(description="Of a decision to supervise without it.")
    answer: CheckAnswer | None
    indicates_rosh: RoshLevel | None


class GapOfSentence(GapView):
    """A gap as the work list shows it."""

    sentence_id: UUID
    crn: Crn
    event_number: EventNumber
    division: ProviderCode


class SentenceView(Contract):
    """A sentence, the risk picture as it stands, and every gap that was open at it."""

    sentence_id: UUID
    crn: Crn
    event_number: EventNumber
    report_id: UUID | None
    court_code: str
    division: ProviderCode
    area_crc: ProviderCode
    sentenced_at: datetime
    recorded_by: str | None
    disposal: Disposal
    order_ends_on: date
    requirements: tuple[Requirement, ...]
    vague_rar: bool = Field(description="A RAR names no need or no intervention (¶12).")
    risk: RiskPicture = Field(description="With the answers that came after sentence.")
    gaps: tuple[GapView, ...]
    version: int


def check_view(check: Check, now: datetime) -> CheckView:
    """A check as it stands now: unanswered past its time, it reads as overdue."""
    return CheckView(**check.model_dump(exclude={"report_id", "state"}), state=check.standing(now))


def report_view(report: Report, now: datetime) -> ReportView:
    """A report as it stands now."""
    return ReportView(
        **report.model_dump(exclude={"checks", "lacked_at_sentence"}),
        checks=tuple(check_view(check, now) for check in report.checks),
        complete=report.complete,
        missing=report.missing,
        missing_checks=report.missing_checks,
    )


def gap_view(gap: Gap) -> GapView:
    """A gap."""
    return GapView(**gap.model_dump(exclude={"sentence_id", "division"}))


def sentence_view(sentence: Sentence) -> SentenceView:
    """A sentence with its gaps."""
    return SentenceView(
        **sentence.model_dump(exclude={"gaps"}),
        vague_rar=sentence.vague_rar,
        gaps=tuple(gap_view(gap) for gap in sentence.gaps),
    )
