"""A pre-sentence check on a report: what is asked of whom, how often, and what came back (¶11)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from services.court.domain.asked import Reason
from shared.contracts.model import Contract
from shared.decisions import Invalid
from shared.probation.vocabulary import Agency, CheckAnswer, CheckKind, CheckState, RoshLevel
from shared.probation.written import SAYS_SOMETHING

ALWAYS_NEEDED = (CheckKind.DOMESTIC_ABUSE, CheckKind.CHILD_SAFEGUARDING)
"""Without these two the risk of serious harm cannot be fully assessed (¶11). Other kinds are needed once requested."""

Reference = Annotated[
    str,
    StringConstraints(min_length=1, max_length=100, pattern=r"^[^\x00]*$"),
    Field(description="The agency's own reference of its answer; it is never published.", examples=["MPS/2016/104412"]),
    SAYS_SOMETHING,
]


class Chase(BaseModel):
    """The agency was asked again for the answer that it owes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    at: datetime
    by: str


class Check(BaseModel):
    """One check on a report. Its stored state is never `overdue`: that is a matter of the time, see `standing`.

    `awaited` is true while it is unanswered and somebody waits for the answer. Nobody does once the report is
    withdrawn, or the sentence has no open gap for it; an answer that comes all the same is recorded.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    report_id: UUID
    check_id: UUID
    division: str
    kind: CheckKind
    state: CheckState
    awaited: bool = False
    not_required_because: str | None = None
    asked_of: Agency | None = None
    requested_at: datetime | None = None
    requested_by: str | None = None
    due_at: datetime | None = None
    chases: tuple[Chase, ...] = ()
    answered_at: datetime | None = None
    answered_by: str | None = None
    answer: CheckAnswer | None = None
    indicates_rosh: RoshLevel | None = None
    indicates_domestic_abuse: bool | None = None
    indicates_child_safeguarding: bool | None = None
    reference: str | None = None
    late: bool = False

    def is_overdue(self, now: datetime) -> bool:
        """Asked for, unanswered, and its time has run out."""
        return self.state is CheckState.REQUESTED and self.due_at is not None and now > self.due_at

    def standing(self, now: datetime) -> CheckState:
        """The state as a reader should see it now."""
        return CheckState.OVERDUE if self.awaited and self.is_overdue(now) else self.state

    def let_go(self) -> "Check":
        """As nobody waits for the answer any more; the check itself where nobody waited."""
        return self.model_copy(update={"awaited": False}) if self.awaited else self


class AskForCheck(Contract):
    """Ask for a check, or record why this case needs none of the kind."""

    kind: CheckKind = Field(examples=["domesticAbuse"])
    not_required_because: Reason | None = Field(
        default=None, description="With a reason the check is recorded as not required, and is not asked for."
    )


class AnswerCheck(Contract):
    """What the agency answers."""

    answer: CheckAnswer = Field(examples=["information"])
    indicates_rosh: RoshLevel | None = Field(
        default=None,
        description="The RoSH level that the information points to, in the agency's view. Needed with information.",
        examples=["medium"],
    )
    indicates_domestic_abuse: bool | None = None
    indicates_child_safeguarding: bool | None = None

    @model_validator(mode="after")
    def nothing_known_indicates_nothing(self) -> Self:
        """An answer of "nothing known" that points to something contradicts itself."""
        pointing = self.indicates_rosh or self.indicates_domestic_abuse or self.indicates_child_safeguarding
        if self.answer is CheckAnswer.NOTHING_KNOWN and pointing:
            raise ValueError("An answer of nothingKnown cannot indicate anything.")
        return self


def say_how_serious(asked: AnswerCheck) -> None:
    """Invalid where information does not say how serious it is."""
    if asked.answer is CheckAnswer.INFORMATION and asked.indicates_rosh is None:
        raise Invalid.one(
            "/indicatesRosh", "severityMissing", "Information says which level of serious harm it points to."
        )


class AnswerOfAgency(AnswerCheck):
    """What the agency's own system answers."""

    reference: Reference | None = None


def find(checks: Iterable[Check], kind: CheckKind) -> Check | None:
    """The report's check of that kind; a report has at most one of each."""
    return next((check for check in checks if check.kind is kind), None)


def state_of(checks: Iterable[Check], kind: CheckKind) -> CheckState:
    """The stored state of a kind of check: `notRequested` where nobody has asked."""
    check = find(checks, kind)
    return CheckState.NOT_REQUESTED if check is None else check.state


def kinds_to_report(checks: tuple[Check, ...]) -> tuple[CheckKind, ...]:
    """The kinds that a reader must be told of: the two always needed, and whatever was asked for or dispensed with."""
    return tuple(kind for kind in CheckKind if kind in ALWAYS_NEEDED or find(checks, kind) is not None)
