"""The versions of the allocation rules: which criteria are weighed for a sentence of which day.

Invariant: a version is never changed or taken away once a decision has been taken by it; a later set is a further row.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from shared.probation.limits import SPLIT
from shared.probation.vocabulary import AllocationCriterion


class RulesNotInForce(LookupError):
    """There was nothing to allocate between on that day: the work had not been divided yet."""


@dataclass(frozen=True, slots=True)
class RulesVersion:
    """One dated set of criteria: it holds for sentences from `effective_from` until the next version begins.

    The thresholds inside the criteria are dated by themselves (`shared.probation.limits`).
    """

    name: str
    effective_from: date
    criteria: tuple[AllocationCriterion, ...]


VERSIONS: tuple[RulesVersion, ...] = (
    RulesVersion("allocation-criteria-2014-06-01", SPLIT, tuple(AllocationCriterion)),
)
"""Every version, oldest first."""


def rules_in_force(on: date, versions: Sequence[RulesVersion] = VERSIONS) -> RulesVersion:
    """The rules for a sentence of that London day. Raises RulesNotInForce before the split."""
    for version in reversed(versions):
        if version.effective_from <= on:
            return version
    raise RulesNotInForce(f"No allocation rules were in force on {on}: they begin on {versions[0].effective_from}.")


def rules_named(name: str, versions: Sequence[RulesVersion] = VERSIONS) -> RulesVersion:
    """The version by which a decision was taken, whatever came into force since. Raises RulesNotInForce."""
    for version in versions:
        if version.name == name:
            return version
    raise RulesNotInForce(f"No allocation rules are called {name}.")
