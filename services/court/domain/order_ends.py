"""The end of an order before its time: revoked, or quashed on appeal. After it nothing is changed any more."""

from datetime import date
from typing import Literal

from pydantic import Field

from services.court.domain.asked import Reason
from services.court.domain.closures import close_with_the_order
from services.court.domain.sentences import Sentence
from services.court.domain.stages import SENTENCE, SentenceState
from shared.contracts.court import AppealDecided, OrderRevoked
from shared.contracts.model import Contract, EventData
from shared.decisions import Decision, Fault, Invalid, Occasion
from shared.probation.calendar import london_date
from shared.probation.vocabulary import AppealOutcome, RevocationCause
from shared.probation.written import Day

_C = RevocationCause


class RevokeOrder(Contract):
    """The order has ended before its time. What an appeal quashes is told by the appeal's outcome."""

    cause: Literal[_C.GOOD_PROGRESS, _C.RE_SENTENCED, _C.NO_LONGER_WORKABLE, _C.DIED] = Field(examples=["goodProgress"])
    ended_on: Day = Field(
        description="The last day of the order: not before the sentence, and not in the future.",
        examples=["2016-09-06"],
    )
    reason: Reason = Field(examples=["Every requirement was completed in eight months."])


def revoke_order(sentence: Sentence, asked: RevokeOrder, occasion: Occasion) -> Decision[Sentence]:
    """End the order, and with it the appeal that is undecided, as abandoned, and the gaps that are open.

    Raises NotAllowed where it has ended, Invalid where there is no order or the day cannot be.
    """
    state = SENTENCE.next(sentence.state, "revoke")
    if faults := [*no_order(sentence), *_faults(sentence, asked, occasion)]:
        raise Invalid(faults)
    return end_with_appeal(sentence, state, asked.cause, asked.ended_on, asked.reason, occasion)


def end_with_appeal(
    sentence: Sentence, state: SentenceState, cause: RevocationCause, ended_on: date, reason: str, occasion: Occasion
) -> Decision[Sentence]:
    """The order ended, and with it the appeal that is undecided, as abandoned: its outcome is told first."""
    ended, events = end_order(sentence, state, cause, ended_on, reason, occasion)
    abandoned = []
    for appeal in sentence.appeals:
        if appeal.outcome is None:
            ended = with_outcome(ended, AppealOutcome.ABANDONED, occasion)
            abandoned.append(appeal_decided(sentence, AppealOutcome.ABANDONED, occasion))
    return Decision(ended, (*abandoned, *events))


def end_order(
    sentence: Sentence, state: SentenceState, cause: RevocationCause, ended_on: date, reason: str, occasion: Occasion
) -> tuple[Sentence, tuple[EventData, ...]]:
    """The sentence with its order ended and its open gaps closed, and the events: the end first, then each gap.

    Whether it may end has been decided. `reason` is kept and never published. Of a sentence that brought no probation
    work no order's end is told: there was none, and nobody has heard of one.
    """
    ended = sentence.model_copy(
        update={
            "state": state,
            "ended_on": ended_on,
            "ended_because": cause,
            "ended_at": occasion.now,
            "ended_by": occasion.actor.officer or occasion.actor.organisation,
            "end_reason": reason,
        }
    )
    event = OrderRevoked(
        crn=sentence.crn,
        detail_url=sentence.url,
        recorded_by=occasion.actor,
        sentence_id=sentence.sentence_id,
        event_number=sentence.event_number,
        cause=cause,
        ended_on=ended_on,
    )
    closed = close_with_the_order(ended, reason, occasion)
    return closed.state, (event, *closed.events) if sentence.disposal.brings_supervision else ()


def with_outcome(sentence: Sentence, outcome: AppealOutcome, occasion: Occasion) -> Sentence:
    """The sentence with its undecided appeal decided."""
    decided = {
        "outcome": outcome,
        "decided_at": occasion.now,
        "decided_by": occasion.actor.officer or occasion.actor.organisation,
    }
    appeals = tuple(one if one.outcome else one.model_copy(update=decided) for one in sentence.appeals)
    return sentence.model_copy(update={"appeals": appeals})


def appeal_decided(sentence: Sentence, outcome: AppealOutcome, occasion: Occasion) -> AppealDecided:
    """What is told of the sentence's undecided appeal, of which it has one at most."""
    [appeal_id] = [one.appeal_id for one in sentence.appeals if one.outcome is None]
    return AppealDecided(
        crn=sentence.crn,
        detail_url=sentence.url,
        recorded_by=occasion.actor,
        sentence_id=sentence.sentence_id,
        appeal_id=appeal_id,
        outcome=outcome,
    )


def no_order(sentence: Sentence) -> list[Fault]:
    """Where the sentence brought no probation work there is no order to change or to end."""
    if sentence.disposal.brings_supervision:
        return []
    return [Fault("/", "noOrder", "The sentence brought no probation work: there is no order.")]


def _faults(sentence: Sentence, asked: RevokeOrder, occasion: Occasion) -> list[Fault]:
    if asked.ended_on > london_date(occasion.now):
        return [Fault("/endedOn", "inTheFuture", f"The order has not ended yet on {asked.ended_on}.")]
    if asked.ended_on < london_date(sentence.sentenced_at):
        return [Fault("/endedOn", "beforeSentence", f"The order was not made yet on {asked.ended_on}.")]
    return []
