"""Giving cases to officers, for the tests of who may hold them."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from services.crc.domain.assigning import NameOfficer, name_officer
from services.crc.domain.caseloads import Caseload, Held
from services.crc.domain.cases import Case
from services.crc.domain.guardrails import Roster
from services.crc.domain.staff import Officer
from shared.decisions import Decision, Invalid
from shared.probation.vocabulary import (
    RoshLevel,
)
from tests.unit.crc.given import (
    MANAGER,
    MEDIUM,
    MONDAY,
    OFFICER,
    PSO,
    STAFF,
    occasion,
    opened,
)

NOW = MONDAY + timedelta(days=1)
ABUSE = MEDIUM.model_copy(update={"domestic_abuse": True, "child_safeguarding": False})
NOTHING = MEDIUM.model_copy(update={"domestic_abuse": False, "child_safeguarding": False})
UNTIL = date(2016, 9, 30)
COVER = {"reason": "coveringAbsence", "until": UNTIL, "note": "Covers until the officer is back."}


def holding(cases: int) -> Caseload:
    return Caseload(held=(Held(rosh=RoshLevel.LOW, in_custody=False, cases=cases),) if cases else ())


def give(
    case: Case, officer: Officer | str = OFFICER, others: int = 0, now: datetime = NOW, **asked: Any
) -> Decision[Case]:
    given = STAFF[officer] if isinstance(officer, str) else officer
    wanted = NameOfficer.model_validate({"officer": given.officer, **asked})
    return name_officer(case, Roster({**STAFF, given.officer: given}, holding(others)), wanted, occasion(MANAGER, now))


def codes(refused: pytest.ExceptionInfo[Invalid]) -> list[tuple[str, str]]:
    return [(fault.place, fault.code) for fault in refused.value.faults]


def plain() -> Case:
    return opened(risk=NOTHING, gaps=())


def abuse() -> Case:
    return opened(risk=ABUSE, gaps=())


def overridden(now: datetime = NOW) -> Case:
    """A PSO has a medium-risk case with domestic abuse, by override."""
    return give(abuse(), PSO, override=COVER, now=now).state


# Who can be named
