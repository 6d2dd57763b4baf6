"""What callers see of checks on their work lists: the court team, and the agency that is to answer."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import Field

from services.court.api.report_views import CheckView, check_view
from services.court.domain.checks import Check
from shared.contracts.model import Contract
from shared.probation.identifiers import Crn, ProviderCode, TeamCode
from shared.probation.vocabulary import CheckKind, CheckState


class CheckOfReport(CheckView):
    """A check as the work list of a court team shows it."""

    report_id: UUID
    crn: Crn
    division: ProviderCode
    team: TeamCode
    court_code: str
    court_date: date
    sentence_id: UUID | None = Field(description="Where the court has sentenced, and the answer will come late.")


class CheckForAgency(Contract):
    """A check as the agency that is asked sees it: of the person no more than the CRN (data protection [C])."""

    check_id: UUID
    crn: Crn
    kind: CheckKind
    state: CheckState
    requested_at: datetime
    due_at: datetime
    chased_at: tuple[datetime, ...] = Field(description="When the answer was asked for again.")
    answered_at: datetime | None
    reference: str | None = Field(description="The agency's own, as it was given with the answer.")


_OF_REPORT = ("crn", "team", "court_code", "court_date", "sentence_id")


def check_of_report(row: dict[str, Any], now: datetime) -> CheckOfReport:
    """A row of the work list as it stands now."""
    of_report = {name: row.pop(name) for name in _OF_REPORT}
    check = Check.model_validate(row, extra="ignore")
    return CheckOfReport(
        **check_view(check, now).model_dump(), report_id=check.report_id, division=check.division, **of_report
    )


def check_for_agency(row: dict[str, Any], now: datetime) -> CheckForAgency:
    """A check that was asked of an agency, with the CRN, as it stands now."""
    crn = row.pop("crn")
    check = Check.model_validate(row, extra="ignore")
    assert check.requested_at is not None
    assert check.due_at is not None
    return CheckForAgency(
        check_id=check.check_id,
        crn=crn,
        kind=check.kind,
        state=check.standing(now),
        requested_at=check.requested_at,
        due_at=check.due_at,
        chased_at=tuple(chase.at for chase in check.chases),
        answered_at=check.answered_at,
        reference=check.reference,
    )
