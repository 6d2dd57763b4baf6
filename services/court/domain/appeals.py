"""Appeals against a sentence: it stands until the appeal is decided."""

from uuid import UUID

from pydantic import Field

from services.court.domain.amendments import change_order
from services.court.domain.order_changes import Appeal, Order
from services.court.domain.order_ends import appeal_decided, end_order, with_outcome
from services.court.domain.sentences import Requirements, Sentence, order_faults
from services.court.domain.stages import SENTENCE
from shared.contracts.court import SentenceAppealed
from shared.contracts.model import Contract, EventData
from shared.decisions import Decision, Fault, Invalid, NotAllowed, NotFound, Occasion
from shared.probation.calendar import london_date
from shared.probation.vocabulary import AmendmentCause, AppealOutcome, Disposal, RevocationCause
from shared.probation.written import Day

QUASHED = "Quashed on appeal."
REPLACED = "Replaced on appeal by a sentence that brings no probation work."


class LodgeAppeal(Contract):
    """An appeal has been lodged; there is nothing to say but that it was."""


class VariedOrder(Contract):
    """The sentence as the appeal made it."""

    disposal: Disposal = Field(examples=["communityOrder"])
    order_ends_on: Day = Field(examples=["2017-06-05"])
    requirements: Requirements = ()


class DecideAppeal(Contract):
    """How the appeal ended."""

    outcome: AppealOutcome = Field(examples=["dismissed"])
    order: VariedOrder | None = Field(
        default=None, description="Needed where the sentence is varied, and only there.", examples=[None]
    )


def lodge_appeal(sentence: Sentence, asked: LodgeAppeal, occasion: Occasion) -> Decision[Sentence]:
    """Record the appeal. Raises NotAllowed where one is undecided or the order has ended."""
    appeal = Appeal(
        sentence_id=sentence.sentence_id,
        appeal_id=occasion.new_id(),
        lodged_at=occasion.now,
        lodged_by=occasion.actor.officer or occasion.actor.organisation,
    )
    lodged = sentence.model_copy(
        update={"state": SENTENCE.next(sentence.state, "lodgeAppeal"), "appeals": (*sentence.appeals, appeal)}
    )
    event = SentenceAppealed(
        crn=sentence.crn,
        detail_url=sentence.url,
        recorded_by=occasion.actor,
        sentence_id=sentence.sentence_id,
        appeal_id=appeal.appeal_id,
    )
    return Decision(lodged, (event,))


def decide_appeal(sentence: Sentence, appeal_id: UUID, asked: DecideAppeal, occasion: Occasion) -> Decision[Sentence]:
    """Record how the appeal ended; the change or the end of the order is told after it.

    Raises NotFound, NotAllowed where it is decided, Invalid where what it varied is not said or cannot be.
    """
    appeal = next((one for one in sentence.appeals if one.appeal_id == appeal_id), None)
    if appeal is None:
        raise NotFound
    if appeal.outcome is not None:
        raise NotAllowed(appeal.outcome, "decideAppeal", ())
    if faults := _faults(sentence, asked, occasion):
        raise Invalid(faults)
    replaced = (
        asked.order is not None and sentence.disposal.brings_supervision and not asked.order.disposal.brings_supervision
    )
    state = SENTENCE.next(sentence.state, "replaced" if replaced else asked.outcome)
    told = appeal_decided(sentence, asked.outcome, occasion)
    decided = with_outcome(sentence, asked.outcome, occasion).model_copy(update={"state": state})
    events: tuple[EventData, ...] = ()
    if asked.outcome is AppealOutcome.QUASHED:
        cause, today = RevocationCause.QUASHED_ON_APPEAL, london_date(occasion.now)
        decided, events = end_order(decided, state, cause, today, QUASHED, occasion)
    elif replaced:
        cause, today = RevocationCause.RE_SENTENCED, london_date(occasion.now)
        decided, events = end_order(decided, state, cause, today, REPLACED, occasion)
    elif asked.order is not None:
        order = Order(area_crc=sentence.area_crc, **dict(asked.order))
        changed = change_order(decided, order, AmendmentCause.APPEAL, appeal_id, occasion)
        decided, events = changed.state, changed.events
    return Decision(decided, (told, *events))


def _faults(sentence: Sentence, asked: DecideAppeal, occasion: Occasion) -> list[Fault]:
    if asked.order is None:
        if asked.outcome is not AppealOutcome.VARIED:
            return []
        return [Fault("/order", "orderMissing", "The sentence is varied: say how it stands now.")]
    if asked.outcome is not AppealOutcome.VARIED:
        return [Fault("/order", "orderNotVaried", f"{asked.outcome.description}: there is no other order.")]
    if asked.order.disposal.brings_supervision and not sentence.disposal.brings_supervision:
        wrong = "What now brings probation work where there was none is recorded as a sentence of its own."
        return [Fault("/order/disposal", "anotherSentence", wrong)]
    today = london_date(occasion.now)
    return list(order_faults(asked.order.order_ends_on, asked.order.requirements, today, "/order"))
