"""The breach: its states, whose move it is in each, and what is kept of every move.

Invariant: the first recommendation is set with the first version of the pack and never changes (¶8).
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from services.breach.domain.findings import PackFinding, ReviewKind
from services.breach.domain.known_case import Heard, KnownCase
from services.breach.domain.pack import Pack
from shared.contracts.model import ClockChange, Obligation
from shared.decisions import Occasion, Refusal, State, Transitions
from shared.probation.vocabulary import BreachOutcome, BreachState, Recommendation

_S = BreachState

TRANSITIONS: Transitions[BreachState] = Transitions(
    {
        (_S.INITIATED, "prepare"): _S.PREPARED,
        (_S.INITIATED, "withdrawn"): _S.WITHDRAWN,
        (_S.PREPARED, "prepare"): _S.PREPARED,
        (_S.PREPARED, "check"): _S.PREPARED,
        (_S.PREPARED, "refer"): _S.REFERRED,
        (_S.PREPARED, "withdrawn"): _S.WITHDRAWN,
        (_S.REFERRED, "check"): _S.REFERRED,
        (_S.REFERRED, "return"): _S.RETURNED,
        (_S.REFERRED, "accept"): _S.ACCEPTED,
        (_S.REFERRED, "withdrawn"): _S.WITHDRAWN,
        (_S.RETURNED, "check"): _S.RETURNED,
        (_S.RETURNED, "prepare"): _S.PREPARED,
        (_S.RETURNED, "withdrawn"): _S.WITHDRAWN,
        (_S.ACCEPTED, "present"): _S.PRESENTED,
        (_S.ACCEPTED, "withdrawn"): _S.WITHDRAWN,
        (_S.PRESENTED, "summonsIssued"): _S.SUMMONS_ISSUED,
        (_S.PRESENTED, "warrantIssued"): _S.WARRANT_ISSUED,
        # Where the person is before the court on the day, it can decide at once: no process has to be issued.
        (_S.PRESENTED, "proven"): _S.PROVEN,
        (_S.PRESENTED, "notProven"): _S.NOT_PROVEN,
        (_S.PRESENTED, "withdrawn"): _S.WITHDRAWN,
        (_S.SUMMONS_ISSUED, "executed"): _S.EXECUTED,
        (_S.SUMMONS_ISSUED, "withdrawn"): _S.WITHDRAWN,
        (_S.WARRANT_ISSUED, "executed"): _S.EXECUTED,
        (_S.WARRANT_ISSUED, "withdrawn"): _S.WITHDRAWN,
        (_S.EXECUTED, "proven"): _S.PROVEN,
        (_S.EXECUTED, "notProven"): _S.NOT_PROVEN,
        (_S.EXECUTED, "withdrawn"): _S.WITHDRAWN,
    }
)
"""What may be done in each state. To refer is not to lay: a return is a state of its own [S]."""

WITH_THE_PROVIDER = frozenset({_S.INITIATED, _S.PREPARED, _S.RETURNED})
"""The states in which the pack lies with the provider; from referral on it lies with the NPS division."""


class ActsForTheOtherSide(Refusal):
    """Both sides may read a breach; only the side whose part it is may act. The sentence says whose it is."""


class PackReview(Heard):
    """One reading of a version of the pack: a check by the rules, a return, or an acceptance."""

    breach_id: UUID
    number: int
    pack_version: int
    kind: ReviewKind
    at: datetime
    organisation: str
    officer: str | None
    findings: tuple[PackFinding, ...]


class BreachStep(Heard):
    """One state that the breach came into."""

    breach_id: UUID
    number: int
    state: BreachState
    at: datetime
    organisation: str
    officer: str | None


class Breach(State):
    """One breach, from the decision to enforce to the court's answer.

    `known` is what the events know of its sentence: read with the breach, written only by the reactions.
    """

    breach_id: UUID
    sentence_id: UUID
    crn: str
    decision_id: UUID
    provider: str
    division: str
    manager: str
    failures: tuple[UUID, ...]
    aware_at: datetime
    initiated_at: datetime
    state: BreachState = BreachState.INITIATED
    first_recommendation: Recommendation | None = None
    recommendation: Recommendation | None = None
    referred_at: datetime | None = None
    presented_to: str | None = None
    outcome: BreachOutcome | None = None
    concluded_at: datetime | None = None
    packs: tuple[Pack, ...] = ()
    reviews: tuple[PackReview, ...] = ()
    steps: tuple[BreachStep, ...] = ()
    known: tuple[KnownCase, ...] = ()

    def seen_by(self) -> frozenset[str]:
        """The provider and the division: both sides see the same list (¶18)."""
        return frozenset({self.provider, self.division})

    @property
    def case(self) -> KnownCase:
        """What the events know of its sentence."""
        return self.known[0]

    @property
    def pack(self) -> Pack:
        """The newest version of the pack; every state from `prepared` on has one, unless it was withdrawn before."""
        return self.packs[-1]

    @property
    def holder(self) -> str:
        """The organisation that has the pack before it, and so the next move."""
        return self.provider if self.state in WITH_THE_PROVIDER else self.division

    @property
    def returned_pack(self) -> Pack | None:
        """The version that was returned last, if any was."""
        versions = [review.pack_version for review in self.reviews if review.kind is ReviewKind.RETURN]
        return self.packs[versions[-1] - 1] if versions else None

    def facts(self, occasion: Occasion) -> dict[str, Any]:
        """What every event of this breach says."""
        return {
            "crn": self.crn,
            "detail_url": f"/breaches/{self.breach_id}",
            "recorded_by": occasion.actor,
            "breach_id": self.breach_id,
            "sentence_id": self.sentence_id,
        }

    def running_clock(self) -> tuple[Obligation, UUID] | None:
        """What is owed just now, and by which name its clock runs."""
        if self.state in (BreachState.REFERRED, BreachState.ACCEPTED):
            return Obligation.BREACH_PRESENTED, self.pack.pack_id
        if self.state not in WITH_THE_PROVIDER:
            return None
        if (returned := self.returned_pack) is not None:
            return Obligation.PACK_RESUBMITTED, returned.pack_id
        return Obligation.BREACH_REFERRED, self.breach_id

    def clock_met(self) -> tuple[ClockChange, ...]:
        """What was owed is done."""
        running = self.running_clock()
        return () if running is None else (ClockChange.met(*running),)

    def clock_cancelled(self) -> tuple[ClockChange, ...]:
        """Nobody owes it any more."""
        running = self.running_clock()
        return () if running is None else (ClockChange.cancelled(*running),)

    def moved(self, command: str, occasion: Occasion, **changes: Any) -> "Breach":
        """The breach in the state that `command` leads to, with the step kept; `NotAllowed` where there is none."""
        state = TRANSITIONS.next(self.state, command)
        step = BreachStep(
            breach_id=self.breach_id,
            number=len(self.steps) + 1,
            state=state,
            at=occasion.now,
            organisation=occasion.actor.organisation,
            officer=occasion.actor.officer,
        )
        return self.model_copy(update={"state": state, "steps": (*self.steps, step), **changes})

    def reviewed(self, kind: ReviewKind, findings: tuple[PackFinding, ...], occasion: Occasion) -> PackReview:
        """One more reading of the newest version."""
        return PackReview(
            breach_id=self.breach_id,
            number=len(self.reviews) + 1,
            pack_version=len(self.packs),
            kind=kind,
            at=occasion.now,
            organisation=occasion.actor.organisation,
            officer=occasion.actor.officer,
            findings=findings,
        )


def only_for(organisation: str, occasion: Occasion, act: str) -> None:
    """`ActsForTheOtherSide` unless the one who acts belongs to the organisation whose part it is."""
    if occasion.actor.organisation != organisation:
        raise ActsForTheOtherSide(
            f"Only {organisation} can {act}; {occasion.actor.organisation} can read this breach and not act on it here."
        )
