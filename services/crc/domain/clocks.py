"""Clocks of a case: each change is made on the case and told in an event, together or not at all."""

from datetime import datetime
from uuid import UUID

from services.crc.domain.cases import Case
from services.crc.domain.parts import Owed
from shared.contracts.model import ClockChange, Obligation

_OWED_BY = {Obligation.CUSTODY_SCREENED: "prison"}
"""Who owes what the CRC does not."""


class Clocks:
    """The clocks of one case while one decision is made: `owed` for its state, `told` for its event."""

    def __init__(self, case: Case) -> None:
        self._owner = case.crc
        self._owed = {(one.obligation, one.subject_id): one for one in case.owed}
        self._told: list[ClockChange] = []

    @property
    def owed(self) -> tuple[Owed, ...]:
        """What runs now; by kind and subject, so that the order of events leaves no trace."""
        return tuple(self._owed[key] for key in sorted(self._owed, key=lambda key: (key[0].value, str(key[1]))))

    @property
    def told(self) -> tuple[ClockChange, ...]:
        """What this decision changed."""
        return tuple(self._told)

    def start(self, obligation: Obligation, subject_id: UUID, due_at: datetime) -> None:
        """It begins to run; one that runs already gets a new time. The CRC owes it, but for what the prison does."""
        self._owed[obligation, subject_id] = Owed(obligation=obligation, subject_id=subject_id, due_at=due_at)
        owner = _OWED_BY.get(obligation, self._owner)
        self._told.append(ClockChange.started(obligation, subject_id, due_at, owner))

    def meet(self, obligation: Obligation, subject_id: UUID) -> None:
        """What was owed is done; nothing where it was not owed."""
        if self._owed.pop((obligation, subject_id), None) is not None:
            self._told.append(ClockChange.met(obligation, subject_id))

    def meet_at_once(self, obligation: Obligation, subject_id: UUID, due_at: datetime) -> None:
        """It would begin to run and is done already."""
        self._told.append(ClockChange.met(obligation, subject_id, due_at=due_at, owner=self._owner))

    def cancel(self, obligation: Obligation, subject_id: UUID) -> None:
        """Nobody owes it any more; nothing where it was not owed."""
        if self._owed.pop((obligation, subject_id), None) is not None:
            self._told.append(ClockChange.cancelled(obligation, subject_id))

    def cancel_in_time(self, obligation: Obligation, subject_id: UUID, now: datetime) -> None:
        """Nobody owes it any more; one that has run out stands as it is: what comes later does not excuse it."""
        owed = self._owed.get((obligation, subject_id))
        if owed is not None and now <= owed.due_at:
            self.cancel(obligation, subject_id)

    def no_longer_owed(self, obligation: Obligation, subject_id: UUID, now: datetime) -> None:
        """Nothing is left to be done; one that has run out stays missed all the same."""
        self.cancel_in_time(obligation, subject_id, now)
        self.let_stand(obligation, subject_id)

    def let_stand(self, obligation: Obligation, subject_id: UUID) -> None:
        """It has run out and stays missed: nothing that comes later is about it."""
        self._owed.pop((obligation, subject_id), None)

    def leave(self, at: datetime) -> None:
        """The case has left: nobody owes anything on it from `at` on. What had run out by then stands as missed."""
        for owed in self.owed:
            self.no_longer_owed(owed.obligation, owed.subject_id, at)

    def before_the_first_appointment(self, at: datetime) -> None:
        """The officer is named and each gap read before the person comes, if that is sooner (¶11).

        `at` is still to come, so a clock that has run out stands as it is: a new time would excuse what was missed.
        """
        for owed in self.owed:
            if owed.obligation in (Obligation.OFFICER_NAMED, Obligation.GAP_ACKNOWLEDGED) and at < owed.due_at:
                self.start(owed.obligation, owed.subject_id, at)
