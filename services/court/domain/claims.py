"""What may be claimed depends on what was received: a full assessment rests on answers and on sources (¶11)."""

from collections.abc import Collection, Iterator
from datetime import date

from services.court.domain.assessments import Sara
from services.court.domain.checks import ALWAYS_NEEDED, Check, state_of
from services.court.domain.deliveries import Written
from services.court.domain.reports import Report
from services.court.domain.sources import sources_needed
from shared.decisions import Fault
from shared.probation.vocabulary import CheckKind, RoshDepth, Source


def overclaims(report: Report, written: Written, on: date) -> Iterator[Fault]:
    """What the written report claims beyond what its checks and sources bear, at its place."""
    # Of an addendum the sources are those of the report that it adds to.
    needed = sources_needed(report.delivered_type or written.delivered_type, on)
    said = written.assessment
    yield from beyond_what_is_borne(report.checks, needed, said.sources_consulted, said.rosh_depth, said.sara)


def beyond_what_is_borne(
    checks: tuple[Check, ...],
    needed: Collection[Source],
    consulted: Collection[Source],
    depth: RoshDepth | None,
    sara: Sara | None,
) -> Iterator[Fault]:
    """The rule itself, which holds of a report and of what is assessed after sentence alike."""
    if depth is RoshDepth.FULL:
        yield from _full_rosh(checks, [source for source in needed if source not in consulted])
    answer = state_of(checks, CheckKind.DOMESTIC_ABUSE)
    if sara is not None and not answer.is_settled:
        yield Fault(
            "/sara",
            "checkOutstanding",
            "A spousal assault risk assessment weighs the call-outs that the police know of, and they have not "
            f"answered: {CheckKind.DOMESTIC_ABUSE} ({answer}).",
        )


def _full_rosh(checks: tuple[Check, ...], unread: list[Source]) -> Iterator[Fault]:
    outstanding = [kind for kind in ALWAYS_NEEDED if not state_of(checks, kind).is_settled]
    if outstanding:
        named = ", ".join(f"{kind} ({state_of(checks, kind)})" for kind in outstanding)
        yield Fault(
            "/roshDepth",
            "checksOutstanding",
            f"The risk of serious harm is not fully assessed without these checks: {named}.",
        )
    if unread:
        yield Fault(
            "/roshDepth",
            "sourcesNotConsulted",
            f"The risk of serious harm is not fully assessed without these sources: {', '.join(unread)}.",
        )
