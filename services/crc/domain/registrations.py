"""Risk registers: each has one review due at its own interval, counted from the review before [S]."""

from datetime import datetime
from typing import Literal
from uuid import UUID, uuid5

from pydantic import ConfigDict, Field

from services.crc.domain.acting import officer_acting
from services.crc.domain.cases import Case
from services.crc.domain.clocks import Clocks
from services.crc.domain.refusals import Refused
from services.crc.domain.risk_parts import Registration, RiskReview
from services.crc.domain.rows import replaced
from services.crc.domain.stages import REGISTRATION, REVIEW, ReviewState
from shared.contracts.crc import RiskDeregistered, RiskRegistered, RiskReviewDue
from shared.contracts.model import Actor, Contract, Obligation
from shared.decisions import Decision, Invalid, Occasion
from shared.probation.calendar import due, london_date, start_of_day
from shared.probation.vocabulary import DeregistrationReason, RegisterType, RiskReviewCause
from shared.probation.written import Day

_T = RegisterType


class RegisterRisk(Contract):
    """A risk register applies to the case. That of the risk of serious harm applies to every case by itself."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"registerType": "domesticAbusePerpetrator", "registeredOn": "2016-09-12"}]}
    )

    register_type: Literal[_T.CHILD_PROTECTION, _T.MAPPA, _T.DOMESTIC_ABUSE_PERPETRATOR, _T.WEAPONS, _T.REQUIRED_REVIEW]
    registered_on: Day = Field(description="Its first review is due at its interval from this day.")


class EndRegistration(Contract):
    """A risk register applies no more."""

    reason: DeregistrationReason = Field(examples=["riskEnded"])


def apply_to_every_case(case: Case) -> Decision[Case]:
    """The register of the risk of serious harm applies from when a CRC first had the case, in custody too."""
    assert case.accepted_at is not None
    registration = Registration(
        sentence_id=case.sentence_id,
        registration_id=uuid5(case.sentence_id, "register of the risk of serious harm"),
        register_type=RegisterType.ROSH,
        registered_on=london_date(case.accepted_at),
        registered_at=case.accepted_at,
    )
    return _registered(case, registration, case.accepted_at, case.by_rule)


def register_risk(case: Case, asked: RegisterRisk, occasion: Occasion) -> Decision[Case]:
    """An officer registers a risk. Raises Refused where that register applies already, and Invalid for a day on which
    no CRC had the case, or that is still to come.
    """
    officer = officer_acting(case, "registerRisk", occasion)
    if case.register_of(asked.register_type) is not None:
        sentence = f"The register '{asked.register_type.description}' applies to the case already."
        raise Refused(case, "registerRisk", sentence)
    assert case.accepted_at is not None
    if not london_date(case.accepted_at) <= asked.registered_on <= london_date(occasion.now):
        sentence = (
            f"A register applies from {london_date(case.accepted_at)} at the earliest, and from today at the latest."
        )
        raise Invalid.one("/registeredOn", "notPossible", sentence)
    registration = Registration(
        sentence_id=case.sentence_id,
        registration_id=occasion.new_id(),
        register_type=asked.register_type,
        registered_on=asked.registered_on,
        registered_at=occasion.now,
        registered_by=officer,
    )
    return _registered(case, registration, occasion.now, occasion.actor)


def end_registration(case: Case, registration_id: UUID, asked: EndRegistration, occasion: Occasion) -> Decision[Case]:
    """The register ends, and its next review is not owed any more.

    Raises NotFound, NotAllowed where it has ended, and Refused for that of the risk of serious harm, and where its
    review is late: ending the register would excuse it.
    """
    officer = officer_acting(case, "endRegistration", occasion)
    before = case.registration(registration_id)
    state = REGISTRATION.next(before.state, "endRegistration")
    if before.register_type is RegisterType.ROSH:
        sentence = "The register of the risk of serious harm applies to every case for as long as it is supervised."
        raise Refused(case, "endRegistration", sentence)
    waiting = next(one for one in case.risk_reviews if _is_waiting(one, registration_id))
    assert waiting.due_at is not None
    if waiting.due_at < occasion.now:
        sentence = f"The review of this register was due on {london_date(waiting.due_at)}; make it first."
        raise Refused(case, "endRegistration", sentence, ["reviewRisk"])
    ended = before.model_copy(
        update={"state": state, "reason": asked.reason, "ended_at": occasion.now, "ended_by": officer}
    )
    cancelled = waiting.model_copy(update={"state": REVIEW.next(waiting.state, "endRegistration")})
    clocks = Clocks(case)
    clocks.cancel(Obligation.RISK_REVIEW, waiting.review_id)
    after = case.model_copy(
        update={
            "registrations": replaced(case.registrations, "registration_id", ended),
            "risk_reviews": replaced(case.risk_reviews, "review_id", cancelled),
            "owed": clocks.owed,
        }
    )
    told = RiskDeregistered(
        crn=case.crn,
        detail_url=case.url,
        recorded_by=occasion.actor,
        clocks=clocks.told,
        sentence_id=case.sentence_id,
        registration_id=registration_id,
        register_type=ended.register_type,
        reason=asked.reason,
    )
    return Decision(after, (told,))


def review_again(case: Case, registration: Registration, counted_from: datetime, now: datetime) -> Decision[Case]:
    """The next review of a register falls due at its interval from then [S]."""
    made = sum(one.registration_id == registration.registration_id for one in case.risk_reviews)
    review = RiskReview(
        sentence_id=case.sentence_id,
        # The same whenever it is worked out: the first is made by rule, in whatever order the topics are read.
        review_id=uuid5(registration.registration_id, f"review {made + 1}"),
        cause=RiskReviewCause.REGISTER_INTERVAL,
        registration_id=registration.registration_id,
        register_type=registration.register_type,
        state=ReviewState.DUE,
        raised_at=now,
        due_at=due(registration.register_type.review_limit, counted_from),
    )
    assert review.due_at is not None
    clocks = Clocks(case)
    clocks.start(Obligation.RISK_REVIEW, review.review_id, review.due_at)
    after = case.model_copy(
        update={"risk_reviews": replaced(case.risk_reviews, "review_id", review), "owed": clocks.owed}
    )
    told = RiskReviewDue(
        crn=case.crn,
        detail_url=case.url,
        recorded_by=case.by_rule,
        clocks=clocks.told,
        sentence_id=case.sentence_id,
        review_id=review.review_id,
        cause=review.cause,
        register_type=registration.register_type,
    )
    return Decision(after, (told,))


def _registered(case: Case, registration: Registration, now: datetime, by: Actor) -> Decision[Case]:
    known = case.model_copy(update={"registrations": replaced(case.registrations, "registration_id", registration)})
    told = RiskRegistered(
        crn=case.crn,
        detail_url=case.url,
        recorded_by=by,
        sentence_id=case.sentence_id,
        registration_id=registration.registration_id,
        register_type=registration.register_type,
        registered_on=registration.registered_on,
    )
    owed = review_again(known, registration, start_of_day(registration.registered_on), now)
    return Decision(owed.state, (told, *owed.events))


def _is_waiting(review: RiskReview, registration_id: UUID) -> bool:
    return review.registration_id == registration_id and review.state is ReviewState.DUE
