"""The ways in which a CRC's part ends: the case moves to another CRC, the NPS takes it over, or the order ends."""

from datetime import datetime
from typing import Any

from services.crc.domain import contact_months
from services.crc.domain.cases import Case
from services.crc.domain.clocks import Clocks
from services.crc.domain.custody import closed as custody_closed
from services.crc.domain.overrides import ended as without_override
from services.crc.domain.parts import Move, Owed, Tenure
from services.crc.domain.reading import to_be_read_again
from services.crc.domain.stages import CASE, DECISION, ESCALATION, REVIEW, DecisionState, EscalationState, ReviewState
from shared.contracts.crc import CaseClosed, CaseOpened
from shared.contracts.model import ClockChange, Obligation
from shared.decisions import Decision
from shared.probation.calendar import due
from shared.probation.limits import LimitName

_ANEW = frozenset({Obligation.OFFICER_NAMED, Obligation.GAP_ACKNOWLEDGED})
"""What every CRC owes that a case comes to, by a clock of the same name: the one before ends with its part."""

_OF_THE_CRC = _ANEW | {Obligation.ASSIGNMENT_OVERRIDE}
"""What a CRC owes because the case has come to it or its officer holds it; all else is owed about the person."""


def move(case: Case, passed: Move) -> Decision[Case]:
    """The person lives in another CRC's area: the case closes here and opens there, with all that was done on it.

    The new CRC names its officer and that officer reads every gap, by clocks of their own from the transfer. What is
    owed about the person goes with the person, at its time: a move wins nobody time. What had run out by then is the
    miss of the CRC that had the case: its clock is not ended and stands as missed, for to start it again would take
    the miss away from the one, and lay it on the other. The thing itself is not forgotten: the review or the decision
    stays due, and the officer can make it. A question before the NPS stays there: it is about the person too.
    """
    assert case.opened_at is not None
    assert case.event_number is not None
    state = CASE.next(case.state, "move")
    going = [one for one in case.owed if _goes_with_the_person(one, passed)]
    here = Clocks(case)
    for one in case.owed:
        if one.obligation in _ANEW:
            here.cancel(one.obligation, one.subject_id)
    here.leave(passed.at)
    had = Tenure(provider=case.crc, officer=case.officer, opened_at=case.opened_at, closed_at=passed.at)
    there = case.model_copy(
        update={
            "state": state,
            "provider": passed.to_provider,
            "opened_at": passed.at,
            "officer": None,
            "officer_grade": None,
            "officer_named_at": None,
            "earlier_officers": case.officers_until(passed.at),
            "overrides": without_override(case, "move", passed.at),
            "gaps": tuple(to_be_read_again(gap) for gap in case.gaps),
            "earlier_providers": (*case.earlier_providers, had),
            "moves": _told(case, passed),
            "owed": here.owed,
        }
    )
    clocks = Clocks(there)
    clocks.start(Obligation.OFFICER_NAMED, case.sentence_id, due(LimitName.RESPONSIBLE_OFFICER_NAMED, passed.at))
    for gap in there.gaps:
        clocks.start(Obligation.GAP_ACKNOWLEDGED, gap.gap_id, due(LimitName.GAP_ACKNOWLEDGED, passed.at))
    for one in going:
        clocks.start(one.obligation, one.subject_id, one.due_at)
    contact_months.go_on(clocks, case, passed.at)
    opened = CaseOpened(
        crn=there.crn,
        detail_url=there.url,
        recorded_by=there.by_rule,
        clocks=clocks.told,
        sentence_id=there.sentence_id,
        event_number=case.event_number,
        provider=there.crc,
        provisional=bool(there.provisional),
        gaps_to_read=tuple(gap.gap_id for gap in there.gaps),
    )
    closed = _closed(case, passed.to_provider, here.told)
    return Decision(there.model_copy(update={"owed": clocks.owed}), (closed, opened))


def _goes_with_the_person(owed: Owed, passed: Move) -> bool:
    return owed.obligation not in _OF_THE_CRC and owed.due_at > passed.at


def transfer(case: Case, passed: Move) -> Decision[Case]:
    """The NPS has the case: nothing is owed by the CRC any more, done or not."""
    moves = _told(case, passed)
    changes = {"moves": moves, "transferred_to": passed.to_provider, "transferred_at": passed.at}
    return _close(case, "transfer", passed.at, changes)


def end(case: Case) -> Decision[Case]:
    """The order has ended: nobody is supervised under it, and nothing is owed on it."""
    assert case.ended_at is not None
    return _close(case, "end", case.ended_at, {})


def _close(case: Case, command: str, at: datetime, changes: dict[str, Any]) -> Decision[Case]:
    clocks = Clocks(case)
    clocks.leave(at)
    after = case.model_copy(
        update={
            "state": CASE.next(case.state, command),
            "owed": clocks.owed,
            "overrides": without_override(case, command, at),
            "risk_reviews": tuple(
                one.model_copy(update={"state": REVIEW.next(one.state, command)})
                if one.state is ReviewState.DUE
                else one
                for one in case.risk_reviews
            ),
            "enforcement_decisions": tuple(
                one.model_copy(update={"state": DECISION.next(one.state, command)})
                if one.state is DecisionState.DUE
                else one
                for one in case.enforcement_decisions
            ),
            "escalations": tuple(
                one.model_copy(update={"state": ESCALATION.next(one.state, command)})
                if one.state is EscalationState.UNDECIDED
                else one
                for one in case.escalations
            ),
            **custody_closed(case, command),
            **changes,
        }
    )
    return Decision(after, (_closed(case, after.transferred_to, clocks.told),))


def _closed(case: Case, transferred_to: str | None, clocks: tuple[ClockChange, ...]) -> CaseClosed:
    return CaseClosed(
        crn=case.crn,
        detail_url=case.url,
        recorded_by=case.by_rule,
        clocks=clocks,
        sentence_id=case.sentence_id,
        provider=case.crc,
        transferred_to=transferred_to,
    )


def _told(case: Case, passed: Move) -> tuple[Move, ...]:
    """The moves with this one told: it is the first that was not."""
    place = case.moves.index(passed)
    return (*case.moves[:place], passed.model_copy(update={"told": True}), *case.moves[place + 1 :])
