"""The risk picture, and what the answer to a check adds to it.

Invariant: what one source knows, the silence of another does not undo; and nobody's silence is read as "no" (¶11).
"""

from typing import Protocol

from shared.contracts.court import RiskPicture
from shared.probation.vocabulary import CheckAnswer, CheckKind

SETTLES = {CheckKind.DOMESTIC_ABUSE: "domestic_abuse", CheckKind.CHILD_SAFEGUARDING: "child_safeguarding"}
"""The part of the picture about which "nothing known" is itself an answer, by the check that asks for it."""


class Answered(Protocol):
    """What was answered to a check: the check itself, or a gap that was answered where no report had asked."""

    @property
    def kind(self) -> CheckKind | None:
        """Which check."""

    @property
    def answer(self) -> CheckAnswer | None:
        """None where it has none."""

    @property
    def indicates_domestic_abuse(self) -> bool | None:
        """None where nothing was said of it."""

    @property
    def indicates_child_safeguarding(self) -> bool | None:
        """None where nothing was said of it."""


def with_answer(picture: RiskPicture, check: Answered) -> RiskPicture:
    """The picture with a check's answer; the picture itself where there is none.

    The RoSH level stays as it was assessed: what the answer points to is an indication, for the responsible officer and
    the allocation rules to weigh, and travels beside the picture.
    """
    said = {
        "domestic_abuse": check.indicates_domestic_abuse,
        "child_safeguarding": check.indicates_child_safeguarding,
    }
    settled = None if check.kind is None else SETTLES.get(check.kind)
    if check.answer is CheckAnswer.NOTHING_KNOWN and settled is not None:
        said[settled] = False
    return picture.model_copy(
        update={field: _either(getattr(picture, field), value) for field, value in said.items() if value is not None}
    )


def _either(known: bool | None, said: bool) -> bool:
    return said or bool(known)
