"""What a court made of an order when it dealt with a breach of it: nobody types here what was recorded there.

Invariant: each end of a breach is followed once, by what it says and nothing else; an order that has ended is not
touched again, and one that is as the breach says already is not changed a second time.
"""

from services.court.domain.amendments import change_order
from services.court.domain.order_changes import Order
from services.court.domain.order_ends import end_with_appeal
from services.court.domain.sentences import Sentence
from services.court.domain.stages import SENTENCE
from shared.contracts.breach import BreachConcluded
from shared.decisions import Decision, Occasion
from shared.probation.calendar import london_date
from shared.probation.vocabulary import AmendmentCause, RevocationCause

DEALT_WITH = "The court dealt with a breach of it."


def follow(sentence: Sentence, told: BreachConcluded, occasion: Occasion) -> Decision[Sentence]:
    """The order changed or ended as the breach's end says; the sentence as it was where it says neither."""
    if not sentence.is_in_force or not sentence.disposal.brings_supervision:
        return Decision(sentence)
    if told.order_ends:
        state = SENTENCE.next(sentence.state, "revoke")
        ended_on = told.ended_on or london_date(occasion.now)
        return end_with_appeal(sentence, state, RevocationCause.RE_SENTENCED, ended_on, DEALT_WITH, occasion)
    if told.order_after is None:
        return Decision(sentence)
    order = Order(
        area_crc=sentence.area_crc,
        disposal=sentence.disposal,
        order_ends_on=told.order_after.order_ends_on,
        requirements=told.order_after.requirements,
    )
    if order == sentence.order:
        return Decision(sentence)
    state = SENTENCE.next(sentence.state, "amend")
    changed = sentence.model_copy(update={"state": state})
    return change_order(changed, order, AmendmentCause.BREACH, None, occasion)
