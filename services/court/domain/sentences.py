"""A sentence as the court passed it, with the risk picture as it stands and the gaps that were open at it (¶11)."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.court.domain.asked import CourtCode
from services.court.domain.gaps import Gap
from services.court.domain.proposals import says_too_little
from services.court.domain.stages import GapState
from shared.contracts.court import Requirement, RiskPicture
from shared.contracts.model import Contract
from shared.decisions import NotFound, State
from shared.probation.identifiers import Crn, EventNumber, ProviderCode
from shared.probation.vocabulary import CheckKind, Disposal


class Sentence(State):
    """One sentence of one person. `risk` grows with late answers; the report keeps what the court had."""

    sentence_id: UUID
    crn: str
    event_number: int
    report_id: UUID | None
    court_code: str
    division: str
    area_crc: str
    sentenced_at: datetime
    recorded_by: str | None
    disposal: Disposal
    order_ends_on: date
    requirements: tuple[Requirement, ...] = ()
    risk: RiskPicture = RiskPicture()
    gaps: tuple[Gap, ...] = ()

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
    def open_gaps(self) -> tuple[UUID, ...]:
        """The gaps that are still open."""
        return tuple(gap.gap_id for gap in self.gaps if gap.state is GapState.OPEN)

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
    order_ends_on: date = Field(examples=["2017-09-05"])
    requirements: tuple[Requirement, ...] = Field(
        default=(),
        max_length=20,
        description="As the court made them; a RAR that does not say what it is for is accepted and flagged (¶12).",
        examples=[
            [
                {
                    "kind": "rehabilitationActivity",
                    "amount": 20,
                    "unit": "days",
                    "need": "domesticAbuse",
                    "intervention": "C17-BBR",
                },
                {"kind": "unpaidWork", "amount": 80, "unit": "hours"},
            ]
        ],
    )
