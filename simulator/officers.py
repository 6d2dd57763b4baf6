"""The officers of the CRCs: entered in the register by a senior probation officer, through the API (¶15, ¶17)."""

from collections.abc import Iterable
from dataclasses import dataclass

from simulator.directory import every
from simulator.staff import Officer, Staff


@dataclass(frozen=True, slots=True)
class Entry:
    """What the register is to say of an officer."""

    officer: Officer
    grade: str = "PO"
    employment: str = "permanent"
    training: tuple[str, ...] = ("sexualOffences", "domesticAbuse")
    supervised_by: str | None = None
    full_time_percent: int = 100


async def register_officers(staff: Staff, manager: Officer, entries: Iterable[Entry]) -> None:
    """The manager enters the officers of their CRC who are not in the register yet."""
    known = {one["officer"] for one in await every(staff, manager, "crc", "/officers")}
    for entry in entries:
        if entry.officer.code in known:
            continue
        asked = {
            "officer": entry.officer.code,
            "team": f"{manager.organisation}CRO",
            "grade": entry.grade,
            "employment": entry.employment,
            "training": entry.training,
            "supervisedBy": entry.supervised_by,
            "fullTimePercent": entry.full_time_percent,
        }
        await staff.post(manager, "crc", "/officers", asked)
