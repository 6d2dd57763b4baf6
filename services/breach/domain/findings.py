"""A fault found in a pack: the reason from the list, its place in the pack, and a sentence that a person reads."""

import re
from typing import Annotated, Any

from pydantic import Field

from shared.contracts.breach import Finding
from shared.contracts.model import Contract
from shared.decisions import Fault
from shared.probation.described import Described
from shared.probation.vocabulary import ReturnReason, ReturnSeverity

Place = Annotated[
    str,
    Field(
        max_length=120,
        pattern=r"^(/[A-Za-z0-9]*)+$",
        description="A JSON pointer into the pack; `/` is the pack as a whole.",
        examples=["/failures/1/instructionProof"],
    ),
]
"""A published event carries it, so it can be nothing but a pointer: no words of anybody's."""

_INDEX = re.compile(r"0|[1-9][0-9]*")


class ReviewKind(Described):
    """Who read a version of the pack, and to what end."""

    CHECK = "check", "Checked by the rules"
    RETURN = "return", "Returned by the NPS"
    ACCEPTANCE = "acceptance", "Accepted by the NPS"


class ReasonAsked(Contract):
    """A fault that the NPS names: a reason from the list and the place in the pack that it is about (¶18)."""

    reason: ReturnReason
    place: Place


class PackFinding(Contract):
    """One fault. Whether it may return a pack belongs to its reason, not to who reads it (¶18)."""

    reason: ReturnReason
    rule: str | None = Field(default=None, description="The rule that found it; null where a person named it.")
    place: str
    sentence: str
    severity: ReturnSeverity = Field(default_factory=lambda given: given["reason"].severity)

    @property
    def is_fatal(self) -> bool:
        """Whether it may return a pack."""
        return self.severity is ReturnSeverity.FATAL

    def told(self) -> Finding:
        """The finding as the world is told of it: without words."""
        return Finding(reason=self.reason, rule=self.rule, place=self.place, severity=self.severity)

    def fault(self) -> Fault:
        """The finding as a refusal has it."""
        return Fault(self.place, self.reason.value, self.sentence)


def is_in(pack: Any, place: str) -> bool:
    """Whether a pointer names something in a pack, given as its JSON."""
    if place == "/":
        return True
    for part in place.removeprefix("/").split("/"):
        if isinstance(pack, dict) and part in pack:
            pack = pack[part]
        elif isinstance(pack, list) and _INDEX.fullmatch(part) and int(part) < len(pack):
            pack = pack[int(part)]
        else:
            return False
    return True
