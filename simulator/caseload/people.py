"""The officers who work the caseload: a court and an allocation team in London, its CRC, and the CRC next to it."""

from simulator.staff import Officer

DIVISION, TEAM, COURT_CODE = "N07", "N07DTX", "CROYMC"
CRC, NEXT_CRC = "C17", "C21"

COURT = Officer("N07B960", DIVISION, ("courtOfficer",))
NPS_MANAGER = Officer("N07S410", DIVISION, ("seniorProbationOfficer",))
ALLOCATION = Officer("N07A210", DIVISION, ("allocationOfficer",))
NPS_OFFICER = Officer("N07R310", DIVISION, ("responsibleOfficer",))
OFFICER = Officer("C17A101", CRC, ("responsibleOfficer",))
COLLEAGUE = Officer("C17A102", CRC, ("responsibleOfficer",))
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
