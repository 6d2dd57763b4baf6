"""Who acts on a case: an officer of its provider, known by an officer's code."""

import re

from services.crc.domain.cases import Case
from services.crc.domain.refusals import Refused
from services.crc.domain.stages import CASE
from shared.decisions import Fault, NotFound, Occasion
from shared.probation.identifiers import is_unallocated, provider_of

_OFFICER = re.compile(r"[NC][0-9]{2}[A-Z0-9]{4}")


def officer_acting(case: Case, command: str, occasion: Occasion) -> str:
    """The code of the officer who acts, where the case's state allows the command.

    Raises NotFound for another organisation, to which the case does not exist; NotAllowed for a state that does not
    allow it; Refused for a CRC that the case has left, which may only read it, and where the caller is no officer of
    the provider, for every fact of the case names one.
    """
    if case.provider is None:
        raise NotFound
    if occasion.actor.organisation != case.provider:
        if occasion.actor.organisation in case.seen_by():
            raise Refused(case, command, f"The case has passed to {case.provider}, which acts on it now.")
        raise NotFound
    CASE.next(case.state, command)
    code = occasion.actor.officer or ""
    if not _OFFICER.fullmatch(code) or not code.startswith(case.provider):
        raise Refused(case, command, f"Only an officer of {case.provider}, by an officer's code, can do this.")
    return code


def must_be_responsible(case: Case, command: str, officer: str) -> None:
    """Raises Refused for all but the responsible officer: nobody can say for another what that one has read (¶11)."""
    if case.officer is None:
        raise Refused(
            case, command, "The case has no responsible officer yet; name one, who then reads.", ["nameOfficer"]
        )
    if officer != case.officer:
        sentence = f"Only the responsible officer, {case.officer}, can say what {case.officer} has read."
        raise Refused(case, command, sentence)


def faults_of_officer(case: Case, officer: str, place: str) -> list[Fault]:
    """What is wrong with an officer named: of the provider, and a person."""
    if provider_of(officer) != case.provider:
        return [Fault(place, "ofAnotherProvider", f"{officer} is not an officer of {case.provider}.")]
    if is_unallocated(officer):
        return [Fault(place, "nobodyYet", f"{officer} stands for nobody yet; name a person.")]
    return []
