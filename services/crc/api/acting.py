"""One decision on one case; the answer is always the whole case."""

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from fastapi import Response

from services.crc import store
from services.crc.api.views import case_view
from services.crc.domain.cases import Case
from shared.decisions import Decision, Occasion
from shared.runtime.command import Command

B = TypeVar("B")


async def act(
    command: Command, sentence_id: UUID, decide: Callable[[Case, B, Occasion], Decision[Case]], asked: B
) -> Response:
    """Lock the case, decide, record and answer."""
    now = command.work.clock.now()
    return await command.handle(store.cases, sentence_id, decide, asked, lambda after: case_view(after, now))


async def act_on_part(
    command: Command,
    sentence_id: UUID,
    part_id: UUID,
    decide: Callable[[Case, UUID, B, Occasion], Decision[Case]],
    asked: B,
) -> Response:
    """The same for a decision about one gap, appointment, review or decision of the case."""

    def decided(case: Case, asked: B, occasion: Occasion) -> Decision[Case]:
        return decide(case, part_id, asked, occasion)

    return await act(command, sentence_id, decided, asked)
