"""The court asks for a pre-sentence report: of its type, by its date, of a team of the division."""

from pydantic import Field

from services.court.domain.asked import CourtCode
from services.court.domain.reports import Report
from services.court.domain.stages import ReportState
from shared.contracts.court import ReportRequested
from shared.contracts.model import ClockChange, Contract, Obligation
from shared.decisions import Decision, Fault, Invalid, Occasion
from shared.probation.calendar import end_of_day, london_date
from shared.probation.identifiers import Crn, ProviderCode, TeamCode, provider_of
from shared.probation.organisations import is_nps
from shared.probation.vocabulary import ReportType
from shared.probation.written import Day


class RequestReport(Contract):
    """The court asks for a pre-sentence report."""

    crn: Crn
    court_code: CourtCode
    division: ProviderCode = Field(examples=["N07"])
    team: TeamCode
    requested_type: ReportType = Field(examples=["oral"])
    court_date: Day = Field(description="The day on which the court wants it.", examples=["2016-09-06"])


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
    if asked.requested_type is ReportType.ADDENDUM:
        sentence = "An addendum is asked for on the report that it adds to, when the court puts the case off."
        faults.append(Fault("/requestedType", "addendumOfNothing", sentence))
    if asked.court_date < london_date(occasion.now):
        faults.append(Fault("/courtDate", "inThePast", f"The court's date, {asked.court_date}, is in the past."))
    return faults
