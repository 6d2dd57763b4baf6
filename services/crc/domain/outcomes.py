"""What becomes of an appointment: the outcome, and what it starts and meets.

Invariant: whatever is recorded, at first or anew, the same things follow from the outcome as it stands: a failure owes
a letter, a miss owes a follow-up, and the count of failures has its decision (`threshold.py`).
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from uuid import UUID

from pydantic import ConfigDict, Field

from services.crc.domain import contact_months
from services.crc.domain.acting import officer_acting
from services.crc.domain.appointments import purpose_of
from services.crc.domain.cases import Case
from services.crc.domain.clocks import Clocks
from services.crc.domain.contact_parts import Appointment, Recording
from services.crc.domain.rows import replaced
from services.crc.domain.stages import APPOINTMENT
from services.crc.domain.threshold import reconsidered
from shared.contracts.crc import AppointmentOutcomeRecorded
from shared.contracts.model import Contract, Obligation
from shared.decisions import Decision, Fault, Invalid, Occasion
from shared.probation.calendar import due, london_date
from shared.probation.limits import LimitName
from shared.probation.vocabulary import AppointmentOutcome, ContactKind

_MINUTES_OF_A_DAY = 24 * 60


class OutcomeAsked(Contract):
    """An outcome, and the time credited where it was unpaid work."""

    outcome: AppointmentOutcome = Field(examples=["ATTC"])
    unpaid_work_minutes: int | None = Field(
        default=None,
        ge=0,
        le=_MINUTES_OF_A_DAY,
        description="Credited for an unpaid work session that the person came to; needed there, and nowhere else.",
    )


class RecordOutcome(OutcomeAsked):
    """What became of an appointment, in the national outcome codes."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"outcome": "ATTC"}, {"outcome": "UAAB"}]})


def record_outcome(case: Case, appointment_id: UUID, asked: RecordOutcome, occasion: Occasion) -> Decision[Case]:
    """What became of it; a failure owes a letter, a miss a follow-up, and the threshold a decision (¶14).

    Raises NotFound for an appointment that the case has not, NotAllowed where the outcome is recorded already, Invalid
    for an attendance or a failure recorded before its time, and for time credited where there was no unpaid work.
    """
    officer = officer_acting(case, "recordOutcome", occasion)
    before = case.appointment(appointment_id)
    state = APPOINTMENT.next(before.state, "recordOutcome")
    if faults := list(faults_of_outcome(before, asked, occasion)):
        raise Invalid(faults)
    recording = Recording(**asked.model_dump(), at=occasion.now, by=officer)
    appointment = before.model_copy(update={"state": state})
    recorded = appointment.recorded(recording, excuse_window(appointment, asked.outcome))
    after, clocks = follows(case, before, recorded, occasion.now)
    told = AppointmentOutcomeRecorded(
        crn=case.crn,
        detail_url=case.url,
        recorded_by=occasion.actor,
        clocks=clocks.told,
        sentence_id=case.sentence_id,
        appointment_id=appointment_id,
        kind=recorded.kind,
        at=recorded.at,
        outcome=asked.outcome,
        rar=recorded.rar,
        office=recorded.office,
        instructed_by=recorded.instructed_by,
        instruction_proof=recorded.instruction_proof,
        enforceable=recorded.enforceable,
        face_to_face=recorded.face_to_face,
        purpose=purpose_of(case, recorded),
        unpaid_work_minutes=recorded.unpaid_work_minutes,
        excuse_until=recorded.excuse_until,
        failures_in_12_months=after.failures(london_date(occasion.now)).count,
    )
    return reconsidered(Decision(after, (told,)), occasion.now)


def faults_of_outcome(before: Appointment, asked: OutcomeAsked, occasion: Occasion) -> Iterator[Fault]:
    """What cannot have become of the appointment, whoever says so."""
    outcome = asked.outcome
    if occasion.now < before.at and (outcome.attended or outcome.counts_as_failure):
        # That somebody will not come for a good reason, or that it is moved, can be known before.
        yield Fault("/outcome", "notYet", "The appointment is still to come: nobody has attended or missed it.")
    worked = before.kind is ContactKind.UNPAID_WORK and outcome.attended
    if worked and asked.unpaid_work_minutes is None:
        sentence = "The person came to unpaid work: say how many minutes are credited, which may be none."
        yield Fault("/unpaidWorkMinutes", "minutesMissing", sentence)
    if not worked and asked.unpaid_work_minutes is not None:
        sentence = "Time is credited only for an unpaid work session that the person came to."
        yield Fault("/unpaidWorkMinutes", "minutesNotAsked", sentence)


