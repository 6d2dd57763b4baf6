"""What the tests of risk begin from: registers, reviews, and escalations with their answers."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from services.crc.domain import escalation_answers, escalations, registrations, risk_reviews
from services.crc.domain.cases import Case
from services.crc.domain.risk_parts import RiskReview
from services.crc.domain.stages import ReviewState
from shared.decisions import Decision
from shared.probation.vocabulary import RegisterType
from tests.unit.crc.given import MANAGER, MONDAY, OFFICER, STAFF, occasion


def reviewed_as(rosh_after: str, changes: Iterable[str] = ("intelligence",)) -> risk_reviews.ReviewRisk:
    """The result of a review."""
    return risk_reviews.ReviewRisk.model_validate({"roshAfter": rosh_after, "changes": list(changes)})


def review(case: Case, rosh_after: str, now: datetime = MONDAY + timedelta(days=1)) -> Decision[Case]:
    return risk_reviews.review_risk(case, reviewed_as(rosh_after), occasion(now=now))


def complete(
    case: Case, review_id: UUID, rosh_after: str, now: datetime = MONDAY + timedelta(days=1), by: str = OFFICER
) -> Decision[Case]:
    return risk_reviews.complete_review(case, review_id, reviewed_as(rosh_after), occasion(by, now))


def due_of(case: Case, register: RegisterType = RegisterType.ROSH) -> RiskReview:
    """The review of a register that is due at its interval."""
    found = [one for one in case.risk_reviews if (one.register_type, one.state) == (register, ReviewState.DUE)]
    (only,) = found
    return only


def set_off(case: Case) -> list[RiskReview]:
    """The reviews that something has set off, and no register's interval."""
    return [one for one in case.risk_reviews if one.registration_id is None]


def register(
    case: Case,
    kind: str = "weapons",
    on: date = MONDAY.date() + timedelta(days=1),
    now: datetime = MONDAY + timedelta(days=1),
) -> Decision[Case]:
    asked = registrations.RegisterRisk.model_validate({"registerType": kind, "registeredOn": on})
    return registrations.register_risk(case, asked, occasion(now=now))


def deregister(case: Case, registration_id: UUID, now: datetime = MONDAY + timedelta(days=1)) -> Decision[Case]:
    asked = registrations.EndRegistration.model_validate({"reason": "riskEnded"})
    return registrations.end_registration(case, registration_id, asked, occasion(now=now))


def read_answer(
    case: Case, escalation_id: UUID, by: str = OFFICER, now: datetime = MONDAY + timedelta(days=1)
) -> Decision[Case]:
    """The officer has read what the NPS answered."""
    asked = escalation_answers.ReadAnswer()
    return escalation_answers.read_answer(case, escalation_id, asked, occasion(by, now))


def escalate(case: Case, by: str = OFFICER, **asked: Any) -> Decision[Case]:
    facts = {
        "trigger": "arrestOrCharge",
        "roshAfter": "high",
        "whoIsAtRisk": ["knownAdult"],
        "imminent": False,
        "agreedByManager": MANAGER,
    }
    wanted = escalations.EscalateRisk.model_validate({**facts, **asked})
    return escalations.escalate(case, STAFF, wanted, occasion(by))
