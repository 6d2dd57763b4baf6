"""What became of a sentence after it was passed: appeals, changes of the order, and what was assessed late.

Each is kept as it was recorded, with who and when, and none is ever changed but an appeal, once, by its outcome.
"""

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from services.court.domain.assessments import Sara
from shared.contracts.court import Ogrs3, Requirement, RiskPicture, Rsr
from shared.contracts.model import Contract
from shared.probation.vocabulary import AmendmentCause, AppealOutcome, Disposal, RoshDepth, RoshLevel, Source


class Kept(BaseModel):
    """A row of a sentence."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sentence_id: UUID


class Appeal(Kept):
    """An appeal against the sentence; `outcome` is None until it is decided."""

    appeal_id: UUID
    lodged_at: datetime
    lodged_by: str
    outcome: AppealOutcome | None = None
    decided_at: datetime | None = None
    decided_by: str | None = None


class Order(BaseModel):
    """An order as the court made it or changed it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    area_crc: str
    disposal: Disposal
    order_ends_on: date
    requirements: tuple[Requirement, ...]


class OrderChange(Kept):
    """A change of the order. `before` is the order as it stood until then, so that none of its forms is lost."""

    change_id: UUID
    number: int
    cause: AmendmentCause
    appeal_id: UUID | None
    changed_at: datetime
    changed_by: str
    before: Order


class ReviseAssessment(Contract):
    """What has been assessed, or corrected, since sentence. What is left out stays as it is known."""

    rosh_level: RoshLevel | None = Field(default=None, examples=["medium"])
    rosh_depth: RoshDepth | None = Field(default=None, examples=["screening"])
    rsr: Rsr | None = None
    ogrs3: Ogrs3 | None = None
    sara: Sara | None = Field(
        default=None, description="Cannot be claimed before the police have answered.", examples=[None]
    )
    mappa_eligible: bool | None = None
    subject_to_deportation: bool | None = None
    public_interest: bool | None = None
    deferred_sentence: bool | None = None
    domestic_abuse: bool | None = None
    child_safeguarding: bool | None = None
    sources_consulted: tuple[Source, ...] = Field(
        default=(), max_length=len(Source), json_schema_extra={"uniqueItems": True}
    )

    def known(self) -> dict[str, object]:
        """The parts of the risk picture that it says something of."""
        said = {name: getattr(self, name) for name in RiskPicture.model_fields}
        return {name: value for name, value in said.items() if value is not None}


class LateAssessment(Kept):
    """What was assessed after sentence, by whom and when."""

    assessment_id: UUID
    assessed_at: datetime
    assessed_by: str
    given: ReviseAssessment
