"""The breach: whose move it is in each state, and what is kept of every move.

Invariant: the first recommendation is set with the first version of the pack and never changes (¶8).
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from services.breach.domain.findings import PackFinding, ReviewKind
from services.breach.domain.known_case import KnownCase
from services.breach.domain.pack import EarlierBreach, Pack, SignedPack
from services.breach.domain.parts import (
    BreachStep,
    Hearing,
    Owed,
    OwnFailure,
    PackExchange,
    PackReview,
    PackSignature,
    ReturnDispute,
)
from services.breach.domain.stages import TRANSITIONS, WITH_THE_PROVIDER, DisputeState
from shared.contracts.breach import OrderAfterBreach
from shared.decisions import NotAllowed, Occasion, Refusal, State
from shared.probation.vocabulary import (
    BreachApplication,
    BreachOutcome,
    BreachPenalty,
    BreachState,
    BreachWithdrawalReason,
    Recommendation,
)


class ActsForTheOtherSide(Refusal):
    """Both sides may read a breach; only the side whose part it is may act. The sentence says whose it is."""


class Breach(State):
    """One breach, from the decision to enforce to the court's answer.

    `known` is what the events know of its sentence, `earlier` the person's breaches that have ended: both are read with
    the breach and never written with it. The division's
    own breach follows from no decision of a CRC; its failures are those that the division recorded.
    """

    breach_id: UUID
    sentence_id: UUID
    crn: str
    decision_id: UUID | None
    provider: str
    division: str
    manager: str | None
    failures: tuple[UUID, ...]
    aware_at: datetime
    initiated_at: datetime
    state: BreachState = BreachState.INITIATED
    first_recommendation: Recommendation | None = None
    recommendation: Recommendation | None = None
    referred_at: datetime | None = None
    presented_to: str | None = None
    application: BreachApplication | None = None
    process: BreachState | None = None
    outcome: BreachOutcome | None = None
    penalty: BreachPenalty | None = None
    fine_amount: int | None = None
    days: int | None = None
    unpaid_work_hours: int | None = None
    order_after: OrderAfterBreach | None = None
    ended_on: date | None = None
    withdrawal_reason: BreachWithdrawalReason | None = None
    recommendation_followed: bool | None = None
    recommendation_changes: int = 0
    changes_by_manager: int = 0
    concluded_at: datetime | None = None
    owed: tuple[Owed, ...] = ()
    packs: tuple[Pack, ...] = ()
    signatures: tuple[PackSignature, ...] = ()
    reviews: tuple[PackReview, ...] = ()
    steps: tuple[BreachStep, ...] = ()
    own_failures: tuple[OwnFailure, ...] = ()
    disputes: tuple[ReturnDispute, ...] = ()
    hearings: tuple[Hearing, ...] = ()
    exchanges: tuple[PackExchange, ...] = ()
    known: tuple[KnownCase, ...] = ()
    earlier: tuple[EarlierBreach, ...] = ()

    def seen_by(self) -> frozenset[str]:
        """The provider and the division: both sides see the same list (¶18)."""
        return frozenset({self.provider, self.division})

    @property
    def case(self) -> KnownCase:
        """What the events know of its sentence, and the failures and warnings that the division itself recorded."""
        known = self.known[0]
        if not self.own_failures:
            return known
        letters = (one.letter(self.sentence_id) for one in self.own_failures)
        return known.model_copy(
            update={
                "contacts": (*known.contacts, *(one.contact(self.sentence_id) for one in self.own_failures)),
                "letters": (*known.letters, *(one for one in letters if one is not None)),
            }
        )

    @property
    def is_own(self) -> bool:
        """The division supervises the person itself: it refers to nobody, and presents its own pack [S]."""
        return self.provider == self.division

    @property
    def pack(self) -> Pack:
        """The newest version of the pack; every state from `prepared` on has one, unless it was withdrawn before."""
        return self.packs[-1]

    @property
    def signed_packs(self) -> tuple[SignedPack, ...]:
        """Every version with its countersignature, where it has one."""
        signed = {one.pack_version: one for one in self.signatures}

        def with_signature(pack: Pack) -> SignedPack:
            by = signed.get(pack.version)
            return SignedPack(
                **dict(pack),
                countersigned_by=by.manager if by is not None else None,
                countersigned_at=by.signed_at if by is not None else None,
            )

        return tuple(with_signature(pack) for pack in self.packs)

    @property
    def signed_pack(self) -> SignedPack:
        """The newest version, with its countersignature."""
        return self.signed_packs[-1]

    @property
    def holder(self) -> str:
        """The organisation that has the pack before it, and so the next move."""
        return self.provider if self.state in WITH_THE_PROVIDER else self.division

    @property
    def dispute(self) -> ReturnDispute | None:
        """The dispute of the newest version's return, open or over; a return is disputed once (¶18)."""
        return next((one for one in self.disputes if one.pack_version == len(self.packs)), None)

    @property
    def open_dispute(self) -> ReturnDispute | None:
        """The dispute that a third person has before them."""
        return self.dispute if self.dispute is not None and self.dispute.state is DisputeState.OPEN else None

    @property
    def allowed(self) -> tuple[str, ...]:
        """What the state allows next, of this breach: the division's own is not referred, a dispute comes once."""
        barred = {"refer"} if self.is_own else {"presentOwn"}
        barred |= {"dispute"} if self.dispute is not None or self.is_own else set()
        barred |= set() if self.open_dispute is not None else {"withdrawDispute", "upheld", "notUpheld"}
        return tuple(command for command in TRANSITIONS.allowed(self.state) if command not in barred)

    def must_allow(self, command: str) -> None:
        """`NotAllowed`, with what is, unless the command is among what this breach allows now."""
        if command not in self.allowed:
            raise NotAllowed(self.state, command, self.allowed)

    def facts(self, occasion: Occasion) -> dict[str, Any]:
        """What every event of this breach says."""
        return {
            "crn": self.crn,
            "detail_url": f"/breaches/{self.breach_id}",
            "recorded_by": occasion.actor,
            "breach_id": self.breach_id,
            "sentence_id": self.sentence_id,
        }

    def moved(self, command: str, occasion: Occasion, **changes: Any) -> "Breach":
        """The breach in the state that `command` leads to, with the step kept; `NotAllowed` where there is none."""
        self.must_allow(command)
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
