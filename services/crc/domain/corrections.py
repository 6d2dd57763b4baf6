"""Corrections: an outcome recorded anew, with a reason and a manager behind it; what was said before is kept.

What was told of a failure is evidence for a breach: so nothing is rewritten, and everybody sees which recording stood
when (¶18).
"""

from uuid import UUID

from pydantic import ConfigDict

from services.crc.domain.acting import officer_acting
from services.crc.domain.cases import Case
from services.crc.domain.contact_parts import Appointment, Recording
from services.crc.domain.outcomes import OutcomeAsked, excuse_window, faults_of_outcome, follows
from services.crc.domain.refusals import Refused
from services.crc.domain.staff import Staff, faults_of_manager
from services.crc.domain.stages import APPOINTMENT
from services.crc.domain.threshold import reconsidered
from shared.contracts.crc import AppointmentOutcomeCorrected
from shared.decisions import Decision, Fault, Invalid, Occasion
from shared.probation.calendar import london_date
from shared.probation.vocabulary import CorrectionReason, ExcuseDecision


class CorrectOutcome(OutcomeAsked):
    """What really became of the appointment, and why it is recorded anew."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"outcome": "AAME", "reason": "evidenceArrived"}]})

    reason: CorrectionReason


def correct_outcome(
    case: Case, appointment_id: UUID, staff: Staff, asked: CorrectOutcome, occasion: Occasion
) -> Decision[Case]:
    """A senior probation officer of the register, who is not the responsible officer, records the outcome anew.

    Raises NotFound; NotAllowed before there is an outcome; Refused for anybody else; Invalid where nothing changes, and
    for what cannot have been.
    """
    manager = officer_acting(case, "correctOutcome", occasion)
    before = case.appointment(appointment_id)
    state = APPOINTMENT.next(before.state, "correctOutcome")
    for fault in faults_of_manager(case, manager, staff, "/", london_date(occasion.now)):
        raise Refused(case, "correctOutcome", fault.sentence)
    if faults := [*_nothing_changes(before, asked), *faults_of_outcome(before, asked, occasion)]:
        raise Invalid(faults)
    assert before.outcome is not None
    recording = Recording(**asked.model_dump(), at=occasion.now, by=manager, manager=manager)
    corrected = before.model_copy(update={"state": state}).recorded(recording, excuse_window(before, asked.outcome))
    if corrected.is_failure and corrected.excuse is ExcuseDecision.ACCEPTED:
        # The manager overrules the officer who accepted it; what was recorded then is kept.
        overruled = {"excuse": ExcuseDecision.NOT_ACCEPTED, "excuse_decided_at": occasion.now}
        corrected = corrected.model_copy(update={**overruled, "excuse_decided_by": manager})
    after, clocks = follows(case, before, corrected, occasion.now)
    told = AppointmentOutcomeCorrected(
        crn=case.crn,
        detail_url=case.url,
        recorded_by=occasion.actor,
        clocks=clocks.told,
        sentence_id=case.sentence_id,
        appointment_id=appointment_id,
        number=len(corrected.recordings),
        before=before.outcome,
        outcome=asked.outcome,
        unpaid_work_minutes=asked.unpaid_work_minutes,
        excuse_until=corrected.excuse_until,
        reason=asked.reason,
        manager=manager,
        failures_in_12_months=after.failures(london_date(occasion.now)).count,
    )
    return reconsidered(Decision(after, (told,)), occasion.now)


def _nothing_changes(before: Appointment, asked: CorrectOutcome) -> list[Fault]:
    if (asked.outcome, asked.unpaid_work_minutes) != (before.outcome, before.unpaid_work_minutes):
        return []
    return [Fault("/outcome", "asItWas", "That is what is recorded already.")]
