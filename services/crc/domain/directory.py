"""The CRC's copy of the directory of interventions: what an objective of a plan can name (¶12).

It is heard from the allocation service, where providers keep their entries. An entry is open from its first day to the
last on which a referral is taken, for the needs that it names, at its provider alone.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from pydantic import BaseModel, ConfigDict

from shared.decisions import Fault
from shared.probation.vocabulary import Need, Sex, SupplierKind

INSTEAD = 5
"""How many interventions a refusal names that could be planned instead."""


class Intervention(BaseModel):
    """An entry of a provider's directory."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str
    provider: str
    number: int
    title: str
    needs: tuple[Need, ...]
    open_to: tuple[Sex, ...]
    supplier_kind: SupplierKind
    offered_from: date
    offered_until: date | None

    def is_open(self, on: date) -> bool:
        """Whether a referral is taken on that London day."""
        return self.offered_from <= on and (self.offered_until is None or on <= self.offered_until)

    def answers(self, provider: str, need: Need, on: date) -> bool:
        """Whether an officer of that provider can plan it for that need on that day."""
        return self.provider == provider and need in self.needs and self.is_open(on)


def directory_faults(
    place: str, code: str, need: Need, provider: str, on: date, directory: Iterable[Intervention]
) -> Iterator[Fault]:
    """Why that intervention cannot be planned: what is wrong with it, and what the directory has instead.

    `directory` holds the entry of that code, if there is one, and entries that could take its place.
    """
    entries = tuple(directory)
    named = next((entry for entry in entries if entry.code == code), None)
    if named is not None and named.answers(provider, need, on):
        return
    fault, wrong = _wrong(named, code, need, provider, on)
    others = sorted(entry.code for entry in entries if entry.answers(provider, need, on))[:INSTEAD]
    what = f"{need.description} in {provider}"
    instead = f"For {what} the directory has {', '.join(others)}." if others else f"It has nothing for {what}."
    yield Fault(place, fault, f"{wrong} {instead}")


def _wrong(named: Intervention | None, code: str, need: Need, provider: str, on: date) -> tuple[str, str]:
    if named is None:
        return "interventionUnknown", f"The directory has no intervention {code}."
    if named.provider != provider:
        return "interventionOfAnotherProvider", f"{code} is offered by {named.provider}, not by {provider}."
    if not named.is_open(on):
        return "interventionNotOpen", f"{code} takes no referrals on {on}."
    return "interventionForAnotherNeed", f"{code} is not for the need {need.value}."
