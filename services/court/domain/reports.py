"""A pre-sentence report: asked for by the court, with the checks it needs, and what it says when it is delivered."""

from datetime import date, datetime
from uuid import UUID

from services.court.domain.assessments import Assessment, Offence, Sara
from services.court.domain.checks import Check
from services.court.domain.deliveries import Adjournment, Delivery, Return, Written
from services.court.domain.missing import Lack, Needed, completeness, lacks_of, needs
from services.court.domain.proposals import Proposal
from services.court.domain.sources import sources_needed
from services.court.domain.stages import ReportState
from shared.contracts.court import RiskPicture
from shared.decisions import State
from shared.probation.calendar import london_date
from shared.probation.vocabulary import (
    CheckKind,
    GapCause,
    Need,
    ReportType,
    ReportWithdrawalReason,
    Source,
    StaffGrade,
    Training,
)

_OWES = (ReportState.REQUESTED, ReportState.AWAITING_COUNTERSIGNATURE, ReportState.ADDENDUM_WANTED)


class Report(State):
    """A pre-sentence report. `risk` is the picture that the court has: late answers go to the sentence, not here.

    What the court has was delivered. A report that waits for its countersignature has not been: it is in `written`, and
    counts for nothing until then (¶12).
    """

    report_id: UUID
    crn: str
    court_code: str
    division: str
    team: str
    requested_type: ReportType
    court_date: date
    due_at: datetime
    state: ReportState
    requested_at: datetime
    requested_by: str | None = None

    author: str | None = None
    author_grade: StaffGrade | None = None
    author_training: tuple[Training, ...] | None = None
    countersignature_needed: bool | None = None
    written: Written | None = None
    returns: tuple[Return, ...] = ()

    delivered_type: ReportType | None = None
    differs_because: str | None = None
    completed_at: datetime | None = None
    risk: RiskPicture = RiskPicture()
    sara: Sara | None = None
    sara_completed: bool | None = None
    offences: tuple[Offence, ...] = ()
    factors: tuple[Need, ...] = ()
    analysis: str | None = None
    sources_consulted: tuple[Source, ...] = ()
    proposal: Proposal | None = None

    addendum_id: UUID | None = None
    adjournments: tuple[Adjournment, ...] = ()
    withdrawn_at: datetime | None = None
    withdrawal_reason: ReportWithdrawalReason | None = None

    sentence_id: UUID | None = None
    lacked_at_sentence: tuple[Lack, ...] | None = None
    checks: tuple[Check, ...] = ()
    deliveries: tuple[Delivery, ...] = ()

    def seen_by(self) -> frozenset[str]:
        """The NPS division whose court team it is."""
        return frozenset({self.division})

    @property
    def url(self) -> str:
        """Where the report is read."""
        return f"/reports/{self.report_id}"

    @property
    def owed_id(self) -> UUID | None:
        """What the clock of delivery runs for: the report itself, or the addendum; None where nothing is owed."""
        return (self.addendum_id or self.report_id) if self.state in _OWES else None

    @property
    def assessment(self) -> Assessment:
        """What was delivered, with what the checks have answered since."""
        of_risk = {name: getattr(self.risk, name) for name in RiskPicture.model_fields}
        other = ("offences", "factors", "analysis", "sara", "sources_consulted")
        return Assessment(**of_risk, **{name: getattr(self, name) for name in other})

    @property
    def sources_needed(self) -> tuple[Source, ...]:
        """Those that the delivered type needs; none where nothing has been delivered."""
        if self.delivered_type is None or self.completed_at is None:
            return ()
        return sources_needed(self.delivered_type, london_date(self.completed_at))

    @property
    def needs(self) -> tuple[Needed, ...]:
        """Everything that a full assessment needs, and what of it is missing now."""
        return needs(
            self.checks,
            self.risk,
            sara_completed=self.sara_completed,
            sources=self.sources_needed,
            consulted=self.sources_consulted,
        )

    @property
    def lacks(self) -> tuple[Lack, ...]:
        """What is missing now; from sentence on, what was missing when the court sentenced, whatever came later."""
        return lacks_of(self.needs) if self.lacked_at_sentence is None else self.lacked_at_sentence

    @property
    def needed(self) -> int:
        """How many things a full assessment needs."""
        return len(self.needs)

    @property
    def had(self) -> int:
        """How many of them it has; from sentence on, how many it had."""
        return self.needed - len(self.lacks)

    @property
    def completeness(self) -> int:
        """`had` of `needed` in whole per cent: 100 only where nothing is missing (¶10)."""
        return completeness(self.needed, self.had)

    @property
    def missing(self) -> tuple[GapCause, ...]:
        """The causes, each once."""
        return tuple(dict.fromkeys(lack.cause for lack in self.lacks))

    @property
    def missing_checks(self) -> tuple[CheckKind, ...]:
        """The checks that are unanswered or were never made."""
        return tuple(lack.check_kind for lack in self.lacks if lack.check_kind is not None)

    @property
    def missing_sources(self) -> tuple[Source, ...]:
        """The sources that were not consulted."""
        return tuple(lack.source for lack in self.lacks if lack.source is not None)

    @property
    def complete(self) -> bool:
        """Delivered, and with nothing missing (¶11)."""
        return self.completed_at is not None and not self.lacks

    def with_check(self, check: Check) -> "Report":
        """With a check added, or changed where it is there."""
        if any(one.check_id == check.check_id for one in self.checks):
            checks = tuple(check if one.check_id == check.check_id else one for one in self.checks)
        else:
            checks = (*self.checks, check)
        return self.model_copy(update={"checks": checks})
