"""The people whom development may sign in as: one of each role on either side of the split, and codes, never names."""

from dataclasses import dataclass

from shared.probation.court import Agency
from shared.probation.organisations import CRCS, NPS_DIVISIONS, organisation
from shared.runtime.auth import Role

INSPECTORATE, OPERATORS = "HMIP", "OPS"
_OTHERS = {
    INSPECTORATE: "HM Inspectorate of Probation",
    OPERATORS: "Operators of Throughcare",
    **{agency.value: agency.description for agency in Agency},
}
ORGANISATIONS = frozenset({*(one.code for one in (*NPS_DIVISIONS, *CRCS)), *_OTHERS})
"""Every organisation that the development issuer signs for."""


@dataclass(frozen=True, slots=True)
class Person:
    """An officer's code, the organisation that the officer acts for, what the officer may do, and who that is."""

    officer: str
    organisation: str
    roles: tuple[Role, ...]
    description: str


PEOPLE = (
    Person("N07B960", "N07", (Role.COURT_OFFICER,), "Court officer, NPS London"),
    Person("N07A210", "N07", (Role.ALLOCATION_OFFICER,), "Allocation officer, NPS London"),
    Person("N07R310", "N07", (Role.RESPONSIBLE_OFFICER,), "Responsible officer, NPS London"),
    Person("N07S410", "N07", (Role.SENIOR_PROBATION_OFFICER,), "Senior probation officer, NPS London"),
    Person("N07E510", "N07", (Role.ENFORCEMENT_OFFICER,), "Enforcement officer, NPS London"),
    Person("N07C301", "N07", (Role.CONTRACT_MANAGER,), "Contract manager, NPS London"),
    Person("C17A101", "C17", (Role.RESPONSIBLE_OFFICER,), "Responsible officer, London CRC"),
    Person("C17S201", "C17", (Role.SENIOR_PROBATION_OFFICER,), "Senior probation officer, London CRC"),
    Person("C17E301", "C17", (Role.ENFORCEMENT_OFFICER,), "Enforcement officer, London CRC"),
    Person("C17C301", "C17", (Role.CONTRACT_MANAGER,), "Contract manager, London CRC"),
    Person("C21A101", "C21", (Role.RESPONSIBLE_OFFICER,), "Responsible officer, Kent, Surrey & Sussex CRC"),
    Person("POLICE1", Agency.POLICE.value, (Role.CHECK_AGENCY,), "The system of the police that answers checks"),
    Person("CHILD01", Agency.CHILDRENS_SERVICES.value, (Role.CHECK_AGENCY,), "The system of children's services"),
    Person("HMIP001", INSPECTORATE, (Role.INSPECTOR,), "Inspector, HM Inspectorate of Probation"),
    Person("OPS0001", OPERATORS, (Role.OPERATOR,), "Operator of the services"),
)

_BY_OFFICER = {person.officer: person for person in PEOPLE}


def person(officer: str) -> Person | None:
    """The development person with that code, or None."""
    return _BY_OFFICER.get(officer)


def organisation_name(code: str) -> str:
    """The name of one of `ORGANISATIONS`."""
    return _OTHERS[code] if code in _OTHERS else organisation(code).name
