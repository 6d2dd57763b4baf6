"""The court changes an order that is in force: its length, its requirements, its area, or on appeal its kind."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from services.court.domain.order_changes import Order, OrderChange
from services.court.domain.order_ends import no_order
from services.court.domain.sentences import Requirements, Sentence, order_faults
from services.court.domain.stages import SENTENCE
from shared.contracts.court import OrderAmended
from shared.contracts.model import Contract
from shared.decisions import Decision, Fault, Invalid, Occasion
from shared.probation.calendar import london_date
from shared.probation.identifiers import ProviderCode
from shared.probation.organisations import is_crc
from shared.probation.vocabulary import AmendmentCause
from shared.probation.written import Day

_C = AmendmentCause


class AmendOrder(Contract):
    """The court has changed the order. What it changes on appeal is told by the appeal's outcome."""

    cause: Literal[_C.APPLICATION, _C.BREACH, _C.MOVE_OF_RESIDENCE] = Field(examples=["application"])
    order_ends_on: Day = Field(examples=["2018-03-05"])
    requirements: Requirements = Field(description="Every requirement as the order now has it, not only the changed.")
    area_crc: ProviderCode | None = Field(
        default=None,
        description="The CRC of the area in which the person lives now; absent where it is the same. Needed on a move.",
        examples=["C18"],
    )


def amend_order(sentence: Sentence, asked: AmendOrder, occasion: Occasion) -> Decision[Sentence]:
    """Change the order. Raises NotAllowed where it has ended, Invalid with every fault."""
    state = SENTENCE.next(sentence.state, "amend")
    if faults := [*no_order(sentence), *_faults(sentence, asked, occasion)]:
        raise Invalid(faults)
    order = Order(
        area_crc=asked.area_crc or sentence.area_crc,
        disposal=sentence.disposal,
        order_ends_on=asked.order_ends_on,
        requirements=asked.requirements,
    )
    if order == sentence.order:
        raise Invalid.one("/", "nothingChanged", "The order is like this already.")
    return change_order(sentence.model_copy(update={"state": state}), order, asked.cause, None, occasion)


def change_order(
    sentence: Sentence, order: Order, cause: AmendmentCause, appeal_id: UUID | None, occasion: Occasion
) -> Decision[Sentence]:
    """The sentence with the order as it stands from now; what it was before is kept.

    Of a sentence that brings no probation work no change of an order is told: there is none.
    """
    change = OrderChange(
        change_id=occasion.new_id(),
        sentence_id=sentence.sentence_id,
        number=len(sentence.changes) + 1,
        cause=cause,
        appeal_id=appeal_id,
        changed_at=occasion.now,
        changed_by=occasion.actor.officer or occasion.actor.organisation,
        before=sentence.order,
    )
    changed = sentence.model_copy(update={**dict(order), "changes": (*sentence.changes, change)})
    event = OrderAmended(
        crn=changed.crn,
        detail_url=changed.url,
        recorded_by=occasion.actor,
        sentence_id=changed.sentence_id,
        event_number=changed.event_number,
        number=change.number,
        cause=cause,
        **dict(order),
        vague_rar=changed.vague_rar,
    )
    return Decision(changed, (event,) if changed.disposal.brings_supervision else ())


def _faults(sentence: Sentence, asked: AmendOrder, occasion: Occasion) -> list[Fault]:
    faults = list(order_faults(asked.order_ends_on, asked.requirements, london_date(occasion.now)))
    if asked.area_crc is not None and not is_crc(asked.area_crc):
        faults.append(Fault("/areaCrc", "notACrc", f"{asked.area_crc} is not a CRC."))
    elif asked.cause is _C.MOVE_OF_RESIDENCE and asked.area_crc in (None, sentence.area_crc):
        faults.append(Fault("/areaCrc", "areaMissing", "The person has moved: name the CRC of the new area."))
    return faults
