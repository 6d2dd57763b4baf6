"""Refusals whose reason is a person or a thing in the case, and not the state of the case alone."""

from collections.abc import Iterable

from services.crc.domain.cases import Case
from shared.decisions import NotAllowed


class Refused(NotAllowed):
    """Not allowed as things stand, with a sentence of its own that says why."""

    def __init__(self, case: Case, command: str, sentence: str, allowed: Iterable[str] = ()) -> None:
        super().__init__(case.state.value, command, allowed)
        self.args = (sentence,)
