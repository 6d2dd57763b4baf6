"""What callers see of each delivery of a report, and of one that is written and waits for its countersignature."""

from datetime import date, datetime

from pydantic import Field

from services.court.domain.assessments import Assessment
from services.court.domain.deliveries import Adjournment, Delivery, Return, Written
from services.court.domain.missing import completeness
from services.court.domain.proposals import Proposal
from services.court.domain.reports import Report
from shared.contracts.model import Contract
from shared.probation.identifiers import OfficerCode
from shared.probation.vocabulary import AdjournmentReason, CheckKind, GapCause, ReportType, Source, StaffGrade


class LackView(Contract):
    """One thing that was missing."""

    cause: GapCause
    check_kind: CheckKind | None
    source: Source | None


class DeliveryView(Contract):
    """A delivery as the court got it; what was missing is as it was then, whatever was answered later."""

    number: int
    type: ReportType
    author: OfficerCode
    author_grade: StaffGrade
    countersigned_by: OfficerCode | None
    delivered_at: datetime
    needed: int = Field(description="How many things a full assessment of this type needs.")
    had: int
    completeness: int = Field(description="`had` of `needed`, in whole per cent.")
    lacked: tuple[LackView, ...]
    assessment: Assessment = Field(description="Of an addendum: read with what it adds to.")
    proposal: Proposal | None


class WrittenView(Contract):
    """A report as its author wrote it. The court does not have it before it is countersigned."""

    delivered_type: ReportType
    differs_because: str | None
    assessment: Assessment
    proposal: Proposal | None
    author: OfficerCode
    written_at: datetime


class ReturnView(Contract):
    """A written report was not countersigned."""

    returned_at: datetime
    returned_by: OfficerCode
    reason: str


class AdjournmentView(Contract):
    """The court put the case off."""

    adjourned_at: datetime
    recorded_by: str | None
    court_date: date = Field(description="To which day.")
    reason: AdjournmentReason
    addendum_wanted: bool


def delivery_view(delivery: Delivery) -> DeliveryView:
    """A delivery."""
    said = delivery.model_dump(exclude={"delivery_id", "report_id", "division", "court_code", "team"})
    return DeliveryView(**said, completeness=completeness(delivery.needed, delivery.had))


def deliveries_of(report: Report) -> tuple[DeliveryView, ...]:
    """Every delivery of a report, the first one first."""
    return tuple(delivery_view(one) for one in sorted(report.deliveries, key=lambda one: one.number))


def written_view(written: Written) -> WrittenView:
    """What is written."""
    return WrittenView(**written.model_dump())


def return_view(returned: Return) -> ReturnView:
    """A return."""
    return ReturnView(**returned.model_dump())


def adjournment_view(adjournment: Adjournment) -> AdjournmentView:
    """An adjournment."""
    return AdjournmentView(**adjournment.model_dump())
