"""The court's copy of the directory of interventions: what an author can propose, and for whom (¶12).

It is heard from the allocation service, where providers keep their entries. An entry is open from its first day to the
last on which a referral is taken, for the needs and the sex that it names, in its provider's area alone.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from pydantic import BaseModel, ConfigDict

from shared.decisions import Fault
from shared.probation.vocabulary import Need, Sex, SupplierKind

INSTEAD = 5
"""How many interventions a refusal names that could be proposed instead."""


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

    def answers(self, area_crc: str, need: Need, sex: Sex, on: date) -> bool:
        """Whether it can be proposed for that need, to a person of that sex who lives in that area, on that day."""
        return self.provider == area_crc and need in self.needs and sex in self.open_to and self.is_open(on)


def directory_faults(
    place: str, code: str, need: Need, area_crc: str, sex: Sex, on: date, directory: Iterable[Intervention]
) -> Iterator[Fault]:
    """Why that intervention cannot be proposed: what is wrong with it, and what the directory has instead.

    `directory` holds the entry of that code, if there is one, and entries that could take its place.
    """
    entries = tuple(directory)
    named = next((entry for entry in entries if entry.code == code), None)
    if named is not None and named.answers(area_crc, need, sex, on):
        return
    fault, wrong = _wrong(named, code, need, area_crc, sex, on)
    others = sorted(entry.code for entry in entries if entry.answers(area_crc, need, sex, on))[:INSTEAD]
    what = f"{need.description} ({sex.description.lower()}) in {area_crc}"
    instead = f"For {what} the directory has {', '.join(others)}." if others else f"It has nothing for {what}."
    yield Fault(place, fault, f"{wrong} {instead}")


def _wrong(named: Intervention | None, code: str, need: Need, area_crc: str, sex: Sex, on: date) -> tuple[str, str]:
    if named is None:
        return "rarInterventionUnknown", f"The directory has no intervention {code}."
    if named.provider != area_crc:
        return "rarInterventionOfAnotherArea", f"{code} is offered by {named.provider}, not by {area_crc}."
    if not named.is_open(on):
        return "rarInterventionNotOpen", f"{code} takes no referrals on {on}."
    if need not in named.needs:
        return "rarInterventionForAnotherNeed", f"{code} is not for the need {need.value}."
    return "rarInterventionForAnotherSex", f"{code} is not open to the sex {sex.value}."
