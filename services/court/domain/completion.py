"""A report is delivered to the court, saying what it does not know; it cannot claim more than its checks bear (¶11).

Where its author may not deliver it alone it is written, and waits for a countersignature: see `countersigning`.
"""

from collections.abc import Iterable, Iterator

from pydantic import Field

from services.court.domain.asked import Reason
from services.court.domain.assessments import Assessment, faults_in
from services.court.domain.authorship import MayWrite, may_write
from services.court.domain.claims import overclaims
from services.court.domain.deliveries import Written
from services.court.domain.delivering import deliver
from services.court.domain.directory import Intervention
from services.court.domain.naming import may_not_write, types_of
from services.court.domain.proposals import Proposal, faults_of
from services.court.domain.reports import Report
from services.court.domain.stages import REPORT
from shared.decisions import Decision, Fault, Invalid, Occasion
from shared.probation.calendar import london_date
from shared.probation.vocabulary import ReportType, StaffGrade


class CompleteReport(Assessment):
    """The report as it is delivered. What is left out is not known, which is never "no" (¶11).

    Of an addendum, what is left out stays as it was delivered before.
    """

    delivered_type: ReportType = Field(examples=["oral"])
    differs_because: Reason | None = Field(
        default=None, description="Needed where the delivered type is not the requested one."
    )
    proposal: Proposal | None = None


def complete_report(
    report: Report, asked: CompleteReport, occasion: Occasion, directory: Iterable[Intervention] = ()
) -> Decision[Report]:
    """Deliver the report, or the addendum that the court wants, or put it to its countersignature.

    `directory` holds the entries that the proposal names, and those that could take their place. Raises Invalid with
    every fault, NotAllowed where nothing is owed.
    """
    delivered = REPORT.next(report.state, "complete")
    author, grade, training = report.author, report.author_grade, report.author_training
    if author is None or grade is None or training is None:
        raise Invalid.one("/", "authorMissing", "Nobody has been named as the author of this report.")
    written = _written(report, asked, author, occasion)
    may = may_write(
        types_of(report, asked.delivered_type), grade, training, london_date(occasion.now), sara=asked.sara is not None
    )
    faults = list(_faults(report, asked, written, grade, may, occasion))
    if asked.proposal is not None:
        faults += faults_of(asked.proposal, london_date(occasion.now), directory)
    if faults:
        raise Invalid(faults)
    if may is MayWrite.COUNTERSIGNED:
        waiting = REPORT.next(report.state, "submitForCountersignature")
        return Decision(report.model_copy(update={"state": waiting, "written": written}))
    return deliver(report, written, delivered, None, occasion)


def _written(report: Report, asked: CompleteReport, author: str, occasion: Occasion) -> Written:
    said = Assessment(**{name: getattr(asked, name) for name in Assessment.model_fields})
    is_addendum = report.delivered_type is not None
    return Written(
        delivered_type=asked.delivered_type,
        differs_because=asked.differs_because,
        assessment=said.added_to(report.assessment) if is_addendum else said,
        proposal=asked.proposal or (report.proposal if is_addendum else None),
        author=author,
        written_at=occasion.now,
    )


def _faults(
    report: Report, asked: CompleteReport, written: Written, grade: StaffGrade, may: MayWrite, occasion: Occasion
) -> Iterator[Fault]:
    today = london_date(occasion.now)
    is_addendum = report.delivered_type is not None
    if is_addendum is not (asked.delivered_type is ReportType.ADDENDUM):
        wanted = "The court has the report and wants an addendum" if is_addendum else "There is nothing to add to yet"
        yield Fault("/deliveredType", "addendumOrReport", f"{wanted}: not {asked.delivered_type}.")
    elif not is_addendum and asked.delivered_type is not report.requested_type and asked.differs_because is None:
        yield Fault(
            "/differsBecause",
            "reasonMissing",
            f"The court asked for {report.requested_type} and gets {asked.delivered_type}: say why.",
        )
    if may is MayWrite.NOT:
        types = types_of(report, asked.delivered_type)
        yield Fault("/deliveredType", "authorMayNotWrite", may_not_write(types, grade))
    yield from faults_in(written.assessment, today)
    yield from overclaims(report, written, today)
