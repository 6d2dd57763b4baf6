"""Risk escalation from the CRC to the NPS. Until the NPS has accepted, the CRC holds the risk."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import ConfigDict, Field

from services.crc.domain.acting import officer_acting
from services.crc.domain.cases import Case
from services.crc.domain.refusals import Refused
from services.crc.domain.risk_parts import Escalation
from services.crc.domain.staff import Staff, faults_of_manager
from services.crc.domain.stages import EscalationState, ReviewState
from shared.contracts.crc import PhoneCall, RiskEscalated
from shared.contracts.model import Contract
from shared.decisions import Decision, Fault, Invalid, Occasion
from shared.probation.calendar import london_date
from shared.probation.identifiers import OfficerCode, provider_of
from shared.probation.organisations import is_nps
from shared.probation.vocabulary import EscalationTrigger, PersonAtRisk, RoshLevel


class EscalateRisk(Contract):
    """The CRC asks the NPS to take the case."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "trigger": "domesticAbuseCallOut",
                    "roshAfter": "high",
                    "whoIsAtRisk": ["knownAdult", "children"],
                    "imminent": True,
                    "phoneCall": {"at": "2016-11-07T09:40:00Z", "spokenTo": "N07B960"},
                    "agreedByManager": "C17M001",
                }
            ]
        }
    )

    trigger: EscalationTrigger
    rosh_after: RoshLevel = Field(description="The risk of serious harm as it is assessed now.")
    who_is_at_risk: Annotated[tuple[PersonAtRisk, ...], Field(min_length=1, max_length=len(PersonAtRisk))]
    imminent: bool
    phone_call: PhoneCall | None = Field(default=None, description="Where harm is imminent the call comes first.")
    agreed_by_manager: OfficerCode = Field(description="A senior probation officer of the CRC's register.")


def escalate(case: Case, staff: Staff, asked: EscalateRisk, occasion: Occasion) -> Decision[Case]:
    """The NPS is asked. A case has one question before the NPS at a time; one returned or refused may be asked again.

    Raises Refused while an escalation is undecided or has been accepted, Invalid where the form says too little.
    """
    officer = officer_acting(case, "escalate", occasion)
    for one in case.escalations:
        if one.state is EscalationState.UNDECIDED:
            raise Refused(case, "escalate", "The NPS has an escalation of this case before it, undecided.")
        if one.state is EscalationState.ACCEPTED:
            raise Refused(case, "escalate", "The NPS has accepted the case; its transfer is under way.")
    if faults := list(_faults(case, staff, asked, occasion)):
        raise Invalid(faults)
    escalation = Escalation(
        sentence_id=case.sentence_id,
        escalation_id=occasion.new_id(),
        **dict(asked),
        rosh_before=_before(case, asked.rosh_after),
        escalated_at=occasion.now,
        escalated_by=officer,
    )
    after = case.model_copy(
        # The form carries an assessment: the case is never held to be of less risk than the CRC told the NPS.
        update={"escalations": (*case.escalations, escalation), "rosh_reviewed": asked.rosh_after}
    )
    told = RiskEscalated(
        crn=case.crn,
        detail_url=case.url,
        recorded_by=occasion.actor,
        sentence_id=case.sentence_id,
        escalation_id=escalation.escalation_id,
        provider=case.crc,
        trigger=escalation.trigger,
        rosh_before=escalation.rosh_before,
        rosh_after=escalation.rosh_after,
        who_is_at_risk=escalation.who_is_at_risk,
        imminent=escalation.imminent,
        phone_call=escalation.phone_call,
        agreed_by_manager=escalation.agreed_by_manager,
        risk_held_by=case.crc,
    )
    return Decision(after, (told,))


def _before(case: Case, now: RoshLevel) -> RoshLevel | None:
    """The level before the risk came to be what it is now, where a review has said so already."""
    if case.rosh is not now:
        return case.rosh
    made = [one for one in case.risk_reviews if one.state is ReviewState.COMPLETED and one.completed_at is not None]
    for review in sorted(made, key=lambda one: (one.completed_at, one.review_id), reverse=True):
        if review.rosh_after is now and review.rosh_before is not now:
            return review.rosh_before
    return now


def _faults(case: Case, staff: Staff, asked: EscalateRisk, occasion: Occasion) -> Iterator[Fault]:
    if not asked.rosh_after.is_kept_by_nps and asked.trigger is not EscalationTrigger.MAPPA_CHANGE:
        sentence = "The NPS takes high and very high risk of serious harm, or a change of MAPPA."
        yield Fault("/roshAfter", "notForTheNps", sentence)
    if case.rosh is not None and asked.rosh_after.rank < case.rosh.rank:
        sentence = (
            f"The case stands at {case.rosh.description.lower()} risk; a review lowers it, an escalation does not."
        )
        yield Fault("/roshAfter", "belowTheLastReview", sentence)
    if len(set(asked.who_is_at_risk)) != len(asked.who_is_at_risk):
        yield Fault("/whoIsAtRisk", "namedTwice", "Each group at risk is named once.")
    if asked.imminent and asked.phone_call is None:
        sentence = "Where harm is imminent the NPS is told by phone first, and the call is recorded."
        yield Fault("/phoneCall", "phoneCallMissing", sentence)
    if asked.phone_call is not None:
        if asked.phone_call.at > occasion.now:
            yield Fault("/phoneCall/at", "inTheFuture", "The call comes before the form.")
        elif case.opened_at is not None and asked.phone_call.at < case.opened_at:
            yield Fault("/phoneCall/at", "beforeTheCase", "The call is dated before the CRC had the case.")
        if not is_nps(provider_of(asked.phone_call.spoken_to)):
            yield Fault("/phoneCall/spokenTo", "notOfTheNps", "The call is made to an officer of the NPS.")
    today = london_date(occasion.now)
    yield from faults_of_manager(case, asked.agreed_by_manager, staff, "/agreedByManager", today)
