"""What callers see of caseloads: one officer's, and the spread of many, for a mean hides who holds too much (¶15)."""

from collections.abc import Sequence
from datetime import date
from statistics import fmean, median

from pydantic import Field

from services.crc.domain.caseloads import Caseload, above, limit_of
from services.crc.domain.staff import Officer
from shared.contracts.crc_staff import Weight
from shared.contracts.model import Contract
from shared.probation.identifiers import OfficerCode, ProviderCode, TeamCode
from shared.probation.limits import LimitName, limit
from shared.probation.vocabulary import CaseloadThreshold, EmploymentKind, StaffGrade


class CaseloadView(Contract):
    """What an officer holds, and the thresholds for their working time."""

    cases: int
    weight: Weight
    alert_above: int
    hard_stop_above: int
    above_thresholds: tuple[CaseloadThreshold, ...]


class OfficerLine(CaseloadView):
    """One officer's line of the spread."""

    officer: OfficerCode
    team: TeamCode
    grade: StaffGrade
    employment: EmploymentKind
    full_time_percent: int


class SpreadOf(Contract):
    """How one number lies among officers."""

    mean: float
    median: float
    lowest: int
    highest: int


class Spread(Contract):
    """How many cases, and how much weight, lie on how many officers (¶15)."""

    officers: int
    cases: int
    weight: Weight
    cases_each: SpreadOf | None = Field(description="Null where there is no officer.")
    weight_each: SpreadOf | None
    above_average_highest: int = Field(description="Officers above the highest of the published averages, 42 cases.")
    above_alert: int
    above_hard_stop: int
    above_seen: int = Field(description="Officers above what inspectors had seen, 100 cases.")


class TeamSpread(Spread):
    """The spread of one team."""

    provider: ProviderCode
    team: TeamCode


class CaseloadSpread(Contract):
    """The spread of the whole, of each team, and the officers who hold most."""

    whole: Spread
    teams: tuple[TeamSpread, ...]
    officers: tuple[OfficerLine, ...] = Field(description="Who holds the most cases first; a thousand lines at most.")


LINES = 1000


def caseload_view(officer: Officer, held: Caseload, on: date) -> CaseloadView:
    """One officer's caseload on that London day."""
    return CaseloadView(
        cases=held.cases,
        weight=held.weight(on),
        alert_above=limit_of(CaseloadThreshold.ALERT, officer, on),
        hard_stop_above=limit_of(CaseloadThreshold.HARD_STOP, officer, on),
        above_thresholds=above(held.cases, officer, on),
    )


def spread_view(officers: Sequence[tuple[Officer, Caseload]], on: date) -> CaseloadSpread:
    """The spread of these officers' caseloads on that London day."""
    lines = [
        OfficerLine(
            **caseload_view(officer, held, on).model_dump(),
            **officer.model_dump(include={"officer", "team", "grade", "employment", "full_time_percent"}),
        )
        for officer, held in officers
    ]
    average = limit(LimitName.CASELOAD_AVERAGE_HIGHEST, on).whole
    teams = sorted({line.team for line in lines})
    most = sorted(lines, key=lambda line: (-line.cases, -line.weight, line.officer))
    return CaseloadSpread(
        whole=Spread.model_validate(_spread(lines, average)),
        teams=tuple(
            TeamSpread.model_validate(
                {"provider": team[:3], "team": team, **_spread([one for one in lines if one.team == team], average)}
            )
            for team in teams
        ),
        officers=tuple(most[:LINES]),
    )


def _spread(lines: Sequence[OfficerLine], average: int) -> dict[str, object]:
    def above_it(threshold: CaseloadThreshold) -> int:
        return sum(threshold in line.above_thresholds for line in lines)

    cases, weights = [line.cases for line in lines], [line.weight for line in lines]
    return {
        "officers": len(lines),
        "cases": sum(cases),
        "weight": sum(weights),
        "cases_each": _spread_of(cases),
        "weight_each": _spread_of(weights),
        # As the thresholds do, the published average is taken for the officer's working time.
        "above_average_highest": sum(line.cases > average * line.full_time_percent / 100 for line in lines),
        "above_alert": above_it(CaseloadThreshold.ALERT),
        "above_hard_stop": above_it(CaseloadThreshold.HARD_STOP),
        "above_seen": above_it(CaseloadThreshold.SEEN_BY_INSPECTORS),
    }


def _spread_of(numbers: Sequence[int]) -> SpreadOf | None:
    if not numbers:
        return None
    return SpreadOf(
        mean=round(fmean(numbers), 2), median=float(median(numbers)), lowest=min(numbers), highest=max(numbers)
    )
