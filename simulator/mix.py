"""The national mix: what share of cases is what. Published figures where there are any, said so where there are none.

Report types: published statistics of pre-sentence reports (oral 51 %, fast 46 %, standard 3 %). The shares of
checks answered and of gaps read are ours: the inspectorate says "some" and "often", not how many (¶11).
"""

from dataclasses import dataclass
from random import Random
from typing import Any

REPORT_TYPES = {"oral": 51, "fast": 46, "standard": 3}
ROSH = {"low": 33, "medium": 49, "high": 17, "veryHigh": 1}
CHECKS_ASKED = {"oral": 0.70, "fast": 0.92, "standard": 0.99}
CHECKS_ANSWERED = {"oral": 0.55, "fast": 0.85, "standard": 0.97}
RSR_CALCULATED = 0.95
ANSWERED_LATE = 0.6
INFORMATION = 0.25
GAP_READ = 0.75
FIRST_APPOINTMENT_KEPT = 0.85
LONDON = ("N07", "C17")


@dataclass(frozen=True, slots=True)
class Person:
    """One person of the day: what is true of them, and what is known of it in time."""

    crn: str
    report_type: str
    rosh: str
    full: bool
    rsr: str | None
    asked: dict[str, bool]
    answered: dict[str, bool]
    information: bool


def pick(random: Random, shares: dict[str, int]) -> str:
    """One of the keys, by its share."""
    return random.choices(list(shares), list(shares.values()))[0]


def person(random: Random, number: int) -> Person:
    """A person of the day."""
    kind = pick(random, REPORT_TYPES)
    kinds = ("domesticAbuse", "childSafeguarding")
    asked = {check: random.random() < CHECKS_ASKED[kind] for check in kinds}
    answered = {check: asked[check] and random.random() < CHECKS_ANSWERED[kind] for check in kinds}
    return Person(
        crn=f"D{number:06}",
        report_type=kind,
        rosh=pick(random, ROSH),
        full=kind != "oral" and all(answered.values()),
        rsr=f"{random.uniform(0.2, 8.5):.2f}" if random.random() < RSR_CALCULATED else None,
        asked=asked,
        answered=answered,
        information=random.random() < INFORMATION,
    )


def requirements(random: Random) -> list[dict[str, Any]]:
    """What the court orders: RAR days with a purpose, and often unpaid work."""
    need = random.choice(["relationships", "thinkingAndBehaviour", "alcohol", "drugs", "employmentTraining"])
    rar = {
        "kind": "rehabilitationActivity",
        "amount": random.choice([10, 15, 20, 30]),
        "unit": "days",
        "need": need,
        "intervention": f"LDN-{need.upper()}"[:40],
    }
    unpaid = {"kind": "unpaidWork", "amount": random.choice([40, 80, 120, 200]), "unit": "hours"}
    return [rar, unpaid] if random.random() < 0.6 else [rar]
