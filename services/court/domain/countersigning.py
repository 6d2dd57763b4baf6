"""A senior probation officer countersigns a written report, which delivers it, or returns it to its author (¶12)."""

from typing import Literal

from pydantic import Field, TypeAdapter, ValidationError

from services.court.domain.asked import Reason
from services.court.domain.claims import overclaims
from services.court.domain.deliveries import Return
from services.court.domain.delivering import deliver
from services.court.domain.reports import Report
from services.court.domain.stages import REPORT
from shared.contracts.model import Contract
from shared.decisions import Decision, Fault, Invalid, Occasion
from shared.probation.calendar import london_date
from shared.probation.identifiers import OfficerCode

_OFFICER: TypeAdapter[str] = TypeAdapter(OfficerCode)


class Countersign(Contract):
    """Countersign a written report, or return it."""

    decision: Literal["countersigned", "returned"] = Field(examples=["countersigned"])
    reason: Reason | None = Field(default=None, description="Needed where the report is returned.")


def countersign(report: Report, asked: Countersign, occasion: Occasion) -> Decision[Report]:
    """Decide on a written report by the name of whoever decides.

    Raises NotAllowed where none waits, and Invalid where the author decides on their own, where a return has no reason,
    or where the report claims by now more than its checks bear: a check may have been asked for since it was written.
    """
    if asked.decision == "countersigned":
        after = REPORT.next(report.state, "countersign")
    else:
        after = REPORT.next(report.state, "returnReport" if report.delivered_type is None else "returnAddendum")
    assert report.written is not None
    by = _officer(occasion)
    if by == report.written.author:
        raise Invalid.one("/decision", "ownReport", f"{by} wrote the report, and another officer countersigns it.")
    if asked.decision == "returned":
        if asked.reason is None:
            raise Invalid.one("/reason", "reasonMissing", "A report is returned with a reason.")
        returned = Return(returned_at=occasion.now, returned_by=by, reason=asked.reason)
        return Decision(report.model_copy(update={"state": after, "returns": (*report.returns, returned)}))
    if claimed := list(overclaims(report, report.written, london_date(occasion.now))):
        raise Invalid(Fault("/decision", fault.code, fault.sentence) for fault in claimed)
    return deliver(report, report.written, after, by, occasion)


def _officer(occasion: Occasion) -> str:
    """Who decides, by the code of an officer: a countersignature is a person's. Raises Invalid."""
    try:
        return _OFFICER.validate_python(occasion.actor.officer)
    except ValidationError:
        sentence = "A countersignature is an officer's, and the token of this caller names none."
        raise Invalid.one("/", "notAnOfficer", sentence) from None
