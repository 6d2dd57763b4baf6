"""A disputed return: the CRC says that the pack should not have come back, and a third person decides (¶18).

Invariant: a return is disputed once, and never decided by who returned the pack. While the dispute is open the breach
stays `returned` and the CRC owes no pack. Upheld, the pack is accepted as it was; otherwise the return stands.
"""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from services.breach.domain.acting import officer_of
from services.breach.domain.asked import Grounds
from services.breach.domain.breaches import ActsForTheOtherSide, Breach, only_for
from services.breach.domain.clocks import Clocks
from services.breach.domain.exchange_figures import disputed
from services.breach.domain.findings import PackFinding, ReviewKind
from services.breach.domain.parts import PackReview, ReturnDispute
from services.breach.domain.stages import DISPUTE
from shared.contracts.breach import ReturnDisputed, ReturnDisputeDecided, ReturnDisputeWithdrawn
from shared.contracts.model import Contract, EventData, Obligation
from shared.decisions import Decision, Fault, Invalid, Occasion
from shared.probation.calendar import due
from shared.probation.limits import LimitName
from shared.probation.vocabulary import DisputeOutcome

_O = Obligation


class DisputeAsked(Contract):
    """Which reasons of the return are disputed, and why."""

    reasons: Annotated[
        tuple[Annotated[int, Field(ge=1, le=50)], ...],
        Field(
            min_length=1,
            max_length=50,
            description="Numbers of the return's reasons, from 1; every fatal one, or the return stands anyway.",
            examples=[[1]],
        ),
    ]
    grounds: Grounds


class DisputeDecisionAsked(Contract):
    """What somebody who had no part in the return makes of it."""

    outcome: DisputeOutcome = Field(examples=["upheld"])
    grounds: Grounds


def dispute(breach: Breach, asked: DisputeAsked, occasion: Occasion) -> Decision[Breach]:
    """Dispute the last return: the clock of the resubmission stops if it runs still, and the division's begins.

    Raises `NotAllowed` where nothing is returned or the return was disputed before, `Invalid` where a number names no
    reason of the return or a fatal reason is left standing.
    """
    only_for(breach.provider, occasion, "dispute the return")
    breach.must_allow("dispute")
    returned = _last_return(breach)
    if faults := list(_faults(asked, returned)):
        raise Invalid(faults)
    reasons = tuple(returned.findings[number - 1] for number in sorted(set(asked.reasons)))
    opened = ReturnDispute(
        breach_id=breach.breach_id,
        dispute_id=occasion.new_id(),
        pack_version=breach.pack.version,
        reasons=reasons,
        grounds=asked.grounds,
        disputed_at=occasion.now,
        disputed_by=officer_of(occasion, "A dispute is somebody's"),
    )
    clocks = Clocks.of(breach)
    clocks.stop_in_time(occasion.now, _O.PACK_RESUBMITTED)
    due_at = due(LimitName.RETURN_DISPUTE_DECIDED, occasion.now)
    clocks.start(_O.RETURN_DISPUTE_DECIDED, opened.dispute_id, due_at, breach.division)
    after = breach.model_copy(
        update={
            "disputes": (*breach.disputes, opened),
            "exchanges": disputed(breach, opened.state),
            "owed": clocks.owed,
        }
    )
    told = ReturnDisputed(
        **breach.facts(occasion),
        dispute_id=opened.dispute_id,
        version=opened.pack_version,
        provider=breach.provider,
        division=breach.division,
        reasons=tuple(reason.told() for reason in reasons),
        clocks=clocks.told,
    )
    return Decision(after, (told,))


