"""A sentence as the court passed it, with the risk picture as it stands and the gaps that were open at it (¶11)."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.court.domain.asked import CourtCode
from services.court.domain.assessments import Sara
from services.court.domain.gaps import Gap
from services.court.domain.history import GapEntry, in_order, is_known
from services.court.domain.order_changes import Appeal, LateAssessment, Order, OrderChange
from services.court.domain.proposals import says_too_little
from services.court.domain.stages import GapState, SentenceState
from shared.contracts.court import Requirement, RiskPicture
from shared.contracts.model import Contract
from shared.decisions import Fault, NotFound, State
from shared.probation.identifiers import Crn, EventNumber, ProviderCode
from shared.probation.vocabulary import (
    CheckKind,
    Disposal,
    ProposalDifference,
    RequirementKind,
    RevocationCause,
    Source,
)
from shared.probation.written import Day

UNITS = {RequirementKind.REHABILITATION_ACTIVITY: "days", RequirementKind.UNPAID_WORK: "hours"}
"""What is counted during supervision, and in what; any other unit would be counted wrongly ever after."""


class Sentence(State):
    """One sentence of one person. `risk` grows with what comes after it; the report keeps what the court had.

    The order is as it stands: `changes` keeps each of its earlier forms.
    """

    sentence_id: UUID
    crn: str
    event_number: int
    report_id: UUID | None
    court_code: str
    division: str
    area_crc: str
    sentenced_at: datetime
    recorded_by: str | None
    state: SentenceState = SentenceState.IN_FORCE
    disposal: Disposal
    order_ends_on: date
    requirements: tuple[Requirement, ...] = ()
    sexual_offence: bool = False
    proposal_differences: tuple[ProposalDifference, ...] | None = None
    risk: RiskPicture = RiskPicture()
    sara: Sara | None = None
    sara_completed: bool | None = None
    ended_on: date | None = None
    ended_because: RevocationCause | None = None
    ended_at: datetime | None = None
    ended_by: str | None = None
    end_reason: str | None = None
    gaps: tuple[Gap, ...] = ()
    history: tuple[GapEntry, ...] = ()
    appeals: tuple[Appeal, ...] = ()
    changes: tuple[OrderChange, ...] = ()
    assessments: tuple[LateAssessment, ...] = ()

    def seen_by(self) -> frozenset[str]:
        """The NPS division that owns the gaps; other providers learn of the sentence from its events."""
        return frozenset({self.division})

    @property
    def url(self) -> str:
        """Where the sentence is read."""
        return f"/sentences/{self.sentence_id}"

    @property
    def vague_rar(self) -> bool:
        """The court ordered a RAR that does not say what it is for; it may, and the reader is told (¶12)."""
        return any(says_too_little(requirement) for requirement in self.requirements)

    @property
    def order(self) -> Order:
        """The order as it stands."""
        return Order(**{name: getattr(self, name) for name in Order.model_fields})

    @property
    def is_in_force(self) -> bool:
        """Neither revoked nor quashed."""
        return self.state is not SentenceState.ENDED

    @property
    def open_gaps(self) -> tuple[UUID, ...]:
        """The gaps that are still open."""
        return tuple(gap.gap_id for gap in self.gaps if gap.state is GapState.OPEN)

    @property
    def sources_since(self) -> frozenset[Source]:
        """The sources consulted after sentence."""
        return frozenset(source for one in self.assessments for source in one.given.sources_consulted)

    def gap(self, gap_id: UUID) -> Gap:
        """The gap of that identifier. Raises NotFound."""
        for gap in self.gaps:
            if gap.gap_id == gap_id:
                return gap
        raise NotFound

    def gap_of_check(self, check_id: UUID) -> Gap | None:
        """The gap, open or closed, that waits for that check."""
        return next((gap for gap in self.gaps if gap.check_id == check_id), None)

    def gap_without_check(self, kind: CheckKind) -> Gap | None:
        """The open gap of a kind of check that nobody has asked for yet."""
        waiting = (gap for gap in self.gaps if gap.check_kind is kind and gap.check_id is None)
        return next((gap for gap in waiting if gap.state is GapState.OPEN), None)

    def with_gap(self, changed: Gap) -> "Sentence":
        """With one gap changed."""
        gaps = tuple(changed if gap.gap_id == changed.gap_id else gap for gap in self.gaps)
        return self.model_copy(update={"gaps": gaps})

    def history_of(self, gap_id: UUID) -> tuple[GapEntry, ...]:
        """Who knew what of a gap when, in order. Raises NotFound."""
        self.gap(gap_id)
        return in_order(one for one in self.history if one.gap_id == gap_id)

    def with_history(self, *entries: GapEntry) -> "Sentence":
        """With entries that are not there yet, of gaps that it has; itself where there is nothing new."""
        known = {gap.gap_id for gap in self.gaps}
        new = tuple(one for one in entries if one.gap_id in known and not is_known(self.history, one))
        return self.model_copy(update={"history": (*self.history, *new)}) if new else self


_REQUIREMENTS = [
    {
        "kind": "rehabilitationActivity",
        "amount": 20,
        "unit": "days",
        "need": "domesticAbuse",
        "intervention": "C17-BBR",
    },
    {"kind": "unpaidWork", "amount": 80, "unit": "hours"},
]
Requirements = Annotated[
    tuple[Requirement, ...],
    Field(
        max_length=20,
        description="As the court made them; a RAR that does not say what it is for is accepted and flagged (¶12).",
        examples=[_REQUIREMENTS],
    ),
]


class PassSentence(Contract):
    """The court has sentenced."""

    crn: Crn
    report_id: UUID | None = Field(default=None, description="Absent where the court sentenced without a report.")
    court_code: CourtCode
    division: ProviderCode = Field(examples=["N07"])
    area_crc: ProviderCode = Field(
        description="The CRC of the area in which the person lives, in this division or not.", examples=["C17"]
    )
    event_number: Annotated[EventNumber, Field(le=9999)]
    disposal: Disposal = Field(examples=["communityOrder"])
    order_ends_on: Day = Field(examples=["2017-09-05"])
    requirements: Requirements = ()
    sexual_offence: bool = Field(
        default=False, description="A sexual offence is among those sentenced: who supervises needs the training (¶17)."
    )


def order_faults(
    order_ends_on: date, requirements: Sequence[Requirement], today: date, at: str = ""
) -> Iterator[Fault]:
    """What cannot be in an order that the court makes or changes on that London day, below the place `at`."""
    if order_ends_on < today:
        yield Fault(f"{at}/orderEndsOn", "inThePast", f"The order ends on {order_ends_on}, which is in the past.")
    for index, requirement in enumerate(requirements):
        unit = UNITS.get(requirement.kind, requirement.unit)
        if requirement.unit != unit:
            yield Fault(
                f"{at}/requirements/{index}/unit",
                "unitOfAnotherKind",
                f"{requirement.kind.description} is counted in {unit}, not in {requirement.unit}.",
            )