def excuse_window(appointment: Appointment, outcome: AppointmentOutcome) -> datetime | None:
    """Until when an excuse is taken; None where there is no failure to excuse [S]."""
    if not (appointment.enforceable and outcome.counts_as_failure):
        return None
    return due(LimitName.EXCUSE_WINDOW, appointment.at)


def follows(case: Case, before: Appointment, recorded: Appointment, now: datetime) -> tuple[Case, Clocks]:
    """The case with the outcome as it stands now in place of what stood before, and the clocks that this changes.

    Of a first recording a letter and a follow-up are due from the absence [S]; of a later one from the recording, for
    nobody could have acted on it before. What was met stays met, but for the first appointment: who turns out never to
    have come is still to be seen.
    """
    clocks = Clocks(case)
    appointments = replaced(case.appointments, "appointment_id", recorded)
    after = case.model_copy(update={"appointments": appointments})
    since = recorded.at if before.outcome is None else now
    key = recorded.appointment_id
    if recorded.attended and not before.attended:
        _attended(case, recorded, clocks)
    elif before.attended and not recorded.attended:
        _never_came(after, clocks, now)
    if recorded.is_failure and not before.is_failure and not _is_answered(before):
        clocks.start(Obligation.WARNING_LETTER, key, due(LimitName.WARNING_LETTER, since))
    elif before.is_failure and not recorded.is_failure:
        clocks.no_longer_owed(Obligation.WARNING_LETTER, key, now)
    if recorded.is_missed and not before.is_missed and not _followed(after, before):
        clocks.start(Obligation.CONTACT_FOLLOW_UP, key, due(LimitName.MISSED_CONTACT_FOLLOW_UP, since))
    elif before.is_missed and not recorded.is_missed:
        clocks.no_longer_owed(Obligation.CONTACT_FOLLOW_UP, key, now)
    contact_months.advance(after, clocks)
    return after.model_copy(update={"owed": clocks.owed}), clocks


def _attended(case: Case, seen: Appointment, clocks: Clocks) -> None:
    """The first appointment that is owed is kept, of the order or after a release.

    From the first of all the initial plan is owed [S], unless it was made before.
    """
    for owed in clocks.owed:
        if owed.obligation is Obligation.FIRST_APPOINTMENT:
            clocks.meet(owed.obligation, owed.subject_id)
    if any(one.attended for one in case.appointments):
        return
    if any(one.obligation is Obligation.INITIAL_PLAN for one in clocks.owed):
        return  # it ran out after an attendance that there was not: missed stays missed
    planned_by = due(LimitName.INITIAL_PLAN, seen.at)
    if case.plan_id is None:
        clocks.start(Obligation.INITIAL_PLAN, case.sentence_id, planned_by)
    else:
        clocks.meet_at_once(Obligation.INITIAL_PLAN, case.sentence_id, planned_by)


def _never_came(after: Case, clocks: Clocks, now: datetime) -> None:
    """Nobody has been seen after all: a first appointment is owed again, from now; the plan only once there was one.

    A plan whose time has run out stays owed, and late.
    """
    if any(one.attended for one in after.appointments) or after.custody is not None:
        return
    due_at = due(LimitName.FIRST_APPOINTMENT_COMMUNITY, now)
    clocks.start(Obligation.FIRST_APPOINTMENT, after.sentence_id, due_at)
    clocks.cancel_in_time(Obligation.INITIAL_PLAN, after.sentence_id, now)


def _is_answered(before: Appointment) -> bool:
    """A letter was sent, or was late when the outcome was recorded as no failure: missed stays missed."""
    return before.letter_id is not None or _ran_out(before, LimitName.WARNING_LETTER, lambda one: one.counts_as_failure)


def _followed(case: Case, before: Appointment) -> bool:
    """The person has been told to come again, later than what was missed; or the miss was followed up, or was late."""
    again = any(one.outcome is None and one.at > before.at for one in case.appointments)
    asked = before.letter_id is not None or before.followed_up_at is not None
    late = _ran_out(before, LimitName.MISSED_CONTACT_FOLLOW_UP, lambda one: not one.attended and not one.rescheduled)
    return again or asked or late


def _ran_out(before: Appointment, limit: LimitName, owes: Callable[[AppointmentOutcome], bool]) -> bool:
    """Whether what an earlier recording owed had run out when a later one took it away."""
    since: datetime | None = None
    for number, one in enumerate(before.recordings):
        if not owes(one.outcome):
            if since is not None and due(limit, since) < one.at:
                return True
            since = None
        elif since is None:
            since = before.at if number == 0 else one.at
    return False
