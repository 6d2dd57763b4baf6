"""The shape every published event shares: facts in camelCase, closed to unknown fields, and the clocks a fact touches.

Invariant: an event that validates says who recorded it, about whom, and every clock that it started, met or cancelled.
The ledger of obligations, in the service that owns a clock and in oversight alike, is derived from these clock changes
and from nothing else, so the two cannot disagree.
"""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, ClassVar, Self
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from shared.probation.identifiers import Crn


class Contract(BaseModel):
    """A published shape: camelCase on the wire, unknown fields refused, immutable once made."""

    model_config = ConfigDict(
        alias_generator=to_camel, populate_by_name=True, extra="forbid", frozen=True, ser_json_inf_nan="null"
    )


class Actor(Contract):
    """Who did it: an organisation, and the officer where a person acted rather than a rule."""

    organisation: Annotated[str, Field(min_length=1, max_length=20, examples=["N07"])]
    officer: Annotated[str, Field(min_length=1, max_length=40, examples=["N07B960"])] | None = None


class Obligation(StrEnum):
    """What somebody owes by a time. The limits behind them are dated configuration (`shared.probation.limits`)."""

    REPORT_DELIVERED = "reportDelivered"
    CHECK_ANSWERED = "preSentenceCheckAnswered"
    GAP_ANSWERED = "informationGapAnswered"
    ALLOCATION_DECIDED = "allocationDecided"
    ALLOCATION_ANSWERED = "allocationAnswered"
    TRANSFER_DECIDED = "transferDecided"
    NPS_OFFICER_NAMED = "npsResponsibleOfficerNamed"
    NPS_GAP_ACKNOWLEDGED = "npsInformationGapAcknowledged"
    REFERRAL_ANSWERED = "interventionReferralAnswered"
    ESCALATION_DECIDED = "riskEscalationDecided"
    OFFICER_NAMED = "responsibleOfficerNamed"
    GAP_ACKNOWLEDGED = "informationGapAcknowledged"
    ASSIGNMENT_OVERRIDE = "assignmentOverrideReviewed"
    FIRST_APPOINTMENT = "firstAppointment"
    MONTHLY_CONTACT = "monthlyContact"
    CONTACT_FOLLOW_UP = "missedContactFollowUp"
    INITIAL_PLAN = "initialPlan"
    PLAN_SIGNED_OFF = "planSignedOff"
    WARNING_LETTER = "warningLetter"
    ENFORCEMENT_DECISION = "enforcementDecision"
    RISK_REVIEW = "riskReview"
    ESCALATION_ANSWER_READ = "escalationAnswerRead"
    CUSTODY_SCREENED = "basicCustodyScreening"
    RESETTLEMENT_PLAN = "resettlementPlan"
    PRE_RELEASE_WORK = "preReleaseWork"
    RECALL_COUNTERSIGNED = "recallCountersigned"
    BREACH_REFERRED = "breachReferred"
    PACK_RESUBMITTED = "packResubmitted"
    RETURN_DISPUTE_DECIDED = "returnDisputeDecided"
    BREACH_PRESENTED = "breachPresented"


class ClockAction(StrEnum):
    """What a fact does to a clock: starts it, meets it, or cancels it because nobody owes the thing any more."""

    STARTED = "started"
    MET = "met"
    CANCELLED = "cancelled"


class ClockChange(Contract):
    """One clock touched by a fact. `subject_id` is what is owed: a gap, a report, an appointment, a pack.

    A clock is known by (obligation, subject_id). `MET` carries `due_at` again when the same fact both starts and meets
    it, as an allocation decided the moment the sentence is heard.
    """

    obligation: Obligation
    subject_id: UUID
    action: ClockAction
    due_at: AwareDatetime | None = None
    owner: Annotated[str, Field(examples=["C17"])] | None = Field(
        default=None, description="The organisation that owes it."
    )

    @classmethod
    def started(cls, obligation: Obligation, subject_id: UUID, due_at: datetime, owner: str) -> Self:
        """The clock begins to run; `due_at` is the last instant at which it still counts as met."""
        return cls(obligation=obligation, subject_id=subject_id, action=ClockAction.STARTED, due_at=due_at, owner=owner)

    @classmethod
    def met(
        cls, obligation: Obligation, subject_id: UUID, *, due_at: datetime | None = None, owner: str | None = None
    ) -> Self:
        """What was owed is done, on time or late: the time of the event says which."""
        return cls(obligation=obligation, subject_id=subject_id, action=ClockAction.MET, due_at=due_at, owner=owner)

    @classmethod
    def cancelled(cls, obligation: Obligation, subject_id: UUID) -> Self:
        """Nobody owes it any more, for example because the case has left the organisation."""
        return cls(obligation=obligation, subject_id=subject_id, action=ClockAction.CANCELLED)


EVENT_TYPES: dict[str, type["Fact"]] = {}
"""Every published event type by its name, filled as the contract modules are imported (see `catalogue`)."""


class Fact(Contract):
    """The body of an event: a fact, never a command, never free text that names people."""

    event_type: ClassVar[str]
    summary: ClassVar[str]

    detail_url: str = Field(description="Where an authorised caller fetches the whole record.", examples=["/reports/1"])
    recorded_by: Actor

    @property
    def subject(self) -> str:
        """What the fact is about, and the key under which it keeps its order: a CRN, or a code of the directory."""
        raise NotImplementedError

    def __init_subclass__(cls, *, name: str | None = None, **config: Any) -> None:
        super().__init_subclass__(**config)  # the name is taken below, once the fields are known

    @classmethod
    def __pydantic_init_subclass__(cls, *, name: str | None = None, **_: object) -> None:
        """Register a published type: `class SentencePassed(EventData, name="probation.court.sentence-passed.v1")`."""
        if name is None:
            return
        if name in EVENT_TYPES:
            raise TypeError(f"two contracts publish {name}")
        cls.event_type = name
        cls.summary = (cls.__doc__ or name).strip().splitlines()[0]
        EVENT_TYPES[name] = cls


class EventData(Fact):
    """A fact about one person."""

    crn: Crn
    clocks: tuple[ClockChange, ...] = ()

    @property
    def subject(self) -> str:
        """The person."""
        return self.crn


class Overdue(EventData):
    """A clock ran out before what was owed was done. Published once for a clock; it may still be met, late."""

    obligation: Obligation
    subject_id: UUID
    sentence_id: UUID | None = None
    owner: str = Field(description="The organisation that owes it.", examples=["C17"])
    due_at: AwareDatetime
