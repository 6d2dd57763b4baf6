"""What the tests of plans begin from: a directory, and plans made and reviewed from it."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from services.crc.domain import objectives as objectives_of_plans
from services.crc.domain import plan_reviews, plans
from services.crc.domain.cases import Case
from services.crc.domain.directory import Intervention
from shared.contracts.allocation import InterventionListed
from shared.contracts.model import Actor
from shared.decisions import Decision
from shared.probation.vocabulary import Need, Sex, SupplierKind
from tests.unit.crc.given import MONDAY, OFFICER, occasion


def listed(code: str, *needs: Need, **changes: Any) -> InterventionListed:
    """An entry of a provider's directory, open to referrals."""
    facts: dict[str, Any] = {
        "detail_url": f"http://allocation.test/interventions/{code}",
        "recorded_by": Actor(organisation=code[:3], officer=f"{code[:3]}C301"),
        "code": code,
        "provider": code[:3],
        "number": 1,
        "title": code,
        "needs": needs,
        "open_to": tuple(Sex),
        "supplier_kind": SupplierKind.PROVIDER,
        "offered_from": date(2015, 2, 1),
        "offered_until": None,
    }
    return InterventionListed.model_validate(facts | changes)


LISTED = (
    listed("C17-BBR", Need.RELATIONSHIPS, Need.DOMESTIC_ABUSE),
    listed("C17-TSP", Need.THINKING_AND_BEHAVIOUR, Need.ATTITUDES),
    listed("C17-DEBT", Need.FINANCE),
    listed("C17-OVER", Need.RELATIONSHIPS, offered_until=date(2016, 8, 31)),
    listed("C21-BBR", Need.RELATIONSHIPS),
)
"""What the tests' CRCs offer."""


def in_directory(*told: InterventionListed) -> list[Intervention]:
    """The entries as the CRC's copy has them."""
    return [Intervention(**one.model_dump(exclude={"detail_url", "recorded_by"})) for one in told]


def asked_plan(*objectives: tuple[str, str, int], needs: Iterable[str] = ()) -> plans.AgreePlan:
    """A plan with these objectives; its needs are theirs and these."""
    asked = [{"need": need, "intervention": what, "rarDays": days} for need, what, days in objectives]
    named = list(dict.fromkeys([*(need for need, _, _ in objectives), *needs]))
    return plans.AgreePlan.model_validate({"needs": named, "objectives": asked})


def plan(
    case: Case,
    *objectives: tuple[str, str, int],
    needs: Iterable[str] = (),
    by: str = OFFICER,
    now: datetime = MONDAY + timedelta(days=1),
) -> Decision[Case]:
    asked = asked_plan(*objectives, needs=needs)
    return plans.agree_plan(case, in_directory(*LISTED), asked, occasion(by, now))


def replan(
    case: Case,
    *objectives: tuple[str, str, int],
    needs: Iterable[str] = (),
    by: str = OFFICER,
    now: datetime = MONDAY + timedelta(days=1),
) -> Decision[Case]:
    """The plan is reviewed."""
    asked = asked_plan(*objectives, needs=needs)
    return plan_reviews.review_plan(case, in_directory(*LISTED), asked, occasion(by, now))


def end_objective(
    case: Case, objective_id: UUID, outcome: str = "completed", now: datetime = MONDAY + timedelta(days=1)
) -> Decision[Case]:
    asked = objectives_of_plans.EndObjective.model_validate({"outcome": outcome})
    return objectives_of_plans.end_objective(case, objective_id, asked, occasion(now=now))
