"""How much one officer holds: cases, their weight, and the thresholds above which it is told (¶15).

¶15: an average "masks considerable differences", with some staff "holding over 100 cases". A count says how many, a
weight how much work: a case weighs by its risk of serious harm, and less while the person is in custody. Limits scale
with the officer's working time.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Self

from pydantic import BaseModel, ConfigDict

from services.crc.domain.cases import Case
from services.crc.domain.custody import is_in_custody
from services.crc.domain.staff import Officer
from shared.contracts.crc_staff import CaseloadThresholdPassed
from shared.decisions import Occasion
from shared.probation.calendar import london_date
from shared.probation.limits import LimitName, limit
from shared.probation.vocabulary import CaseloadThreshold, RoshLevel

THRESHOLDS = {
    CaseloadThreshold.ALERT: LimitName.CASELOAD_ALERT,
    CaseloadThreshold.HARD_STOP: LimitName.CASELOAD_HARD_STOP,
    CaseloadThreshold.SEEN_BY_INSPECTORS: LimitName.CASELOAD_SEEN,
}
"""What each threshold is, for an officer who works full time."""

_WEIGHTS = {
    None: LimitName.CASE_WEIGHT_NOT_KNOWN,
    RoshLevel.LOW: LimitName.CASE_WEIGHT_LOW,
    RoshLevel.MEDIUM: LimitName.CASE_WEIGHT_MEDIUM,
    RoshLevel.HIGH: LimitName.CASE_WEIGHT_HIGH,
    RoshLevel.VERY_HIGH: LimitName.CASE_WEIGHT_HIGH,
}


class Held(BaseModel):
    """Open cases of one kind: their risk of serious harm, and whether the person is in custody."""

    model_config = ConfigDict(frozen=True)

    rosh: RoshLevel | None
    in_custody: bool
    cases: int = 1

    def weight(self, on: date) -> int:
        """In hundredths of a low-risk case."""
        name = LimitName.CASE_WEIGHT_IN_CUSTODY if self.in_custody else _WEIGHTS[self.rosh]
        return self.cases * limit(name, on).whole


class Caseload(BaseModel):
    """What one officer holds: open cases, by their kinds."""

    model_config = ConfigDict(frozen=True)

    held: tuple[Held, ...] = ()

    @classmethod
    def of(cls, rows: Iterable[Mapping[str, Any]]) -> Self:
        """The caseload out of counted rows."""
        return cls(held=tuple(Held.model_validate(row, extra="ignore") for row in rows))

    @property
    def cases(self) -> int:
        """How many."""
        return sum(one.cases for one in self.held)

    def weight(self, on: date) -> int:
        """In hundredths of a low-risk case, as cases weigh on that London day."""
        return sum(one.weight(on) for one in self.held)

    def with_one(self, held: Held) -> "Caseload":
        """The caseload and one case more."""
        return Caseload(held=(*self.held, held))


def limit_of(threshold: CaseloadThreshold, officer: Officer, on: date) -> int:
    """The number of cases above which the threshold is passed, for the officer's working time."""
    return max(1, limit(THRESHOLDS[threshold], on).whole * officer.full_time_percent // 100)


def above(cases: int, officer: Officer, on: date) -> tuple[CaseloadThreshold, ...]:
    """The thresholds that this number of cases is above."""
    return tuple(one for one in THRESHOLDS if cases > limit_of(one, officer, on))


def held_of(case: Case) -> Held:
    """One case as it counts."""
    return Held(rosh=case.rosh, in_custody=is_in_custody(case))


def passed(officer: Officer, others: Caseload, one: Held, occasion: Occasion) -> tuple[CaseloadThresholdPassed, ...]:
    """The thresholds that the officer's caseload rises above with this one case: told at each crossing (¶15)."""
    on = london_date(occasion.now)
    caseload = others.with_one(one)
    return tuple(
        CaseloadThresholdPassed(
            detail_url=f"/officers/{officer.officer}",
            recorded_by=occasion.actor,
            officer=officer.officer,
            provider=officer.provider,
            team=officer.team,
            threshold=threshold,
            limit=limit_of(threshold, officer, on),
            cases=caseload.cases,
            weight=caseload.weight(on),
        )
        for threshold in above(caseload.cases, officer, on)
        if threshold not in above(others.cases, officer, on)
    )
