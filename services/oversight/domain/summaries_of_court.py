"""Sentences for what the court tells."""

from collections.abc import Callable
from typing import Any

from services.oversight.domain.words import count, day, low, missing
from shared.contracts import court as c
from shared.contracts.model import EventData
from shared.probation.vocabulary import AppealOutcome, GapClosure

UNITS = {
    "days": ("day", "days"),
    "hours": ("hour", "hours"),
    "months": ("month", "months"),
    "hoursADay": ("hour a day", "hours a day"),
}
"""What the amount of a requirement is counted in, for one and for many."""


def _author(e: c.ReportAuthorNamed) -> str:
    training = "trained for it" if e.trained else "not trained for it"
    more = "; a countersignature is needed" if e.countersignature_needed else ""
    return f"The report has its author: {low(e.grade)}, {training}{more}."


def _adjourned(e: c.ReportAdjourned) -> str:
    wants = ", and wants an addendum" if e.addendum_wanted else ""
    return f"The court put the case off to {day(e.court_date)}{wants}: {low(e.reason)}."


def _report_completed(e: c.ReportCompleted) -> str:
    what = f"{e.delivered_type.description} delivered"
    if e.delivered_type is not e.requested_type:
        what += f" instead of {low(e.requested_type)}"
    return f"{what}, complete." if e.complete else f"{what}, saying that it lacks {count(len(e.missing), 'thing')}."


def _chased(e: c.CheckChased) -> str:
    return f"Check chased for the {_nth(e.times)} time: {low(e.check_kind)}."


def _nth(number: int) -> str:
    """`1st`, `2nd`, `3rd`, `4th`, `11th`, `21st`."""
    if number % 100 in (11, 12, 13):
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"


def _check_answered(e: c.CheckAnswered) -> str:
    late = "after sentence" if e.late else "before sentence"
    return f"{e.check_kind.description}: {low(e.answer)}, {late}."


def _requirement(one: c.Requirement) -> str:
    noun = UNITS[one.unit]
    length = f" for {count(one.months, 'month')}" if one.months else ""
    return f"{low(one.kind)} {count(one.amount, *noun)}{length}"


def _with_what(requirements: tuple[c.Requirement, ...]) -> str:
    return f" with {', '.join(_requirement(one) for one in requirements)}" if requirements else ""


def _sentence(e: c.SentencePassed) -> str:
    differs = f"; not as proposed in {count(len(e.proposal_differences), 'thing')}" if e.proposal_differences else ""
    gaps = f"{count(len(e.gaps), 'information gap')} at sentence"
    return f"{e.disposal.description}{_with_what(e.requirements)}{differs}; {gaps}."


APPEALS = {
    AppealOutcome.DISMISSED: "The appeal was dismissed: the sentence stands.",
    AppealOutcome.VARIED: "The appeal was allowed in part: the sentence stands as changed.",
    AppealOutcome.QUASHED: "The appeal was allowed: the sentence is quashed.",
    AppealOutcome.ABANDONED: "The appeal was abandoned: the sentence stands.",
}


def _amended(e: c.OrderAmended) -> str:
    order = f"{low(e.disposal)} until {day(e.order_ends_on)}{_with_what(e.requirements)}"
    return f"The court changed the order ({low(e.cause)}): {order}."


def _revised(e: c.AssessmentRevised) -> str:
    return f"The risk was assessed again after sentence: risk of serious harm {low(e.risk.rosh_level)}."


CLOSED = {
    GapClosure.LATE_ANSWER: "by the late answer",
    GapClosure.SUPERVISED_WITHOUT_IT: "by a decision to supervise without it",
    GapClosure.ORDER_ENDED: "unanswered, with the end of the order",
}


def _gap_closed(e: c.InformationGapClosed) -> str:
    left = count(len(e.open_gaps), "gap")
    return (
        f"Information gap closed {CLOSED[e.closure]} ({missing(e.check_kind, e.source, e.cause)}); {left} still open."
    )


SENTENCES: dict[type[EventData], Callable[[Any], str]] = {
    c.ReportRequested: lambda e: f"{e.requested_type.description} requested by the court.",
    c.ReportAuthorNamed: _author,
    c.ReportAdjourned: _adjourned,
    c.ReportWithdrawn: lambda e: f"The report was withdrawn: {low(e.reason)}.",
    c.CheckRequested: lambda e: f"Check requested: {low(e.check_kind)}.",
    c.CheckChased: _chased,
    c.CheckAnswered: _check_answered,
    c.ReportCompleted: _report_completed,
    c.SentencePassed: _sentence,
    c.SentenceAppealed: lambda e: "An appeal was lodged; the sentence stands until it is decided.",
    c.AppealDecided: lambda e: APPEALS[e.outcome],
    c.OrderAmended: _amended,
    c.OrderRevoked: lambda e: f"The order ended on {day(e.ended_on)}: {low(e.cause)}.",
    c.AssessmentRevised: _revised,
    c.InformationGapClosed: _gap_closed,
}