def decide(breach: Breach, asked: DisputeDecisionAsked, occasion: Occasion) -> Decision[Breach]:
    """A third person's decision: the pack is accepted as it was, with its minor faults, or the return stands.

    Upheld, the NPS owes the presentation from now; otherwise the CRC owes the pack. Each has a clock of its own.
    """
    only_for(breach.division, occasion, "decide the dispute")
    breach.must_allow(asked.outcome)
    opened = breach.open_dispute
    assert opened is not None
    decider = officer_of(occasion, "A dispute is decided by a person")
    if decider in _who_returned(breach):
        raise ActsForTheOtherSide("Who returned the pack does not decide whether it should have been returned (¶18).")
    upheld = asked.outcome is DisputeOutcome.UPHELD
    ended = opened.model_copy(
        update={
            "state": DISPUTE.next(opened.state, asked.outcome),
            "ended_at": occasion.now,
            "ended_by": decider,
            "decision_grounds": asked.grounds,
        }
    )
    clocks = Clocks.of(breach)
    clocks.meet(_O.RETURN_DISPUTE_DECIDED)
    if upheld:
        clocks.end(occasion.now, _O.PACK_RESUBMITTED)
        due_at = due(LimitName.BREACH_PRESENTED_REFERRED, occasion.now)
        clocks.start(_O.BREACH_PRESENTED, opened.dispute_id, due_at, breach.division)
    else:
        due_at = due(LimitName.PACK_RESUBMITTED, occasion.now)
        clocks.start(_O.PACK_RESUBMITTED, opened.resubmission_id, due_at, breach.provider)
    moved = breach
    if upheld:
        minor = tuple(one for one in _last_return(breach).findings if not one.is_fatal)
        review = breach.reviewed(ReviewKind.ACCEPTANCE, minor, occasion)
        moved = breach.moved("upheld", occasion, reviews=(*breach.reviews, review))
    after = _with_dispute(moved, ended, clocks)
    told = ReturnDisputeDecided(
        **breach.facts(occasion),
        dispute_id=opened.dispute_id,
        version=opened.pack_version,
        outcome=asked.outcome,
        decided_by=decider,
        clocks=clocks.told,
    )
    return Decision(after, (told,))


def withdraw(breach: Breach, occasion: Occasion) -> Decision[Breach]:
    """The CRC takes its dispute back, and owes the pack at the time at which it had owed it: nobody wins time so."""
    only_for(breach.provider, occasion, "take the dispute back")
    breach.must_allow("withdrawDispute")
    after, told = without_dispute(breach, occasion)
    return Decision(after, told)


def without_dispute(
    breach: Breach, occasion: Occasion, *, since: datetime | None = None, is_over: bool = False
) -> tuple[Breach, tuple[EventData, ...]]:
    """The breach with its open dispute withdrawn, and what is told of it; as it was where there is none.

    `since` is when that happened which ends it, where it is heard of later; `is_over` says that no pack is owed either.
    """
    opened = breach.open_dispute
    if opened is None:
        return breach, ()
    by = occasion.actor.officer or occasion.actor.organisation
    ended = opened.model_copy(
        update={"state": DISPUTE.next(opened.state, "withdrawDispute"), "ended_at": occasion.now, "ended_by": by}
    )
    clocks = Clocks.of(breach)
    clocks.end(since or occasion.now, _O.RETURN_DISPUTE_DECIDED)
    if not is_over and not clocks.owes(_O.PACK_RESUBMITTED):
        due_at = due(LimitName.PACK_RESUBMITTED, _last_return(breach).at)
        clocks.start(_O.PACK_RESUBMITTED, opened.resubmission_id, due_at, breach.provider)
    told = ReturnDisputeWithdrawn(
        **breach.facts(occasion),
        dispute_id=opened.dispute_id,
        version=opened.pack_version,
        clocks=clocks.told,
    )
    return _with_dispute(breach, ended, clocks), (told,)


def _with_dispute(breach: Breach, ended: ReturnDispute, clocks: Clocks) -> Breach:
    return breach.model_copy(
        update={
            "disputes": tuple(ended if one.dispute_id == ended.dispute_id else one for one in breach.disputes),
            "exchanges": disputed(breach, ended.state),
            "owed": clocks.owed,
        }
    )


def _last_return(breach: Breach) -> PackReview:
    return next(one for one in reversed(breach.reviews) if one.kind is ReviewKind.RETURN)


def _who_returned(breach: Breach) -> frozenset[str | None]:
    return frozenset(one.officer for one in breach.reviews if one.kind is ReviewKind.RETURN)


def _faults(asked: DisputeAsked, returned: PackReview) -> list[Fault]:
    findings: tuple[PackFinding, ...] = returned.findings
    faults = [
        Fault(f"/reasons/{index}", "noSuchReason", f"The return has no reason {number}.")
        for index, number in enumerate(asked.reasons)
        if number > len(findings)
    ]
    left = [number for number, one in enumerate(findings, 1) if one.is_fatal and number not in asked.reasons]
    faults += [
        Fault("/reasons", "fatalReasonNotDisputed", f"Reason {number} is fatal: undisputed, the return stands anyway.")
        for number in left
    ]
    return faults
