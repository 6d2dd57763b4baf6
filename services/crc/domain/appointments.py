"""Appointments: the instruction to attend. What becomes of it is in `outcomes.py`."""

from collections.abc import Iterator
from uuid import UUID

from pydantic import ConfigDict, Field

from services.crc.domain.acting import officer_acting
from services.crc.domain.asked import Short
from services.crc.domain.cases import Case
from services.crc.domain.clocks import Clocks
from services.crc.domain.contact_parts import Appointment
from services.crc.domain.custody import supervised_until
from services.crc.domain.stages import ObjectiveState
from shared.contracts.crc import AppointmentArranged
from shared.contracts.model import Contract, Obligation
from shared.decisions import Decision, Fault, Invalid, Occasion
from shared.probation.calendar import end_of_day
from shared.probation.vocabulary import ContactKind, InstructionProof, Need
from shared.probation.written import Moment


class ArrangeAppointment(Contract):
    """The person is instructed to attend."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "kind": "rehabilitationActivity",
                    "at": "2016-09-26T10:00:00+01:00",
                    "office": "Croydon",
                    "instructionProof": "letter",
                    "enforceable": True,
                }
            ]
        }
    )

    kind: ContactKind
    at: Moment
    office: Short = Field(examples=["Croydon"])
    instruction_proof: InstructionProof = Field(description="How it can be shown that the person was told to attend.")
    enforceable: bool = Field(description="Whether not complying would be a failure to comply.")
    face_to_face: bool = Field(default=True, description="Whether the person is seen; only that is monthly contact.")
    objective_id: UUID | None = Field(
        default=None, description="The objective of the plan that it serves: its need is the purpose (¶12)."
    )


def arrange_appointment(case: Case, asked: ArrangeAppointment, occasion: Occasion) -> Decision[Case]:
    """The person is to come. Raises Invalid for a time that is past or after the order, an unproved instruction, or an
    objective that is not worked on.

    While nobody has been to a first appointment, what must be done before it is due by it, if that is sooner (¶11).
    A new appointment follows up whatever was missed before.
    """
    officer = officer_acting(case, "arrangeAppointment", occasion)
    if faults := list(_faults(case, asked, occasion)):
        raise Invalid(faults)
    appointment = Appointment(
        sentence_id=case.sentence_id,
        appointment_id=occasion.new_id(),
        **dict(asked),
        instructed_by=officer,
        # Attendance makes a RAR day where the court ordered any; appointments with the officer do not count [S].
        rar=asked.kind.can_make_a_rar_day and case.rar_days_ordered > 0,
        arranged_at=occasion.now,
    )
    clocks = Clocks(case)
    if not any(one.attended for one in case.appointments):
        clocks.before_the_first_appointment(asked.at)
    for owed in clocks.owed:
        if owed.obligation is Obligation.CONTACT_FOLLOW_UP:
            clocks.meet(owed.obligation, owed.subject_id)
    after = case.model_copy(update={"appointments": (*case.appointments, appointment), "owed": clocks.owed})
    told = AppointmentArranged(
        crn=case.crn,
        detail_url=case.url,
        recorded_by=occasion.actor,
        clocks=clocks.told,
        sentence_id=case.sentence_id,
        appointment_id=appointment.appointment_id,
        kind=appointment.kind,
        at=appointment.at,
        office=appointment.office,
        instructed_by=officer,
        instruction_proof=appointment.instruction_proof,
        enforceable=appointment.enforceable,
        rar=appointment.rar,
        face_to_face=appointment.face_to_face,
        objective_id=appointment.objective_id,
        purpose=purpose_of(case, appointment),
    )
    return Decision(after, (told,))


def purpose_of(case: Case, appointment: Appointment) -> Need | None:
    """The need of the objective that the appointment serves; None where it serves none (¶12)."""
    return None if appointment.objective_id is None else case.objective(appointment.objective_id).need


def _faults(case: Case, asked: ArrangeAppointment, occasion: Occasion) -> Iterator[Fault]:
    if asked.at <= occasion.now:
        yield Fault("/at", "inThePast", "A person can only be instructed to attend at a time that is still to come.")
    elif (last := supervised_until(case)) is not None and asked.at > end_of_day(last):
        yield Fault("/at", "afterTheOrder", f"Supervision ends on {last}; nobody has to attend after it.")
    if asked.enforceable and asked.instruction_proof is InstructionProof.NONE:
        sentence = "Without proof of the instruction a failure could not be enforced."
        yield Fault("/enforceable", "instructionNotProved", sentence)
    if asked.objective_id is not None and not any(
        one.objective_id == asked.objective_id and one.state is ObjectiveState.CURRENT for one in case.objectives
    ):
        yield Fault("/objectiveId", "notInThePlan", "The plan has no such objective that is worked on.")
