"""Excuses: what the person says of a failure to comply, and what the officer decides on it [S].

An excuse is decided inside its window. One that none was given for is "none given" from the end of the window on: that
follows from the time alone, and nothing is told. What comes to light later is a correction (`corrections.py`).
"""

from collections.abc import Iterator
from typing import Literal
from uuid import UUID

from pydantic import ConfigDict, Field

from services.crc.domain.acting import officer_acting
from services.crc.domain.cases import Case
from services.crc.domain.contact_parts import Appointment, Recording
from services.crc.domain.outcomes import follows
from services.crc.domain.refusals import Refused
from services.crc.domain.stages import APPOINTMENT
from services.crc.domain.threshold import reconsidered
from shared.contracts.crc import ExcuseDecided
from shared.contracts.model import Contract
from shared.decisions import Decision, Fault, Invalid, Occasion
from shared.probation.calendar import london_date
from shared.probation.vocabulary import AppointmentOutcome, ContactKind, ExcuseDecision
from shared.probation.written import Day


class DecideExcuse(Contract):
    """The excuse is accepted, with what the appointment then was, or it is not."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"givenOn": "2016-09-28", "decision": "accepted", "outcome": "AAME"},
                {"givenOn": "2016-09-28", "decision": "notAccepted"},
            ]
        }
    )

    given_on: Day = Field(description="The day on which the person gave it.")
    decision: Literal[ExcuseDecision.ACCEPTED, ExcuseDecision.NOT_ACCEPTED]
    outcome: AppointmentOutcome | None = Field(
        default=None,
        description="Needed where it is accepted: an acceptable absence; of who came, how the attendance counts now.",
    )


def decide_excuse(case: Case, appointment_id: UUID, asked: DecideExcuse, occasion: Occasion) -> Decision[Case]:
    """An accepted excuse makes the failure none: it counts no more, and a letter that was not sent is not owed.

    Raises NotFound; NotAllowed before there is an outcome; Refused where there was no failure, where the excuse has
    been decided, or after the window; Invalid for a day that cannot be, or an outcome that does not go with the answer.
    """
    officer = officer_acting(case, "decideExcuse", occasion)
    before = case.appointment(appointment_id)
    state = APPOINTMENT.next(before.state, "decideExcuse")
    if before.excuse is not None:
        raise Refused(case, "decideExcuse", "The excuse has been decided; what comes to light later is a correction.")
    if before.excuse_until is None:
        raise Refused(case, "decideExcuse", "The appointment was no failure to comply: there is nothing to excuse.")
    if occasion.now > before.excuse_until:
        sentence = "The time for excuses is over; a manager may correct the outcome."
        raise Refused(case, "decideExcuse", sentence, ["correctOutcome"])
    if faults := list(_faults(before, asked, occasion)):
        raise Invalid(faults)
    decided = before.model_copy(
        update={
            "state": state,
            "excuse": asked.decision,
            "excuse_given_on": asked.given_on,
            "excuse_decided_at": occasion.now,
            "excuse_decided_by": officer,
        }
    )
    if asked.outcome is not None:
        recording = Recording(
            outcome=asked.outcome, unpaid_work_minutes=_minutes(before, asked.outcome), at=occasion.now, by=officer
        )
        decided = decided.recorded(recording, None)
    after, clocks = follows(case, before, decided, occasion.now)
    assert decided.outcome is not None
    told = ExcuseDecided(
        crn=case.crn,
        detail_url=case.url,
        recorded_by=occasion.actor,
        clocks=clocks.told,
        sentence_id=case.sentence_id,
        appointment_id=appointment_id,
        given_on=asked.given_on,
        decision=asked.decision,
        outcome=decided.outcome,
        failures_in_12_months=after.failures(london_date(occasion.now)).count,
    )
    return reconsidered(Decision(after, (told,)), occasion.now)


def _minutes(before: Appointment, outcome: AppointmentOutcome) -> int | None:
    """The credit stands as it was recorded; a correction changes it."""
    worked = before.kind is ContactKind.UNPAID_WORK and outcome.attended
    return before.unpaid_work_minutes if worked else None


def _faults(before: Appointment, asked: DecideExcuse, occasion: Occasion) -> Iterator[Fault]:
    if not london_date(before.at) <= asked.given_on <= london_date(occasion.now):
        # Who says beforehand that they cannot come is given another time, or has an acceptable absence recorded.
        sentence = f"An excuse is given after the failure of {london_date(before.at)}, and not in advance."
        yield Fault("/givenOn", "notPossible", sentence)
    outcome = asked.outcome
    if asked.decision is ExcuseDecision.NOT_ACCEPTED:
        if outcome is not None:
            yield Fault("/outcome", "outcomeNotAsked", "An excuse that is not accepted leaves the outcome as it is.")
    elif outcome is None:
        yield Fault("/outcome", "outcomeMissing", "Say what the appointment counts as, now that it is excused.")
    elif outcome.counts_as_failure or outcome.rescheduled or outcome.attended != before.attended:
        kind = "an attendance with which the person complied" if before.attended else "an acceptable absence"
        yield Fault("/outcome", "notExcused", f"What is excused here is {kind}.")
