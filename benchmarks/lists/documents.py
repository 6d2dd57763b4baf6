"""Documents for the generated rows, made by the contracts themselves, so that the services can read them.

They are made once and drawn from: a row's cost is then its columns', and a document's content is not what is measured.
"""

from datetime import date
from decimal import Decimal

from services.court.domain.assessments import Assessment
from services.court.domain.order_changes import Order
from services.court.domain.proposals import Proposal
from shared.contracts.allocation import CriterionFinding
from shared.contracts.court import Requirement, RiskPicture
from shared.probation.vocabulary import (
    AllocationCriterion,
    Disposal,
    Need,
    RequirementKind,
    RoshDepth,
    RoshLevel,
    Source,
)


def _json(*contracts: RiskPicture | Requirement | CriterionFinding) -> str:
    return f"[{','.join(one.model_dump_json() for one in contracts)}]"


def _risk(level: RoshLevel, depth: RoshDepth, rsr: str | None) -> str:
    return RiskPicture(
        rosh_level=level,
        rosh_depth=depth,
        rsr=None if rsr is None else Decimal(rsr),
        ogrs3=None if rsr is None else 47,
        mappa_eligible=level is RoshLevel.HIGH,
        subject_to_deportation=False,
        public_interest=False,
        deferred_sentence=False,
        domestic_abuse=None if depth is RoshDepth.SCREENING else level is not RoshLevel.LOW,
        child_safeguarding=None if depth is RoshDepth.SCREENING else False,
    ).model_dump_json()


NOTHING_KNOWN = RiskPicture().model_dump_json()
KNOWN = tuple(
    _risk(level, RoshDepth.FULL, rsr)
    for level in (RoshLevel.LOW, RoshLevel.MEDIUM, RoshLevel.MEDIUM)
    for rsr in ("0.80", "1.62", "2.41")
)
KEPT = tuple(_risk(RoshLevel.HIGH, RoshDepth.FULL, rsr) for rsr in ("3.10", "7.25", "9.90"))
HALF_KNOWN = tuple(
    _risk(level, RoshDepth.SCREENING, rsr) for level in (RoshLevel.LOW, RoshLevel.MEDIUM) for rsr in ("1.15", None)
)
"""Pictures of the risk: nothing known, all known, kept with the NPS by what is known, and a part known."""

_RAR = Requirement(
    kind=RequirementKind.REHABILITATION_ACTIVITY, amount=20, unit="days", need=Need.ALCOHOL, intervention="C17-BBR"
)
_WORK = Requirement(kind=RequirementKind.UNPAID_WORK, amount=80, unit="hours")
REQUIREMENTS = (_json(_RAR), _json(_WORK), _json(_RAR, _WORK))
PROPOSAL = Proposal(disposal=Disposal.COMMUNITY_ORDER, months=12, requirements=(_RAR,)).model_dump_json()
SOURCES = f'["{Source.INTERVIEW}","{Source.PROSECUTION_PAPERS}","{Source.PREVIOUS_CONVICTIONS}"]'

ASSESSMENT = Assessment(
    factors=(Need.ALCOHOL,), rosh_level=RoshLevel.MEDIUM, rosh_depth=RoshDepth.FULL, rsr=Decimal("1.62")
).model_dump_json()
ORDER_BEFORE = Order(
    area_crc="C17", disposal=Disposal.COMMUNITY_ORDER, order_ends_on=date(2017, 9, 5), requirements=(_RAR,)
).model_dump_json()


def _weighed(*, known: bool, keeps: bool) -> str:
    return _json(
        *(
            CriterionFinding(
                criterion=criterion,
                value="high" if keeps else "medium",
                known=known,
                source="court report, RoSH screening",
                nps_keeps=keeps if known else None,
            )
            for criterion in AllocationCriterion
        )
    )


WEIGHED = {
    "provisional": _weighed(known=False, keeps=False),
    "decided": _weighed(known=True, keeps=False),
    "kept": _weighed(known=True, keeps=True),
}
"""The criteria as a decision weighed them."""
