"""Following up a missed contact: within five working days somebody asks after the person [S]."""

from uuid import UUID

from pydantic import Field

from services.crc.domain import contact_months
from services.crc.domain.acting import officer_acting
from services.crc.domain.cases import Case
from services.crc.domain.clocks import Clocks
from services.crc.domain.refusals import Refused
from services.crc.domain.rows import replaced
from services.crc.domain.stages import APPOINTMENT
from shared.contracts.crc import FollowUpStarted
from shared.contracts.model import Contract, Obligation
from shared.decisions import Decision, Occasion
from shared.probation.vocabulary import FollowUpKind


class FollowUp(Contract):
    """How the missed contact is followed up."""

    kind: FollowUpKind = Field(examples=["homeVisit"])


def follow_up(case: Case, appointment_id: UUID, asked: FollowUp, occasion: Occasion) -> Decision[Case]:
    """Somebody has asked after the person; in time it stands for the contact of the month [S].

    Raises NotFound; NotAllowed before there is an outcome; Refused where nothing was missed, or it was followed up.
    """
    officer = officer_acting(case, "followUp", occasion)
    before = case.appointment(appointment_id)
    state = APPOINTMENT.next(before.state, "followUp")
    if not before.is_missed:
        raise Refused(case, "followUp", "The appointment was not missed: there is nothing to follow up.")
    if before.follow_up is not None:
        raise Refused(case, "followUp", f"It has been followed up: {before.follow_up.description.lower()}.")
    followed = before.model_copy(
        update={"state": state, "follow_up": asked.kind, "followed_up_at": occasion.now, "followed_up_by": officer}
    )
    clocks = Clocks(case)
    clocks.meet(Obligation.CONTACT_FOLLOW_UP, appointment_id)
    after = case.model_copy(update={"appointments": replaced(case.appointments, "appointment_id", followed)})
    contact_months.advance(after, clocks)
    told = FollowUpStarted(
        crn=case.crn,
        detail_url=case.url,
        recorded_by=occasion.actor,
        clocks=clocks.told,
        sentence_id=case.sentence_id,
        appointment_id=appointment_id,
        kind=asked.kind,
    )
    return Decision(after.model_copy(update={"owed": clocks.owed}), (told,))
