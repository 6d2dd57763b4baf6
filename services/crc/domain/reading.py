"""Reading anew: what one officer has read, the next has not (¶11)."""

from datetime import datetime

from services.crc.domain.cases import Case
from services.crc.domain.clocks import Clocks
from services.crc.domain.parts import Gap, Reading
from services.crc.domain.stages import GAP, GapState
from shared.contracts.model import Obligation
from shared.probation.calendar import due
from shared.probation.limits import LimitName


def to_be_read_again(gap: Gap) -> Gap:
    """The gap for another officer; who read it before is kept. One that nobody has read stays to be read."""
    if gap.state is not GapState.ACKNOWLEDGED:
        return gap
    assert gap.acknowledged_by is not None
    assert gap.acknowledged_at is not None
    before = Reading(officer=gap.acknowledged_by, at=gap.acknowledged_at)
    return gap.model_copy(
        update={
            "state": GAP.next(gap.state, "readAgain"),
            "acknowledged_at": None,
            "acknowledged_by": None,
            "earlier_readings": (*gap.earlier_readings, before),
        }
    )


def by_another_officer(case: Case, clocks: Clocks, now: datetime) -> tuple[Gap, ...]:
    """Every gap to be read by the officer who is named now, with a clock for each that the one before had read.

    One that nobody has read yet stays due when it was: the CRC owes it, and a change of officers wins it no time. Where
    nobody has been to a first appointment, each is read before the one that is arranged (¶11).
    """
    by = before_the_person_comes(case, due(LimitName.GAP_ACKNOWLEDGED, now), now)
    for gap in case.gaps:
        if gap.state is GapState.ACKNOWLEDGED:
            clocks.start(Obligation.GAP_ACKNOWLEDGED, gap.gap_id, by)
    return tuple(to_be_read_again(gap) for gap in case.gaps)


def before_the_person_comes(case: Case, by: datetime, now: datetime) -> datetime:
    """That time, or that of the first appointment that is arranged where it is sooner and nobody has been to one."""
    if any(one.attended for one in case.appointments):
        return by
    return min([by, *(one.at for one in case.appointments if one.outcome is None and one.at > now)])
