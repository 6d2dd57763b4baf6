"""Contact with the person: appointments, their outcomes, and the letters after failures."""

from uuid import UUID

from fastapi import APIRouter, Response

from services.crc.api.acting import act, act_on_part, act_on_part_with_staff
from services.crc.api.views import CaseView
from services.crc.domain import appointments, corrections, excuses, follow_ups, outcomes, warnings
from shared.runtime.auth import Role, requires
from shared.runtime.command import Commanded
from shared.runtime.problems import responses

router = APIRouter(tags=["contact"])

Supervising = requires(Role.RESPONSIBLE_OFFICER)


@router.post(
    "/cases/{sentence_id}/appointments",
    operation_id="arrangeAppointment",
    response_model=CaseView,
    responses=responses(404, 409, 412),
    dependencies=[Supervising],
)
async def arrange_appointment(
    sentence_id: UUID, asked: appointments.ArrangeAppointment, command: Commanded
) -> Response:
    """The person is instructed to attend."""
    return await act(command, sentence_id, appointments.arrange_appointment, asked)


@router.post(
    "/cases/{sentence_id}/appointments/{appointment_id}/outcome",
    operation_id="recordOutcome",
    response_model=CaseView,
    responses=responses(404, 409, 412),
    dependencies=[Supervising],
)
async def record_outcome(
    sentence_id: UUID, appointment_id: UUID, asked: outcomes.RecordOutcome, command: Commanded
) -> Response:
    """What became of it. The second failure to comply within twelve months makes an enforcement decision due (¶14)."""
    return await act_on_part(command, sentence_id, appointment_id, outcomes.record_outcome, asked)


@router.post(
    "/cases/{sentence_id}/appointments/{appointment_id}/warning-letter",
    operation_id="sendWarningLetter",
    response_model=CaseView,
    responses=responses(404, 409, 412),
    dependencies=[Supervising],
)
async def send_warning_letter(
    sentence_id: UUID, appointment_id: UUID, asked: warnings.SendWarningLetter, command: Commanded
) -> Response:
    """A warning has been sent for a failure to comply."""
    return await act_on_part(command, sentence_id, appointment_id, warnings.send_warning_letter, asked)


@router.post(
    "/cases/{sentence_id}/appointments/{appointment_id}/excuse",
    operation_id="decideExcuse",
    response_model=CaseView,
    responses=responses(404, 409, 412),
    dependencies=[Supervising],
)
async def decide_excuse(
    sentence_id: UUID, appointment_id: UUID, asked: excuses.DecideExcuse, command: Commanded
) -> Response:
    """What is decided on an excuse, inside its window. 409 afterwards: then a manager corrects the outcome."""
    return await act_on_part(command, sentence_id, appointment_id, excuses.decide_excuse, asked)


@router.post(
    "/cases/{sentence_id}/appointments/{appointment_id}/correction",
    operation_id="correctOutcome",
    response_model=CaseView,
    responses=responses(404, 409, 412),
    dependencies=[requires(Role.SENIOR_PROBATION_OFFICER)],
)
async def correct_outcome(
    sentence_id: UUID, appointment_id: UUID, asked: corrections.CorrectOutcome, command: Commanded
) -> Response:
    """The outcome is recorded anew by a manager; what was recorded before is kept."""
    officer = command.caller.actor.officer
    return await act_on_part_with_staff(
        command, sentence_id, appointment_id, corrections.correct_outcome, asked, officer
    )


@router.post(
    "/cases/{sentence_id}/appointments/{appointment_id}/follow-up",
    operation_id="followUp",
    response_model=CaseView,
    responses=responses(404, 409, 412),
    dependencies=[Supervising],
)
async def follow_up(
    sentence_id: UUID, appointment_id: UUID, asked: follow_ups.FollowUp, command: Commanded
) -> Response:
    """A missed contact is followed up; within five working days that stands for the month's contact."""
    return await act_on_part(command, sentence_id, appointment_id, follow_ups.follow_up, asked)
