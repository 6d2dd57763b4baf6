"""Gaps are read one by one by the responsible officer: carried on the record is not the same as read (¶11)."""

from uuid import UUID

from pydantic import ConfigDict

from services.crc.domain.acting import must_be_responsible, officer_acting
from services.crc.domain.cases import Case
from services.crc.domain.clocks import Clocks
from services.crc.domain.rows import replaced
from services.crc.domain.stages import GAP
from shared.contracts.crc import GapAcknowledged
from shared.contracts.model import Contract, Obligation
from shared.decisions import Decision, Occasion


class AcknowledgeGap(Contract):
    """The responsible officer has read one gap, or the answer that came in its place."""

    model_config = ConfigDict(json_schema_extra={"examples": [{}]})


def acknowledge_gap(case: Case, gap_id: UUID, asked: AcknowledgeGap, occasion: Occasion) -> Decision[Case]:
    """One gap has been read. An answer that comes afterwards asks for a risk review, not for a second reading; another
    officer asks for one.

    Raises NotFound for a gap that the case has not, Refused for any but the named responsible officer, NotAllowed
    where it has been read.
    """
    officer = officer_acting(case, "acknowledgeGap", occasion)
    gap = case.gap(gap_id)
    must_be_responsible(case, "acknowledgeGap", officer)
    read = gap.model_copy(
        update={
            "state": GAP.next(gap.state, "acknowledgeGap"),
            "acknowledged_at": occasion.now,
            "acknowledged_by": officer,
        }
    )
    clocks = Clocks(case)
    clocks.meet(Obligation.GAP_ACKNOWLEDGED, gap_id)
    after = case.model_copy(update={"gaps": replaced(case.gaps, "gap_id", read), "owed": clocks.owed})
    told = GapAcknowledged(
        crn=case.crn,
        detail_url=case.url,
        recorded_by=occasion.actor,
        clocks=clocks.told,
        sentence_id=case.sentence_id,
        gap_id=gap_id,
        officer=officer,
    )
    return Decision(after, (told,))
