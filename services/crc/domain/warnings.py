"""Warning letters: each failure to comply is answered in writing [S]."""

from uuid import UUID

from pydantic import Field

from services.crc.domain.acting import officer_acting
from services.crc.domain.cases import Case
from services.crc.domain.clocks import Clocks
from services.crc.domain.refusals import Refused
from services.crc.domain.rows import replaced
from services.crc.domain.stages import APPOINTMENT
from shared.contracts.crc import WarningLetterSent
from shared.contracts.model import Contract, Obligation
from shared.decisions import Decision, Invalid, Occasion
from shared.probation.calendar import london_date
from shared.probation.written import Day


class SendWarningLetter(Contract):
    """A warning has been sent for a failure to comply."""

    sent_on: Day = Field(examples=["2016-09-27"])


def send_warning_letter(
    case: Case, appointment_id: UUID, asked: SendWarningLetter, occasion: Occasion
) -> Decision[Case]:
    """The letter clears its clock. Raises NotFound; NotAllowed before the outcome or after a letter; Refused where
    the appointment was no failure to comply; Invalid for a day before the appointment or still to come.
    """
    officer_acting(case, "sendWarningLetter", occasion)
    before = case.appointment(appointment_id)
    state = APPOINTMENT.next(before.state, "sendWarningLetter")
    if not before.is_failure:
        sentence = "The appointment was no failure to comply: there is nothing to warn of."
        raise Refused(case, "sendWarningLetter", sentence)
    if not london_date(before.at) <= asked.sent_on <= london_date(occasion.now):
        sentence = f"A letter is sent on or after the day of the absence, {london_date(before.at)}, and not in advance."
        raise Invalid.one("/sentOn", "notPossible", sentence)
    letter_id = occasion.new_id()
    warned = before.model_copy(update={"state": state, "letter_id": letter_id, "letter_sent_on": asked.sent_on})
    clocks = Clocks(case)
    clocks.meet(Obligation.WARNING_LETTER, appointment_id)
    # The letter reaches the person too: it follows up what was missed.
    clocks.meet(Obligation.CONTACT_FOLLOW_UP, appointment_id)
    after = case.model_copy(
        update={"appointments": replaced(case.appointments, "appointment_id", warned), "owed": clocks.owed}
    )
    told = WarningLetterSent(
        crn=case.crn,
        detail_url=case.url,
        recorded_by=occasion.actor,
        clocks=clocks.told,
        sentence_id=case.sentence_id,
        appointment_id=appointment_id,
        letter_id=letter_id,
        sent_on=asked.sent_on,
    )
    return Decision(after, (told,))
