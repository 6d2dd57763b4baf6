"""Who held the risk, and when: one organisation at any time from sentence on, until the order ends."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Holding:
    """An organisation's time with the risk; `until` is None while it has it."""

    organisation: str
    since: datetime
    until: datetime | None


def holdings(told: Iterable[tuple[datetime, str | None]], ended_at: datetime | None = None) -> list[Holding]:
    """From (when, who holds the risk, if it was said), in order, one holding after another without gap or overlap.

    Where the order has ended, the last holding ends with it, and nobody holds the risk from then on.
    """
    found: list[Holding] = []
    for at, organisation in told:
        if organisation is None or (found and found[-1].organisation == organisation):
            continue
        if ended_at is not None and at >= ended_at:
            break
        if found:
            found[-1] = Holding(found[-1].organisation, found[-1].since, at)
        found.append(Holding(organisation, at, None))
    if found and ended_at is not None:
        found[-1] = Holding(found[-1].organisation, found[-1].since, ended_at)
    return found
