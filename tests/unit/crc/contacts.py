"""What officers and managers do after an appointment: excuses, corrections, follow-ups."""

from datetime import datetime
from typing import Any
from uuid import UUID

from services.crc.domain import corrections, excuses, follow_ups
from services.crc.domain.cases import Case
from shared.decisions import Decision
from tests.unit.crc.given import MANAGER, OFFICER, STAFF, occasion


def excuse(
    case: Case, appointment_id: UUID, now: datetime, outcome: str | None = "AAME", **asked: Any
) -> Decision[Case]:
    """The excuse is accepted, and the absence was an acceptable one; or not, where no outcome is named."""
    answer = "notAccepted" if outcome is None else "accepted"
    facts = {"givenOn": now.date(), "decision": answer, "outcome": outcome, **asked}
    return excuses.decide_excuse(case, appointment_id, excuses.DecideExcuse.model_validate(facts), occasion(now=now))


def correct(
    case: Case, appointment_id: UUID, outcome: str, now: datetime, by: str = MANAGER, **asked: Any
) -> Decision[Case]:
    """A manager records the outcome anew."""
    facts = {"outcome": outcome, "reason": "recordedInError", **asked}
    wanted = corrections.CorrectOutcome.model_validate(facts)
    return corrections.correct_outcome(case, appointment_id, STAFF, wanted, occasion(by, now))


def follow_up(
    case: Case, appointment_id: UUID, now: datetime, kind: str = "homeVisit", by: str = OFFICER
) -> Decision[Case]:
    """Somebody asks after the person who did not come."""
    asked = follow_ups.FollowUp.model_validate({"kind": kind})
    return follow_ups.follow_up(case, appointment_id, asked, occasion(by, now))
