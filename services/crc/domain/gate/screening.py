"""The basic custody screening: what stands in the way of resettlement, asked as soon as the person is in prison."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from services.crc.domain.acting import officer_acting
from services.crc.domain.cases import Case
from services.crc.domain.clocks import Clocks
from services.crc.domain.custody import owe, stay_in_custody, with_stay
from services.crc.domain.gate.parts import ResettlementNeed
from services.crc.domain.gate.stages import STAY
from shared.contracts.crc_custody import CustodyScreened, PrisonCode
from shared.contracts.model import Contract, Obligation
from shared.decisions import Decision, Fault, Invalid, Occasion
from shared.probation.calendar import start_of_day
from shared.probation.limits import LimitName
from shared.probation.vocabulary import THROUGH_THE_GATE_NEEDS, Need
from shared.probation.written import Moment

GateNeed = Literal[Need.ACCOMMODATION, Need.EMPLOYMENT_TRAINING, Need.FINANCE, Need.DOMESTIC_ABUSE, Need.SEX_WORK]
"""A need for which help is owed before release (¶21): one of `THROUGH_THE_GATE_NEEDS`."""

GateNeeds = Annotated[
    tuple[GateNeed, ...], Field(max_length=len(THROUGH_THE_GATE_NEEDS), json_schema_extra={"uniqueItems": True})
]


class ScreenCustody(Contract):
    """What the prison's screening found."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"prison": "BXI", "screenedAt": "2016-09-07T10:00:00+01:00", "needs": ["accommodation", "finance"]}
            ]
        }
    )

    prison: PrisonCode
    screened_at: Moment
    needs: GateNeeds = Field(description="None found is an answer too.")


def named_once(needs: Sequence[Need]) -> Iterator[Fault]:
    """A need that is named twice would be helped with twice."""
    if len(set(needs)) != len(needs):
        yield Fault("/needs", "namedTwice", "Each need is named once.")


def screen(case: Case, asked: ScreenCustody, occasion: Occasion) -> Decision[Case]:
    """The needs are known, and the resettlement plan is owed from the screening, however late it is recorded [C].

    Raises Refused where the person is not in custody, NotAllowed where the stay has been screened, Invalid for a time
    before the stay or still to come.
    """
    officer = officer_acting(case, "screen", occasion)
    stay = stay_in_custody(case, "screen")
    state = STAY.next(stay.state, "screen")
    faults = list(named_once(asked.needs))
    if asked.screened_at > occasion.now:
        faults.append(Fault("/screenedAt", "inTheFuture", "A screening is recorded when it has been done."))
    elif asked.screened_at < start_of_day(stay.since):
        faults.append(Fault("/screenedAt", "beforeCustody", f"The person has been in custody since {stay.since}."))
    if faults:
        raise Invalid(faults)
    screened = stay.model_copy(
        update={
            "state": state,
            "prison": asked.prison,
            "screened_at": asked.screened_at,
            "screened_by": officer,
            "needs": tuple(ResettlementNeed(need=one) for one in asked.needs),
        }
    )
    clocks = Clocks(case)
    clocks.meet(Obligation.CUSTODY_SCREENED, stay.stay_id)
    owe(clocks, Obligation.RESETTLEMENT_PLAN, stay.stay_id, LimitName.RESETTLEMENT_PLAN, asked.screened_at)
    told = CustodyScreened(
        crn=case.crn,
        detail_url=case.url,
        recorded_by=occasion.actor,
        clocks=clocks.told,
        sentence_id=case.sentence_id,
        prison=asked.prison,
        screened_at=asked.screened_at,
        needs=asked.needs,
    )
    after = case.model_copy(update={"stays": with_stay(case, screened), "owed": clocks.owed})
    return Decision(after, (told,))
