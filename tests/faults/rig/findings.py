"""What the comparison finds, and to which fault each finding is put down: the last one before it happened."""

from dataclasses import dataclass
from enum import StrEnum

from tests.faults.rig.system import CALM, Injection

AT_REST = "at rest, of no fault in particular"


class Kind(StrEnum):
    """The four ways in which a promise to a caller can be broken."""

    LOST = "lost"
    DOUBLED = "doubled"
    STUCK = "stuck"
    OUT_OF_ORDER = "out of order"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it was promised."""

    kind: Kind
    what: str
    fault: str = AT_REST


def fault_at(injections: list[Injection], at: float) -> str:
    """The fault during or after which that moment was, by the monotonic clock."""
    return next((one.fault for one in reversed(injections) if one.at <= at), CALM)


def fault_of(injections: list[Injection], service: str, sequence: int) -> str:
    """The fault during or after which a service recorded the event of that sequence."""
    return next((one.fault for one in reversed(injections) if one.before[service] < sequence), CALM)
