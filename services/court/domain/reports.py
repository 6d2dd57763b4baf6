"""A pre-sentence report: asked for by the court, with the checks it needs, and what it says when it is delivered."""

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from services.court.domain.asked import CourtCode
from services.court.domain.checks import Check
from services.court.domain.missing import Lack, lacks
from services.court.domain.proposals import Proposal
from services.court.domain.stages import ReportState
from shared.contracts.court import ReportRequested, RiskPicture
from shared.contracts.model import ClockChange, Contract, Obligation
from shared.decisions import Decision, Fault, Invalid, Occasion, State
from shared.probation.calendar import end_of_day, london_date
from shared.probation.identifiers import Crn, ProviderCode, TeamCode, provider_of
from shared.probation.organisations import is_nps
from shared.probation.vocabulary import CheckKind, GapCause, ReportType, Source


class Report(State):
    """A pre-sentence report. `risk` is the picture that the court has: late answers go to the sentence, not here."""

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

    delivered_type: ReportType | None = None
    differs_because: str | None = None
    author: str | None = None
    completed_at: datetime | None = None
    risk: RiskPicture = RiskPicture()
    sara_completed: bool | None = None
    sources_consulted: tuple[Source, ...] = ()
    proposal: Proposal | None = None

    sentence_id: UUID | None = None
    lacked_at_sentence: tuple[Lack, ...] | None = None
    checks: tuple[Check, ...] = ()

    def seen_by(self) -> frozenset[str]:
        """The NPS division whose court team it is."""
        return frozenset({self.division})

    @property
    def url(self) -> str:
        """Where the report is read."""
        return f"/reports/{self.report_id}"

    @property
    def lacks(self) -> tuple[Lack, ...]:
        """What is missing now; from sentence on, what was missing when the court sentenced, whatever came later."""
        if self.lacked_at_sentence is not None:
            return self.lacked_at_sentence
        return lacks(self.checks, self.risk, sara_completed=self.sara_completed)

    @property
    def missing(self) -> tuple[GapCause, ...]:
        """The causes, each once."""
        return tuple(dict.fromkeys(lack.cause for lack in self.lacks))

    @property
    def missing_checks(self) -> tuple[CheckKind, ...]:
        """The checks that are unanswered or were never made."""
        return tuple(lack.check_kind for lack in self.lacks if lack.check_kind is not None)

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


class RequestReport(Contract):
    """The court asks for a pre-sentence report."""

    crn: Crn
    court_code: CourtCode
    division: ProviderCode = Field(examples=["N07"])
    team: TeamCode
    requested_type: ReportType = Field(examples=["oral"])
    court_date: date = Field(description="The day on which the court wants it.", examples=["2016-09-06"])


def request_report(asked: RequestReport, occasion: Occasion) -> Decision[Report]:
    """The report is requested; it is owed by the end of the court's date, whatever its type. Raises Invalid."""
    if faults := [*not_of_the_division(asked.division, occasion), *_faults(asked, occasion)]:
        raise Invalid(faults)
    report = Report(
        report_id=occasion.new_id(),
        **dict(asked),
        due_at=end_of_day(asked.court_date),
        state=ReportState.REQUESTED,
        requested_at=occasion.now,
        requested_by=occasion.actor.officer,
    )
    clock = ClockChange.started(Obligation.REPORT_DELIVERED, report.report_id, report.due_at, report.division)
    event = ReportRequested(
        report_id=report.report_id, **dict(asked), detail_url=report.url, recorded_by=occasion.actor, clocks=(clock,)
    )
    return Decision(report, (event,))


def not_of_the_division(division: str, occasion: Occasion) -> list[Fault]:
    """Court work belongs to a division of the NPS, and each records its own."""
    if not is_nps(division):
        return [Fault("/division", "notADivision", f"{division} is not a division of the NPS.")]
    if division != occasion.actor.organisation:
        return [Fault("/division", "anotherDivision", "A court team records for its own division only.")]
    return []


def _faults(asked: RequestReport, occasion: Occasion) -> list[Fault]:
    faults = []
    if provider_of(asked.team) != asked.division:
        faults.append(Fault("/team", "teamOfAnother", f"Team {asked.team} is not of division {asked.division}."))
    if asked.court_date < london_date(occasion.now):
        faults.append(Fault("/courtDate", "inThePast", f"The court's date, {asked.court_date}, is in the past."))
    return faults
