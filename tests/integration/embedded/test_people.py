"""The development people: codes of the shape that officers have, and somebody for every role."""

import re

from deploy.embedded.people import ORGANISATIONS, PEOPLE, organisation_name, person
from shared.runtime.auth import Role


def test_there_is_somebody_for_every_role() -> None:
    assert {role for one in PEOPLE for role in one.roles} == set(Role)


def test_an_officer_is_known_by_a_code_of_seven_characters_and_by_no_other_officer() -> None:
    assert all(re.fullmatch(r"[A-Z0-9]{7}", one.officer) for one in PEOPLE)
    assert len({one.officer for one in PEOPLE}) == len(PEOPLE)
    assert all(person(one.officer) is one for one in PEOPLE)


def test_an_officer_of_a_provider_bears_its_code_and_is_not_the_code_for_nobody() -> None:
    officers = [one for one in PEOPLE if one.organisation[0] in "NC"]
    assert all(one.officer.startswith(one.organisation) and not one.officer.endswith("U") for one in officers)


def test_everybody_is_of_an_organisation_that_has_a_name() -> None:
    assert {one.organisation for one in PEOPLE} <= ORGANISATIONS
    assert all(organisation_name(code) for code in ORGANISATIONS)
