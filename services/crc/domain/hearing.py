"""What each event of another service adds to the case. Pure, one function a fact; none minds which topic came first.

What follows from it is decided apart, in `opening`. Events of one topic come in order, those of different topics in
any; each function touches only what its own topic tells.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from services.crc.domain import heard_of_allocation as allocation
from services.crc.domain import heard_of_court as court
from services.crc.domain.cases import Case
from services.crc.domain.opening import settle
from services.crc.domain.parts import BreachHeard
from services.crc.domain.rows import replaced
from shared.contracts.allocation import (
    AllocationAccepted,
    AllocationDecided,
    AllocationEnded,
    AllocationReviewed,
    CaseTransferred,
    EscalationDecided,
)
from shared.contracts.breach import BreachConcluded, BreachInitiated
from shared.contracts.court import AssessmentRevised, InformationGapClosed, OrderAmended, SentencePassed
from shared.contracts.model import EventData
from shared.decisions import Decision


def breach_began(case: Case, told: BreachInitiated, at: datetime) -> Case:
    """A breach runs from now, and the count of failures stands still."""
    heard = _breach(case, told.breach_id)
    if heard.began_at is not None:
        return case
    return _with_breach(case, heard.model_copy(update={"began_at": at}))


def breach_ended(case: Case, told: BreachConcluded, at: datetime) -> Case:
    """The breach has ended, whatever its outcome: the count of failures starts again from nothing at this moment."""
    heard = _breach(case, told.breach_id)
    if heard.ended_at is not None:
        return case
    return _with_breach(case, heard.model_copy(update={"ended_at": at}))


def _breach(case: Case, breach_id: Any) -> BreachHeard:
    found = (one for one in case.breaches if one.breach_id == breach_id)
    return next(found, None) or BreachHeard(breach_id=breach_id)


def _with_breach(case: Case, breach: BreachHeard) -> Case:
    return case.model_copy(update={"breaches": replaced(case.breaches, "breach_id", breach)})


HEARD: Mapping[type[EventData], Callable[[Case, Any, datetime], Case]] = {
    SentencePassed: court.sentence,
    InformationGapClosed: court.gap_closed,
    OrderAmended: court.amended,
    AssessmentRevised: court.assessed,
    AllocationDecided: allocation.allocated,
    AllocationReviewed: allocation.reviewed,
    AllocationAccepted: allocation.accepted,
    EscalationDecided: allocation.escalation_decided,
    CaseTransferred: allocation.transferred,
    AllocationEnded: allocation.ended,
    BreachInitiated: breach_began,
    BreachConcluded: breach_ended,
}
"""What is listened to, and what it adds."""


def hear(case: Case | None, told: EventData, at: datetime) -> Decision[Case]:
    """The case with one more fact, and what follows from it; the first fact about a sentence makes it."""
    data: Any = told
    shell = Case(sentence_id=data.sentence_id, crn=told.crn)
    return settle(HEARD[type(told)](case or shell, told, at))
