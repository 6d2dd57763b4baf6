"""The court puts the case off: what is still owed gets the new date, and the court may want an addendum (¶10-11)."""

from datetime import datetime

from pydantic import Field

from services.court.domain.checks import Check
from services.court.domain.deliveries import Adjournment
from services.court.domain.reports import Report
from services.court.domain.stages import REPORT, ReportState
from shared.contracts.court import ReportAdjourned
from shared.contracts.model import ClockChange, Contract, Obligation
from shared.decisions import Decision, Fault, Invalid, Occasion
from shared.probation.calendar import end_of_day, london_date
from shared.probation.vocabulary import AdjournmentReason, CheckState
from shared.probation.written import Day


class Adjourn(Contract):
    """The court has put the case off."""

    court_date: Day = Field(description="The new date, later than the one before.", examples=["2016-09-20"])
    reason: AdjournmentReason = Field(examples=["checksOutstanding"])
    addendum_wanted: bool = Field(
        description="Whether the court wants an addendum by then to the report that it has. Where it wanted one and "
        "says no more of it, it is not owed any more.",
        examples=[False],
    )


def adjourn(report: Report, asked: Adjourn, occasion: Occasion) -> Decision[Report]:
    """The new date. The clocks of the report and of its unanswered checks run anew, to the end of that date.

    What has run out stays missed: a later date does not excuse it. Raises Invalid, and NotAllowed where nothing has
    been delivered that could be added to, or the report is past it.
    """
    command = "adjournForAddendum" if asked.addendum_wanted else "adjourn"
    state = REPORT.next(report.state, command)
    if faults := _faults(report, asked, occasion):
        raise Invalid(faults)
    due_at = end_of_day(asked.court_date)
    put_off = Adjournment(adjourned_at=occasion.now, recorded_by=occasion.actor.officer, **dict(asked))
    after = report.model_copy(
        update={
            "state": state,
            "court_date": asked.court_date,
            "adjournments": (*report.adjournments, put_off),
            "checks": tuple(_put_off(check, due_at, occasion) for check in report.checks),
        }
    )
    after, clocks = _owed(report, after, due_at, occasion)
    restarted = tuple(
        ClockChange.started(Obligation.CHECK_ANSWERED, check.check_id, due_at, report.division)
        for check in report.checks
        if _still_runs(check, occasion)
    )
    event = ReportAdjourned(
        crn=report.crn,
        detail_url=report.url,
        recorded_by=occasion.actor,
        clocks=(*clocks, *restarted),
        report_id=report.report_id,
        court_date=asked.court_date,
        reason=asked.reason,
        addendum_wanted=asked.addendum_wanted,
    )
    return Decision(after, (event,))


def _owed(
    before: Report, after: Report, due_at: datetime, occasion: Occasion
) -> tuple[Report, tuple[ClockChange, ...]]:
    """The report with what it owes from now on, and what that does to its clock."""
    if before.owed_id is None:
        if after.state is not ReportState.ADDENDUM_WANTED:
            return after, ()
        # A clock of its own: how the report itself kept its time is not written over.
        addendum_id = occasion.new_id()
        started = ClockChange.started(Obligation.REPORT_DELIVERED, addendum_id, due_at, before.division)
        return after.model_copy(update={"addendum_id": addendum_id, "due_at": due_at}), (started,)
    has_run_out = occasion.now > before.due_at
    if after.state is ReportState.COMPLETED:  # the addendum that it owed is not wanted any more
        ended = () if has_run_out else (ClockChange.cancelled(Obligation.REPORT_DELIVERED, before.owed_id),)
        return after.model_copy(update={"addendum_id": None}), ended
    if has_run_out:
        return after, ()
    started = ClockChange.started(Obligation.REPORT_DELIVERED, before.owed_id, due_at, before.division)
    return after.model_copy(update={"due_at": due_at}), (started,)


def _still_runs(check: Check, occasion: Occasion) -> bool:
    return check.state is CheckState.REQUESTED and not check.is_overdue(occasion.now)


def _put_off(check: Check, due_at: datetime, occasion: Occasion) -> Check:
    return check.model_copy(update={"due_at": due_at}) if _still_runs(check, occasion) else check


def _faults(report: Report, asked: Adjourn, occasion: Occasion) -> list[Fault]:
    faults = []
    if asked.court_date <= report.court_date:
        faults.append(Fault("/courtDate", "notLater", f"The case is put off from {report.court_date} to a later day."))
    elif asked.court_date < london_date(occasion.now):
        faults.append(Fault("/courtDate", "inThePast", f"The new date, {asked.court_date}, is in the past."))
    if asked.addendum_wanted and report.delivered_type is None:
        sentence = "The court has no report that an addendum could add to."
        faults.append(Fault("/addendumWanted", "nothingDelivered", sentence))
    return faults
