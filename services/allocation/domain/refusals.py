"""Refusals whose reason is a person, or a thing on the record, and not the stage alone."""

from collections.abc import Iterable

from services.allocation.domain.allocations import Allocation
from shared.decisions import NotAllowed


class Refused(NotAllowed):
    """Not allowed as things stand, with a sentence of its own that says why."""

    def __init__(self, allocation: Allocation, command: str, sentence: str, allowed: Iterable[str] = ()) -> None:
        super().__init__(allocation.state.value, command, allowed)
        self.args = (sentence,)
