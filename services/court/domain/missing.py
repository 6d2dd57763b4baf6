"""What a full assessment needs and a report does not have (¶11).

Invariant: one rule answers for both, the report that reads as complete and the gaps recorded at sentence; so no gap is
ever recorded on a report that called itself complete.
"""

from collections.abc import Iterator

from pydantic import BaseModel, ConfigDict

from services.court.domain.checks import Check, kinds_to_report, state_of
from shared.contracts.court import RiskPicture
from shared.probation.vocabulary import CheckKind, CheckState, GapCause, RoshDepth


class Lack(BaseModel):
    """One thing missing, and the check it waits for where it is a check."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    cause: GapCause
    check_kind: CheckKind | None = None


_OF_A_CHECK = {
    CheckState.NOT_REQUESTED: GapCause.CHECK_NEVER_REQUESTED,
    CheckState.REQUESTED: GapCause.CHECK_UNANSWERED,
}


def lacks(checks: tuple[Check, ...], risk: RiskPicture, *, sara_completed: bool | None) -> tuple[Lack, ...]:
    """Everything missing: checks first, in the order of the vocabulary, then the assessments that rest on them."""
    return tuple(_lacks(checks, risk, bool(sara_completed)))


def _lacks(checks: tuple[Check, ...], risk: RiskPicture, sara_completed: bool) -> Iterator[Lack]:
    for kind in kinds_to_report(checks):
        if (cause := _OF_A_CHECK.get(state_of(checks, kind))) is not None:
            yield Lack(cause=cause, check_kind=kind)
    if risk.rosh_level is None or risk.rosh_depth is not RoshDepth.FULL:
        yield Lack(cause=GapCause.ROSH_NOT_FULLY_ASSESSED)
    if risk.rsr is None:
        yield Lack(cause=GapCause.RSR_NOT_CALCULATED)
    # Only where domestic abuse is known: where it is not known, the check that would tell is itself what is missing.
    if risk.domestic_abuse and not sara_completed:
        yield Lack(cause=GapCause.SARA_MISSING)
