"""The officers who work the caseload: a court and an allocation team in London, its CRC, and the CRC next to it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from string import ascii_uppercase, digits

from simulator.officers import Entry, register_officers
from simulator.staff import Officer, Staff

DIVISION, TEAM, COURT_CODE = "N07", "N07DTX", "CROYMC"
CRC, NEXT_CRC = "C17", "C21"

COURT = Officer("N07B960", DIVISION, ("courtOfficer",))
NPS_MANAGER = Officer("N07S410", DIVISION, ("seniorProbationOfficer",))
ALLOCATION = Officer("N07A210", DIVISION, ("allocationOfficer",))
ENFORCEMENT = Officer("N07E510", DIVISION, ("enforcementOfficer",))
NPS_OFFICER = Officer("N07R310", DIVISION, ("responsibleOfficer",))
OFFICER = Officer("C17A101", CRC, ("responsibleOfficer",))
MANAGER = Officer("C17S201", CRC, ("seniorProbationOfficer",))
NEXT_OFFICER = Officer("C21A101", NEXT_CRC, ("responsibleOfficer",))
NEXT_MANAGER = Officer("C21S201", NEXT_CRC, ("seniorProbationOfficer",))

AGENCIES = {
    "domesticAbuse": Officer("POLICE1", "police", ("checkAgency",)),
    "childSafeguarding": Officer("CHILD01", "childrensServices", ("checkAgency",)),
}
"""The system that answers each kind of check."""

AUTHORS = {
    "PO": ("N07B960", "PO", ["courtReports", "sara"]),
    "PSO": ("N07B961", "PSO", []),
    "trainee": ("N07B962", "trainee", ["courtReports"]),
}
"""Who writes reports: the officer, the grade, and what training is recorded (¶12)."""

IN_A_HURRY = Officer("C17S202", CRC, ("seniorProbationOfficer",))
"""A manager who signs off whatever is on the desk, all of it in the last hour (¶16)."""

NUMBERS_OF_AN_OFFICER, NUMBERS_OF_A_COLLEAGUE = 40, 400
"""How many people in a row have the same officer and manager, and the same others beside those."""

PART_TIME_PERCENT = 10
_SIGNS = "".join(sign for sign in digits + ascii_uppercase if sign != "U")  # a code that ends in U is nobody yet


@dataclass(frozen=True, slots=True)
class Team:
    """Who may come to have to do with one person at the CRC."""

    officer: Officer
    colleague: Officer
    pso: Officer
    part_timer: Officer
    manager: Officer

    def entries(self) -> Iterator[Entry]:
        """What the register says of them."""
        yield from (Entry(self.officer), Entry(self.colleague), Entry(self.manager, "SPO"))
        yield Entry(self.pso, "PSO", training=())
        yield Entry(
            self.part_timer, employment="agency", supervised_by=MANAGER.code, full_time_percent=PART_TIME_PERCENT
        )


def team_of(number: int) -> Team:
    """The staff of the person of that number: so many people in a row make one officer's caseload."""
    own, shared = number // NUMBERS_OF_AN_OFFICER, number // NUMBERS_OF_A_COLLEAGUE
    return Team(
        officer=_one_of_many("B", own),
        colleague=_one_of_many("C", shared),
        pso=_one_of_many("P", shared),
        part_timer=_one_of_many("H", shared),
        manager=_one_of_many("M", own, "seniorProbationOfficer"),
    )


def _one_of_many(kind: str, index: int, role: str = "responsibleOfficer") -> Officer:
    signs = ""
    for _ in range(3):
        index, sign = divmod(index, len(_SIGNS))
        signs = _SIGNS[sign] + signs
    return Officer(f"{CRC}{kind}{signs}", CRC, (role,))


async def register_crc_officers(staff: Staff, teams: Iterable[Team]) -> None:
    """Both CRCs enter their officers in the register."""
    entries = {one.officer.code: one for team in teams for one in team.entries()}
    everybody = [Entry(MANAGER, "SPO"), Entry(IN_A_HURRY, "SPO"), Entry(OFFICER)]
    await register_officers(staff, MANAGER, [*everybody, *(entries[code] for code in sorted(entries))])
    await register_officers(staff, NEXT_MANAGER, [Entry(NEXT_MANAGER, "SPO"), Entry(NEXT_OFFICER)])
