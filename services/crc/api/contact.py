"""Contact with the person: appointments, their outcomes, and the letters after failures."""

from uuid import UUID

from fastapi import APIRouter, Response

from services.crc.api.acting import act, act_on_part
from services.crc.api.views import CaseView
from services.crc.domain import appointments, warnings
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
    sentence_id: UUID, appointment_id: UUID, asked: appointments.RecordOutcome, command: Commanded
) -> Response:
    """What became of it. The second failure to comply within twelve months makes an enforcement decision due (¶14)."""
    return await act_on_part(command, sentence_id, appointment_id, appointments.record_outcome, asked)


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
