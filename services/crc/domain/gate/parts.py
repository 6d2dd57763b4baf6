"""The parts of a case that are about custody: each stay in prison with its needs and its release, and each recall."""

from datetime import date, datetime
from uuid import UUID

from services.crc.domain.gate.stages import StayState
from services.crc.domain.parts import Piece
from shared.probation.vocabulary import Need, RecallReason, RecallState, ResettlementHelp


class CustodyTurn(Piece):
    """The court has put custody in the place of an order, or an order in its place; `told` says that it has been."""

    number: int
    in_custody: bool
    at: datetime
    told: bool = False


class HelpEntry(Piece):
    """One word on the help with a need: what became of it, on which day, and who recorded it when."""

    help: ResettlementHelp
    on: date
    recorded_at: datetime
    recorded_by: str


class ResettlementNeed(Piece):
    """A need that stands in the way of resettlement, and everything that was recorded of the help with it."""

    need: Need
    entries: tuple[HelpEntry, ...] = ()

    @property
    def help(self) -> ResettlementHelp | None:
        """How the help stands; None where nothing has been planned."""
        return self.entries[-1].help if self.entries else None

    @property
    def is_settled(self) -> bool:
        """Help was received, or the person did not want it; planned is not received (¶21)."""
        return self.help is not None and self.help.settles_the_need

    def help_by(self, day: date) -> ResettlementHelp | None:
        """How the help stood at the end of that London day."""
        return next((one.help for one in reversed(self.entries) if one.on <= day), None)


class NeedThen(Piece):
    """A need as it stood at release."""

    need: Need
    help: ResettlementHelp | None


class Stay(Piece):
    """One stay in custody: under the sentence, or after a recall. `number` counts them from 1.

    `needs_at_release` is what a person left prison with; what is recorded afterwards changes it no more.
    """

    sentence_id: UUID
    stay_id: UUID
    number: int
    since: date
    recall_id: UUID | None = None
    state: StayState = StayState.RECEIVED
    prison: str | None = None
    screened_at: datetime | None = None
    screened_by: str | None = None
    needs: tuple[ResettlementNeed, ...] = ()
    planned_at: datetime | None = None
    planned_by: str | None = None
    release_on: date | None = None
    pre_release_from: date | None = None
    release_id: UUID | None = None
    released_at: datetime | None = None
    released_by: str | None = None
    resettled_by: str | None = None
    licence_ends_on: date | None = None
    supervision_ends_on: date | None = None
    needs_at_release: tuple[NeedThen, ...] = ()
    helped_enough: bool | None = None

    @property
    def open_needs(self) -> tuple[Need, ...]:
        """The needs that nothing has settled yet."""
        return tuple(one.need for one in self.needs if not one.is_settled)


class Recall(Piece):
    """One recall: asked for by an officer, countersigned or not by a manager, decided outside the CRC [C]."""

    sentence_id: UUID
    recall_id: UUID
    state: RecallState = RecallState.REQUESTED
    reason: RecallReason
    decision_id: UUID | None = None
    requested_at: datetime
    requested_by: str
    due_at: datetime
    countersigned_at: datetime | None = None
    countersigned_by: str | None = None
    decided_on: date | None = None
    decided_at: datetime | None = None
    decided_by: str | None = None

    @property
    def is_under_way(self) -> bool:
        """Nobody has said the last word on it."""
        return self.state in (RecallState.REQUESTED, RecallState.COUNTERSIGNED)
