"""What was delivered to the court, and what was written and waits for its countersignature, or did not get it."""

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from services.court.domain.assessments import Assessment
from services.court.domain.missing import Lack
from services.court.domain.proposals import Proposal
from shared.probation.vocabulary import AdjournmentReason, ReportType, StaffGrade


class Kept(BaseModel):
    """Kept as it was: nothing of it is ever changed."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Delivery(Kept):
    """One delivery of a report: the report itself, or an addendum read with what it adds to.

    Court, team and division are kept with it, so that deliveries can be compared over a period by themselves (¶10).
    `needed`, `had` and `lacked` are as they were at the delivery, whatever was answered later.
    """

    delivery_id: UUID
    report_id: UUID
    number: int
    division: str
    court_code: str
    team: str
    type: ReportType
    author: str
    author_grade: StaffGrade
    countersigned_by: str | None
    delivered_at: datetime
    needed: int
    had: int
    lacked: tuple[Lack, ...]
    assessment: Assessment
    proposal: Proposal | None


class Written(Kept):
    """A report as its author wrote it, before anybody countersigned it: the court does not have it."""

    delivered_type: ReportType
    differs_because: str | None
    assessment: Assessment
    proposal: Proposal | None
    author: str
    written_at: datetime


class Return(Kept):
    """A written report that was not countersigned, with the reason in words, which stays here."""

    returned_at: datetime
    returned_by: str
    reason: str


class Adjournment(Kept):
    """The court put the case off."""

    adjourned_at: datetime
    recorded_by: str | None
    court_date: date
    reason: AdjournmentReason
    addendum_wanted: bool
