"""What a full assessment needs, and what of it a report does not have (¶11).

Invariant: one list of needs answers for all: the report that reads as complete, its figure of completeness, and the
gaps recorded at sentence; so no gap is ever recorded on a report that called itself complete.

OGRS3 is reported and is not among the needs: no criterion of allocation rests on it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict

from services.court.domain.checks import ALWAYS_NEEDED, Check, kinds_to_report, state_of
from shared.contracts.court import RiskPicture
from shared.probation.vocabulary import CheckKind, CheckState, GapCause, RoshDepth, Source


class Lack(BaseModel):
    """One thing missing: the check that it waits for, or the source that was not consulted, where it is one."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    cause: GapCause
    check_kind: CheckKind | None = None
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Needed:
    """One thing that a full assessment needs. `lack` is what is missing of it; None where it is there."""

    lack: Lack | None


_OF_A_CHECK = {
    CheckState.NOT_REQUESTED: GapCause.CHECK_NEVER_REQUESTED,
    CheckState.REQUESTED: GapCause.CHECK_UNANSWERED,
}


def needs(
    checks: tuple[Check, ...],
    risk: RiskPicture,
    *,
    sara_completed: bool | None,
    sources: tuple[Source, ...] = (),
    consulted: tuple[Source, ...] = (),
) -> tuple[Needed, ...]:
    """Everything needed: checks first, in the order of the vocabulary, then the assessments, then the sources.

    `sources` are those that the delivered report needs. Where none has been delivered there are none: nobody has
    assessed anything yet, and that is what is missing.
    """
    return (*_checks(checks), *_assessments(risk, bool(sara_completed)), *_sources(sources, consulted))


def lacks_of(needed: tuple[Needed, ...]) -> tuple[Lack, ...]:
    """What is missing of what is needed, in the same order."""
    return tuple(one.lack for one in needed if one.lack is not None)


def lacks(checks: tuple[Check, ...], risk: RiskPicture, *, sara_completed: bool | None) -> tuple[Lack, ...]:
    """What is missing where no report has been delivered."""
    return lacks_of(needs(checks, risk, sara_completed=sara_completed))


def completeness(needed: int, had: int) -> int:
    """How much of what is needed is there, in whole per cent; 100 only where nothing is missing."""
    return had * 100 // needed


def _checks(checks: tuple[Check, ...]) -> Iterator[Needed]:
    for kind in kinds_to_report(checks):
        state = state_of(checks, kind)
        # The two that are always needed count as settled where there is a reason not to ask; of the other kinds one
        # that was dispensed with is simply not needed, or else dispensing would make a report look more complete.
        if kind in ALWAYS_NEEDED or state is not CheckState.NOT_REQUIRED:
            cause = _OF_A_CHECK.get(state)
            yield Needed(None if cause is None else Lack(cause=cause, check_kind=kind))


def _assessments(risk: RiskPicture, sara_completed: bool) -> Iterator[Needed]:
    full = risk.rosh_level is not None and risk.rosh_depth is RoshDepth.FULL
    yield Needed(None if full else Lack(cause=GapCause.ROSH_NOT_FULLY_ASSESSED))
    yield Needed(None if risk.rsr is not None else Lack(cause=GapCause.RSR_NOT_CALCULATED))
    # Only where domestic abuse is known: where it is not known, the check that would tell is itself what is missing.
    if risk.domestic_abuse:
        yield Needed(None if sara_completed else Lack(cause=GapCause.SARA_MISSING))


def _sources(sources: tuple[Source, ...], consulted: tuple[Source, ...]) -> Iterator[Needed]:
    for source in sources:
        missing = source not in consulted
        yield Needed(Lack(cause=GapCause.SOURCE_NOT_CONSULTED, source=source) if missing else None)
