"""The NPS's own responsible officer: named by a manager of the division, and each gap read by that officer (¶11)."""

from uuid import UUID

from pydantic import ConfigDict, Field

from services.allocation.domain.acknowledgements import reading_of, responsible, standing_of, with_line
from services.allocation.domain.allocations import Allocation
from services.allocation.domain.owed import Clocks
from services.allocation.domain.parts import Custody
from services.allocation.domain.refusals import Refused
from services.allocation.domain.stages import READING, TRANSITIONS
from shared.contracts.allocation import NpsGapAcknowledged, NpsOfficerNamed
from shared.contracts.model import Contract, Obligation
from shared.decisions import Decision, Invalid, NotFound, Occasion
from shared.probation.calendar import due
from shared.probation.identifiers import OfficerCode, is_unallocated, provider_of
from shared.probation.limits import LimitName
from shared.probation.vocabulary import StaffGrade


class NameNpsOfficer(Contract):
    """The senior probation officer gives the case to an officer of the division."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"officer": "N07R310", "grade": "PO"}]})

    officer: OfficerCode
    grade: StaffGrade = Field(description="The officer's grade.")


class AcknowledgeNpsGap(Contract):
    """The responsible officer has read one gap, or the answer that came in its place."""

    model_config = ConfigDict(json_schema_extra={"examples": [{}]})


def name_officer(allocation: Allocation, asked: NameNpsOfficer, occasion: Occasion) -> Decision[Allocation]:
    """The case has its officer, the first or another; another has every gap to read, by a clock of its own (¶11).

    A gap that nobody has read yet stays due when it was: a change of officers wins the division no time. Raises
    NotAllowed where the NPS does not supervise or this officer has it already, NotFound for another organisation,
    Invalid where the officer is not a person of the division.
    """
    division = _of_the_nps(allocation, "nameOfficer", occasion)
    if provider_of(asked.officer) != division:
        sentence = f"{asked.officer} is not an officer of {division}."
        raise Invalid.one("/officer", "ofAnotherProvider", sentence)
    if is_unallocated(asked.officer):
        raise Invalid.one("/officer", "nobodyYet", f"{asked.officer} stands for nobody yet; name a person.")
    before = responsible(allocation)
    if before is not None and (before.officer, before.grade) == (asked.officer, asked.grade):
        sentence = f"{asked.officer} is the responsible officer already."
        raise Refused(allocation, "nameOfficer", sentence, TRANSITIONS.allowed(allocation.state))
    naming = Custody(provider=division, officer=asked.officer, grade=asked.grade, at=occasion.now)
    after = with_line(allocation, naming)
    clocks = Clocks(allocation)
    clocks.meet(Obligation.NPS_OFFICER_NAMED, allocation.sentence_id)
    for gap in allocation.gaps:
        was_read = reading_of(allocation, gap.gap_id) is not None
        if was_read and reading_of(after, gap.gap_id) is None:
            READING.next(standing_of(allocation, gap.gap_id), "readAgain")
            clocks.start(Obligation.NPS_GAP_ACKNOWLEDGED, gap.gap_id, due(LimitName.GAP_ACKNOWLEDGED, occasion.now))
    told = NpsOfficerNamed(
        crn=after.crn,
        detail_url=after.url,
        recorded_by=occasion.actor,
        clocks=clocks.told,
        sentence_id=after.sentence_id,
        provider=division,
        officer=asked.officer,
        grade=asked.grade,
    )
    return Decision(after.model_copy(update={"owed": clocks.owed}), (told,))


def acknowledge(
    allocation: Allocation, gap_id: UUID, asked: AcknowledgeNpsGap, occasion: Occasion
) -> Decision[Allocation]:
    """One gap has been read by the officer who has the case.

    Raises NotFound for a gap that is not on the record and for another organisation; NotAllowed where the NPS does not
    supervise, for any but the named officer, and where that officer has read it.
    """
    _of_the_nps(allocation, "acknowledgeGap", occasion)
    if all(gap.gap_id != gap_id for gap in allocation.gaps):
        raise NotFound
    named = responsible(allocation)
    if named is None:
        sentence = "The case has no responsible officer yet; name one, who then reads the gaps."
        raise Refused(allocation, "acknowledgeGap", sentence, ["nameOfficer"])
    if occasion.actor.officer != named.officer:
        sentence = f"Only the responsible officer, {named.officer}, can say what {named.officer} has read."
        raise Refused(allocation, "acknowledgeGap", sentence)
    READING.next(standing_of(allocation, gap_id), "acknowledgeGap")
    reading = Custody(provider=named.provider, officer=named.officer, gap_id=gap_id, at=occasion.now)
    after = with_line(allocation, reading)
    clocks = Clocks(allocation)
    clocks.meet(Obligation.NPS_GAP_ACKNOWLEDGED, gap_id)
    told = NpsGapAcknowledged(
        crn=after.crn,
        detail_url=after.url,
        recorded_by=occasion.actor,
        clocks=clocks.told,
        sentence_id=after.sentence_id,
        gap_id=gap_id,
        officer=named.officer,
    )
    return Decision(after.model_copy(update={"owed": clocks.owed}), (told,))


def _of_the_nps(allocation: Allocation, command: str, occasion: Occasion) -> str:
    """The division that has the case, where the caller is of it and the stage allows the command."""
    division = allocation.heard.division
    TRANSITIONS.next(allocation.state, command)
    if occasion.actor.organisation != division:
        raise NotFound
    return division
