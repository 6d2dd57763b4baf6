"""An officer leaves: every case that they had is without anybody from that moment, and a clock says so (¶15, ¶17)."""

from pydantic import ConfigDict, Field

from services.crc.domain.cases import Case
from services.crc.domain.clocks import Clocks
from services.crc.domain.overrides import ended
from services.crc.domain.reading import before_the_person_comes, by_another_officer
from services.crc.domain.staff import Officer
from services.crc.domain.stages import CASE, OFFICER
from shared.contracts.crc_staff import ResponsibleOfficerLeft
from shared.contracts.model import Contract, Obligation
from shared.decisions import Decision, Invalid, Occasion
from shared.probation.calendar import due, london_date
from shared.probation.limits import LimitName
from shared.probation.vocabulary import HandoverReason
from shared.probation.written import Day


class LeaveOfficer(Contract):
    """An officer has left the CRC."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"leftOn": "2016-09-09"}]})

    left_on: Day = Field(description="Their last day, today or before: cases are handed over ahead of it, by name.")


def leave(officer: Officer, asked: LeaveOfficer, occasion: Occasion) -> Decision[Officer]:
    """The register says that they have left. Raises NotAllowed where it does already, Invalid for a day to come."""
    OFFICER.next(officer.state, "leave")
    today = london_date(occasion.now)
    if asked.left_on > today:
        sentence = f"{asked.left_on} is still to come: hand the cases over, and record the departure when it has been."
        raise Invalid.one("/leftOn", "stillToCome", sentence)
    after = officer.changed(left_on=asked.left_on)
    return Decision(after, listings=(after.listed(occasion),))


def lose_officer(case: Case, occasion: Occasion) -> Decision[Case]:
    """The case has nobody: an officer is to be named anew, and every gap and the risk to be read by the next (¶11).

    What the one who has left did stays done. An override ends with them: nobody holds the case by it any more.
    """
    state = CASE.next(case.state, "officerLeft")
    assert case.officer is not None
    clocks = Clocks(case)
    if case.override is not None:
        clocks.cancel(Obligation.ASSIGNMENT_OVERRIDE, case.override.override_id)
    by = due(LimitName.RESPONSIBLE_OFFICER_NAMED, occasion.now)
    clocks.start(Obligation.OFFICER_NAMED, case.sentence_id, before_the_person_comes(case, by, occasion.now))
    after = case.model_copy(
        update={
            "state": state,
            "gaps": by_another_officer(case, clocks, occasion.now),
            "officer": None,
            "officer_grade": None,
            "officer_named_at": None,
            "earlier_officers": case.officers_until(occasion.now, HandoverReason.OFFICER_LEFT),
            "overrides": ended(case, "officerLeft", occasion.now),
            "owed": clocks.owed,
        }
    )
    told = ResponsibleOfficerLeft(
        crn=case.crn,
        detail_url=case.url,
        recorded_by=occasion.actor,
        clocks=clocks.told,
        sentence_id=case.sentence_id,
        provider=case.crc,
        officer=case.officer,
    )
    return Decision(after, (told,))
