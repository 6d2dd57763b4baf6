"""Rules of the court service as dated configuration: a rule holds from its day until a later one begins."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from shared.probation.limits import Mark


@dataclass(frozen=True, slots=True)
class Dated:
    """In force from `effective_from` until a later rule of the same kind begins; `source` says where it comes from."""

    effective_from: date
    source: str
    mark: Mark


R = TypeVar("R", bound=Dated)


def in_force(rules: Sequence[R], on: date) -> R:
    """The rule in force on that London day; before the first one, the first."""
    newest_first = sorted(rules, key=lambda rule: rule.effective_from, reverse=True)
    return next((rule for rule in newest_first if rule.effective_from <= on), newest_first[-1])
