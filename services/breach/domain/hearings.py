"""The court lists a hearing of the breach: the first, or another after an adjournment."""

from pydantic import Field

from services.breach.domain.breaches import Breach, only_for
from services.breach.domain.pack import CourtCode
from services.breach.domain.parts import Hearing
from shared.contracts.breach import HearingListed
from shared.contracts.model import Contract
from shared.decisions import Decision, Invalid, Occasion
from shared.probation.calendar import london_date
from shared.probation.written import Day


class HearingAsked(Contract):
    """Which court hears the breach, and on which day."""

    court_code: CourtCode
    hearing_on: Day = Field(description="Not before the day on which it is recorded.", examples=["2016-10-20"])


def list_hearing(breach: Breach, asked: HearingAsked, occasion: Occasion) -> Decision[Breach]:
    """Keep the day of the hearing; earlier ones stay. `Invalid` where the day has passed."""
    only_for(breach.division, occasion, "record what the court has listed")
    breach.must_allow("listHearing")
    if asked.hearing_on < london_date(occasion.now):
        raise Invalid.one("/hearingOn", "inThePast", f"{asked.hearing_on} has passed: no hearing can be listed for it.")
    hearing = Hearing(
        breach_id=breach.breach_id,
        number=len(breach.hearings) + 1,
        court_code=asked.court_code,
        hearing_on=asked.hearing_on,
        listed_at=occasion.now,
        listed_by=occasion.actor.officer or occasion.actor.organisation,
    )
    told = HearingListed(
        **breach.facts(occasion),
        number=hearing.number,
        court_code=hearing.court_code,
        hearing_on=hearing.hearing_on,
    )
    return Decision(breach.model_copy(update={"hearings": (*breach.hearings, hearing)}), (told,))
