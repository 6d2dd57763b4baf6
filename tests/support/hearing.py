"""Events for the diary to hear."""

from datetime import date
from uuid import UUID, uuid4

from shared.contracts.court import ReportRequested
from shared.contracts.model import Actor
from shared.probation.vocabulary import ReportType


def heard(crn: str = "X320741", report_id: UUID | None = None, court: str = "CRO") -> ReportRequested:
    """A report was requested; of the court `POISON` the diary cannot take it."""
    return ReportRequested(
        crn=crn,
        detail_url="/reports/1",
        recorded_by=Actor(organisation="N07"),
        report_id=report_id or uuid4(),
        court_code=court,
        division="N07",
        team="N07DTX",
        requested_type=ReportType.ORAL,
        court_date=date(2016, 9, 6),
    )
