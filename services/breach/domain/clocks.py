"""Clocks of a breach: each change is made on the breach and told in an event, together or not at all.

Invariant: a clock that has run out is never taken away by what comes later: it is met, late, or it stands as missed.
"""

from datetime import datetime
from uuid import UUID

from services.breach.domain.breaches import Breach
from services.breach.domain.parts import Owed
from shared.contracts.model import ClockChange, Obligation


class Clocks:
    """The clocks of one breach while one decision is made: `owed` for its state, `told` for its event."""

    def __init__(self, owed: tuple[Owed, ...]) -> None:
        self._owed = list(owed)
        self._told: list[ClockChange] = []

    @classmethod
    def of(cls, breach: Breach) -> "Clocks":
        """The clocks that run on a breach."""
        return cls(breach.owed)

    @property
    def owed(self) -> tuple[Owed, ...]:
        """What is owed now."""
        return tuple(self._owed)

    @property
    def told(self) -> tuple[ClockChange, ...]:
        """What this decision changed."""
        return tuple(self._told)

    def start(self, obligation: Obligation, subject_id: UUID, due_at: datetime, owner: str) -> None:
        """It begins to run."""
        self._owed.append(Owed(obligation=obligation, subject_id=subject_id, due_at=due_at))
        self._told.append(ClockChange.started(obligation, subject_id, due_at, owner))

    def meet(self, *obligations: Obligation) -> None:
        """What was owed is done, on time or late."""
        for one in self._taken(obligations):
            self._told.append(ClockChange.met(one.obligation, one.subject_id))

    def end(self, at: datetime, *obligations: Obligation) -> None:
        """Nobody owes it from `at` on. One that had run out by then is not cancelled: it stands as missed."""
        for one in self._taken(obligations):
            if at <= one.due_at:
                self._told.append(ClockChange.cancelled(one.obligation, one.subject_id))

    def stop_in_time(self, at: datetime, obligation: Obligation) -> None:
        """It stops running if it runs still; one that has run out stays owed, and late."""
        running = [one for one in self._owed if one.obligation is obligation and at <= one.due_at]
        for one in running:
            self._owed.remove(one)
            self._told.append(ClockChange.cancelled(one.obligation, one.subject_id))

    def pass_on(self, at: datetime, obligation: Obligation, owner: str) -> None:
        """Another owes it from `at` on, at its time. What had run out by then is the miss of who owed it before."""
        for one in self._taken((obligation,)):
            if at <= one.due_at:
                self._told.append(ClockChange.cancelled(obligation, one.subject_id))
                self.start(obligation, one.subject_id, one.due_at, owner)

    def owes(self, obligation: Obligation) -> bool:
        """Whether something is owed under an obligation."""
        return any(one.obligation is obligation for one in self._owed)

    def _taken(self, obligations: tuple[Obligation, ...]) -> list[Owed]:
        taken = [one for one in self._owed if not obligations or one.obligation in obligations]
        self._owed = [one for one in self._owed if one not in taken]
        return taken
