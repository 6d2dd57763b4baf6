"""What the NPS owes on a case that it supervises: an officer to be named, and every gap read by that officer (¶11).

Invariant: the clocks of these run exactly while the case is the NPS's and the thing is not done; each change is made on
the allocation and told in an event, together or not at all.
"""

from datetime import datetime
from uuid import UUID

from services.allocation.domain.allocations import Allocation
from services.allocation.domain.parts import Owed
from shared.contracts.model import ClockChange, Obligation
from shared.decisions import Occasion
from shared.probation.calendar import due
from shared.probation.limits import LimitName


class Clocks:
    """The NPS's clocks of one allocation while one decision is made: `owed` for its state, `told` for its event."""

    def __init__(self, allocation: Allocation) -> None:
        self._owner = allocation.heard.division
        self._owed = {(one.obligation, one.subject_id): one for one in allocation.owed}
        self._told: list[ClockChange] = []

    @property
    def owed(self) -> tuple[Owed, ...]:
        """What runs now; by kind and subject, so that the order in which it began leaves no trace."""
        return tuple(self._owed[key] for key in sorted(self._owed, key=lambda key: (key[0].value, str(key[1]))))

    @property
    def told(self) -> tuple[ClockChange, ...]:
        """What this decision changed."""
        return tuple(self._told)

    def start(self, obligation: Obligation, subject_id: UUID, due_at: datetime) -> None:
        """It begins to run."""
        self._owed[obligation, subject_id] = Owed(obligation=obligation, subject_id=subject_id, due_at=due_at)
        self._told.append(ClockChange.started(obligation, subject_id, due_at, self._owner))

    def meet(self, obligation: Obligation, subject_id: UUID) -> None:
        """What was owed is done; nothing where it was not owed."""
        if self._owed.pop((obligation, subject_id), None) is not None:
            self._told.append(ClockChange.met(obligation, subject_id))

    def end(self, now: datetime) -> None:
        """Nobody owes any of it; what has run out already stands as missed."""
        for one in self.owed:
            if now <= one.due_at:
                self._told.append(ClockChange.cancelled(one.obligation, one.subject_id))
        self._owed.clear()


def taken_on(allocation: Allocation, occasion: Occasion) -> tuple[Allocation, tuple[ClockChange, ...]]:
    """The case has become the NPS's: with its clocks, and what to tell of them. Nothing where a CRC is to have it.

    A gap that has been answered meanwhile is read all the same: then what is read is the answer (¶11).
    """
    if not allocation.state.is_with_nps:
        return allocation, ()
    clocks = Clocks(allocation)
    named_by = due(LimitName.RESPONSIBLE_OFFICER_NAMED, occasion.now)
    clocks.start(Obligation.NPS_OFFICER_NAMED, allocation.sentence_id, named_by)
    for gap in allocation.gaps:
        clocks.start(Obligation.NPS_GAP_ACKNOWLEDGED, gap.gap_id, due(LimitName.GAP_ACKNOWLEDGED, occasion.now))
    return allocation.model_copy(update={"owed": clocks.owed}), clocks.told


def given_up(allocation: Allocation, occasion: Occasion) -> tuple[Allocation, tuple[ClockChange, ...]]:
    """The order has ended: nobody is named any more, and nobody has to read."""
    if not allocation.owed:
        return allocation, ()
    clocks = Clocks(allocation)
    clocks.end(occasion.now)
    return allocation.model_copy(update={"owed": clocks.owed}), clocks.told
