"""Who has the case and has read what was missing at sentence, as the record knows it (¶11).

"Not always read by the officer to whom the case was subsequently assigned": so a reading counts only while the officer
who read is responsible. After a move, or a change of officer, the gap is unread again; every reading stays on record.

Invariant: what is known now follows from the lines of the custody and from the transfers alone. A provider's own lines
stand in the order in which it told them, and those of different providers by their time: so it does not matter which
topic was heard first.
"""

from datetime import datetime
from uuid import UUID

from services.allocation.domain.allocations import Allocation
from services.allocation.domain.parts import Custody
from services.allocation.domain.stages import ReadingState, TransferState
from shared.contracts.crc import GapAcknowledged, ResponsibleOfficerNamed
from shared.contracts.crc_staff import ResponsibleOfficerLeft
from shared.decisions import Decision
from shared.probation.identifiers import provider_of
from shared.probation.organisations import division_of

Told = ResponsibleOfficerNamed | GapAcknowledged | ResponsibleOfficerLeft


def shell(told: Told) -> Allocation:
    """The allocation of a sentence that only its CRC has mentioned: the NPS holds the risk until a CRC has accepted."""
    return Allocation(sentence_id=told.sentence_id, crn=told.crn, risk_held_by=division_of(provider_of(told.officer)))


def hear(allocation: Allocation, told: Told, at: datetime) -> Decision[Allocation]:
    """The CRC has named its officer, who has read a gap or has left; what was heard before adds nothing."""
    line = Custody(
        provider=provider_of(told.officer),
        officer=told.officer,
        at=at,
        grade=told.grade if isinstance(told, ResponsibleOfficerNamed) else None,
        gap_id=told.gap_id if isinstance(told, GapAcknowledged) else None,
    )
    return Decision(allocation if line in allocation.custody else with_line(allocation, line))


def with_line(allocation: Allocation, line: Custody) -> Allocation:
    """With one more naming or reading on the record, after what was told of the same moment."""
    lines = sorted((*allocation.custody, line), key=lambda one: one.at)
    return allocation.model_copy(update={"custody": tuple(lines)})


def responsible(allocation: Allocation) -> Custody | None:
    """The naming of the officer who has the case now; None where the provider that has it has named nobody yet."""
    lines = (one for one in reversed(_of_the_holder(allocation)) if one.grade is not None or one.is_leaving)
    last = next(lines, None)
    return None if last is None or last.is_leaving else last


def reading_of(allocation: Allocation, gap_id: UUID) -> Custody | None:
    """The reading by the officer who has the case now; None while that officer has not read it."""
    officer, found = None, None
    for one in _of_the_holder(allocation):
        if one.grade is not None and one.officer != officer:  # another grade alone is no other officer
            officer, found = one.officer, None
        elif one.is_leaving:
            officer, found = None, None
        elif one.gap_id == gap_id and one.officer == officer:
            found = found or one
    return found


def standing_of(allocation: Allocation, gap_id: UUID) -> ReadingState:
    """Whether the officer who has the case now has read it."""
    return ReadingState.UNREAD if reading_of(allocation, gap_id) is None else ReadingState.READ


def earlier_readings(allocation: Allocation, gap_id: UUID) -> tuple[Custody, ...]:
    """Every other reading of the gap, first to last."""
    now = reading_of(allocation, gap_id)
    return tuple(one for one in allocation.custody if one.gap_id == gap_id and one is not now)


def _of_the_holder(allocation: Allocation) -> list[Custody]:
    """The lines of the provider that has the case, since it has had it.

    Only a CRC to which the case has come back can have had officers in an earlier time with it.
    """
    holder = allocation.supervising_provider
    passed = [one for one in allocation.transfers if one.state is TransferState.ACCEPTED]
    since: datetime | None = None
    if any(one.from_provider == holder for one in passed):
        since = max(one.decided_at for one in passed if one.to_provider == holder and one.decided_at is not None)
    return [one for one in allocation.custody if one.provider == holder and (since is None or one.at >= since)]
