"""Appointments: the instruction to attend, and what became of it."""

from collections.abc import Iterator
from uuid import UUID

from pydantic import ConfigDict, Field

from services.crc.domain import contact_months
from services.crc.domain.acting import officer_acting
from services.crc.domain.asked import Short
from services.crc.domain.cases import Case
from services.crc.domain.clocks import Clocks
from services.crc.domain.custody import supervised_until
from services.crc.domain.enforcement import threshold_passed
from services.crc.domain.parts import Appointment
from services.crc.domain.rows import replaced
from services.crc.domain.stages import APPOINTMENT
from shared.contracts.crc import AppointmentArranged, AppointmentOutcomeRecorded
from shared.contracts.model import Contract, Obligation
from shared.decisions import Decision, Fault, Invalid, Occasion
from shared.probation.calendar import due, end_of_day, london_date
from shared.probation.limits import LimitName
from shared.probation.vocabulary import AppointmentOutcome, ContactKind, InstructionProof
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


class RecordOutcome(Contract):
    """What became of an appointment, in the national outcome codes."""

    outcome: AppointmentOutcome = Field(examples=["ATTC"])


def arrange_appointment(case: Case, asked: ArrangeAppointment, occasion: Occasion) -> Decision[Case]:
    """The person is to come. Raises Invalid for a time that is past or after the order, or an unproved instruction.

    While nobody has been to a first appointment, what must be done before it is due by it, if that is sooner (¶11).
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
        face_to_face=True,
        objective_id=None,
        purpose=None,
    )
    return Decision(after, (told,))


def _faults(case: Case, asked: ArrangeAppointment, occasion: Occasion) -> Iterator[Fault]:
    if asked.at <= occasion.now:
        yield Fault("/at", "inThePast", "A person can only be instructed to attend at a time that is still to come.")
    elif (last := supervised_until(case)) is not None and asked.at > end_of_day(last):
        yield Fault("/at", "afterTheOrder", f"Supervision ends on {last}; nobody has to attend after it.")
    if asked.enforceable and asked.instruction_proof is InstructionProof.NONE:
        sentence = "Without proof of the instruction a failure could not be enforced."
        yield Fault("/enforceable", "instructionNotProved", sentence)


def record_outcome(case: Case, appointment_id: UUID, asked: RecordOutcome, occasion: Occasion) -> Decision[Case]:
    """What became of it; a failure owes a letter, and at the threshold a decision (¶14).

    Raises NotFound for an appointment that the case has not, NotAllowed where the outcome is recorded already, Invalid
    for an attendance or a failure recorded before its time.
    """
    officer = officer_acting(case, "recordOutcome", occasion)
    before = case.appointment(appointment_id)
    state = APPOINTMENT.next(before.state, "recordOutcome")
    outcome = asked.outcome
    if occasion.now < before.at and (outcome.attended or outcome.counts_as_failure):
        # That somebody will not come for a good reason, or that it is moved, can be known before.
        raise Invalid.one("/outcome", "notYet", "The appointment is still to come: nobody has attended or missed it.")
    appointment = before.model_copy(
        update={"state": state, "outcome": outcome, "recorded_at": occasion.now, "recorded_by": officer}
    )
    clocks = Clocks(case)
    appointments = replaced(case.appointments, "appointment_id", appointment)
    if appointment.attended:
        _attended(case, appointment, clocks)
        contact_months.advance(case.model_copy(update={"appointments": appointments}), clocks)
    if appointment.is_failure:
        clocks.start(Obligation.WARNING_LETTER, appointment_id, due(LimitName.WARNING_LETTER, appointment.at))
    after = case.model_copy(update={"appointments": appointments, "owed": clocks.owed})
    told = AppointmentOutcomeRecorded(
        crn=case.crn,
        detail_url=case.url,
        recorded_by=occasion.actor,
        clocks=clocks.told,
        sentence_id=case.sentence_id,
        appointment_id=appointment_id,
        kind=appointment.kind,
        at=appointment.at,
        outcome=outcome,
        rar=appointment.rar,
        office=appointment.office,
        instructed_by=appointment.instructed_by,
        instruction_proof=appointment.instruction_proof,
        enforceable=appointment.enforceable,
        face_to_face=True,
        purpose=None,
        unpaid_work_minutes=None,
        excuse_until=None,
        failures_in_12_months=after.failures(london_date(occasion.now)).count,
    )
    at_threshold = threshold_passed(case, after, occasion)
    return Decision(at_threshold.state, (told, *at_threshold.events))


def _attended(case: Case, seen: Appointment, clocks: Clocks) -> None:
    """The first appointment that is owed is kept, of the order or after a release.

    From the first of all the initial plan is owed [S], unless it was made before.
    """
    for owed in clocks.owed:
        if owed.obligation is Obligation.FIRST_APPOINTMENT:
            clocks.meet(owed.obligation, owed.subject_id)
    if any(one.attended for one in case.appointments):
        return
    planned_by = due(LimitName.INITIAL_PLAN, seen.at)
    if case.plan_id is None:
        clocks.start(Obligation.INITIAL_PLAN, case.sentence_id, planned_by)
    else:
        clocks.meet_at_once(Obligation.INITIAL_PLAN, case.sentence_id, planned_by)
