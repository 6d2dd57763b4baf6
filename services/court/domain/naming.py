"""A report is given to its author: whether the author may write it, and who is trained for it, is recorded (¶12)."""

from collections.abc import Collection

from pydantic import BaseModel, ConfigDict

from services.court.domain.authorship import MayWrite, may_write
from services.court.domain.reports import Report
from services.court.domain.stages import REPORT
from shared.contracts.court import ReportAuthorNamed
from shared.contracts.model import Contract
from shared.decisions import Decision, Invalid, Occasion
from shared.probation.calendar import london_date
from shared.probation.identifiers import OfficerCode
from shared.probation.vocabulary import ReportType, StaffGrade, Training


class Registered(BaseModel):
    """What the register says of an officer."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    officer: str
    division: str
    grade: StaffGrade
    training: tuple[Training, ...]


class NameAuthor(Contract):
    """Give the report to an author of the register."""

    author: OfficerCode


def types_of(report: Report, delivered_type: ReportType | None = None) -> Collection[ReportType]:
    """The types by which an author is judged: that which is to be delivered, and of an addendum what it adds to."""
    if report.delivered_type is not None:
        return {ReportType.ADDENDUM, report.delivered_type}
    return {delivered_type or report.requested_type}


def name_author(
    report: Report, registered: Registered | None, asked: NameAuthor, occasion: Occasion
) -> Decision[Report]:
    """Name the author, or another one, until the report is written.

    Raises Invalid for an officer who is not in the division's register or may not write the report, and NotAllowed
    where it waits for its countersignature, is delivered or not wanted.
    """
    state = REPORT.next(report.state, "nameAuthor")
    # An author of another division is not there.
    if registered is None or registered.division != report.division:
        raise Invalid.one("/author", "noSuchAuthor", f"{asked.author} is not in the register of report authors.")
    types = types_of(report)
    allowed = may_write(types, registered.grade, registered.training, london_date(occasion.now))
    if allowed is MayWrite.NOT:
        raise Invalid.one("/author", "mayNotWrite", may_not_write(types, registered.grade))
    named = report.model_copy(
        update={
            "state": state,
            "author": registered.officer,
            "author_grade": registered.grade,
            "author_training": registered.training,
            "countersignature_needed": allowed is MayWrite.COUNTERSIGNED,
        }
    )
    event = ReportAuthorNamed(
        crn=report.crn,
        detail_url=report.url,
        recorded_by=occasion.actor,
        report_id=report.report_id,
        author=registered.officer,
        grade=registered.grade,
        trained=Training.COURT_REPORTS in registered.training,
        countersignature_needed=allowed is MayWrite.COUNTERSIGNED,
    )
    return Decision(named, (event,))


def may_not_write(types: Collection[ReportType], grade: StaffGrade) -> str:
    """The sentence in which an author is refused."""
    named = ", ".join(one.description.lower() for one in ReportType if one in types)
    return f"A {grade.description.lower()} may not write this: {named}."
