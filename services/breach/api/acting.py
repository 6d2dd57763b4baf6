"""Acting on a breach: who may read it may still not act for the other side, and is told so (403).

Both sides see that the breach exists, so nothing is given away; whoever may not see it has had 404 before.
"""

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from fastapi import Response

from services.breach import store
from services.breach.api.views import breach_view
from services.breach.domain.breaches import ActsForTheOtherSide, Breach
from shared.decisions import Decision, Occasion
from shared.runtime.auth import Forbidden
from shared.runtime.command import Command

B = TypeVar("B")


class NotOfThisSide(Forbidden):
    """The caller's organisation is on the other side of the exchange; the sentence says whose part it is."""

    def __init__(self, sentence: str) -> None:
        super().__init__(())
        self.args = (sentence,)


async def act(
    command: Command, breach_id: UUID, decide: Callable[[Breach, B, Occasion], Decision[Breach]], asked: B
) -> Response:
    """One decision on one breach; the answer is the whole breach."""

    def decided(breach: Breach, asked: B, occasion: Occasion) -> Decision[Breach]:
        try:
            return decide(breach, asked, occasion)
        except ActsForTheOtherSide as refusal:
            raise NotOfThisSide(str(refusal)) from None

    now = command.work.clock.now()
    return await command.handle(store.breaches, breach_id, decided, asked, lambda after: breach_view(after, now))
