"""One decision on one case; the answer is always the whole case."""

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from fastapi import Response

from services.crc import store
from services.crc.api.views import case_view
from services.crc.domain.cases import Case
from services.crc.domain.staff import Staff, staff_of
from shared.decisions import Decision, Occasion
from shared.runtime.command import Command, Reply
from shared.runtime.transaction import Transaction

B = TypeVar("B")


async def act(
    command: Command, sentence_id: UUID, decide: Callable[[Case, B, Occasion], Decision[Case]], asked: B
) -> Response:
    """Lock the case, decide, record and answer."""
    now = command.work.clock.now()
    return await command.handle(store.cases, sentence_id, decide, asked, lambda after: case_view(after, now))


async def act_with_staff(
    command: Command,
    sentence_id: UUID,
    decide: Callable[[Case, Staff, B, Occasion], Decision[Case]],
    asked: B,
    *officers: str | None,
) -> Response:
    """The same for a decision that asks what the register says of the officers named in it."""

    async def decided(tx: Transaction) -> Reply:
        rows = await tx.lock_beside(
            store.cases, sentence_id, store.REGISTERED, officers=[one for one in officers if one is not None]
        )
        case = command.visible(tx.get(store.cases, sentence_id))
        after = tx.put(store.cases, decide(case, staff_of(rows), asked, tx.occasion(command.caller.actor)))
        return Reply(view=case_view(after, tx.now), headers={"ETag": f'"{after.version}"'})

    return await command.run(decided)


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


async def act_on_part_with_staff(
    command: Command,
    sentence_id: UUID,
    part_id: UUID,
    decide: Callable[[Case, UUID, Staff, B, Occasion], Decision[Case]],
    asked: B,
    *officers: str | None,
) -> Response:
    """Both: about one thing of the case, and asking what the register says of officers."""

    def decided(case: Case, staff: Staff, asked: B, occasion: Occasion) -> Decision[Case]:
        return decide(case, part_id, staff, asked, occasion)

    return await act_with_staff(command, sentence_id, decided, asked, *officers)
