"""What nobody owes any more, because the court has sentenced or the report is not wanted."""

from collections.abc import Iterator

from services.court.domain.reports import Report
from shared.contracts.model import ClockChange, Obligation
from shared.decisions import Occasion
from shared.probation.vocabulary import CheckState


def not_owed_any_more(report: Report, occasion: Occasion) -> Iterator[ClockChange]:
    """The clocks that end with it. One that has run out already stands as missed: nothing later excuses it."""
    if report.owed_id is not None and occasion.now <= report.due_at:
        yield ClockChange.cancelled(Obligation.REPORT_DELIVERED, report.owed_id)
    for check in report.checks:
        if check.state is CheckState.REQUESTED and not check.is_overdue(occasion.now):
            yield ClockChange.cancelled(Obligation.CHECK_ANSWERED, check.check_id)
