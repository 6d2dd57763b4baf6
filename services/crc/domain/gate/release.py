"""Release: the prison opens the gate, whatever was done by then; the first appointment is due the next working day."""

from collections.abc import Iterator

from pydantic import ConfigDict, Field

from services.crc.domain import contact_months
from services.crc.domain.acting import officer_acting
from services.crc.domain.cases import Case
from services.crc.domain.clocks import Clocks
from services.crc.domain.custody import RESETTLEMENT, owe, stay_in_custody, with_stay
from services.crc.domain.gate.parts import NeedThen, Stay
from services.crc.domain.gate.stages import STAY
from shared.contracts.crc_custody import NeedAtRelease, PersonReleased, PrisonCode
from shared.contracts.model import Contract, Obligation
from shared.decisions import Decision, Fault, Invalid, Occasion
from shared.probation.calendar import london_date, start_of_day
from shared.probation.limits import LimitName
from shared.probation.vocabulary import CustodyState
from shared.probation.written import Day, Moment


class Release(Contract):
    """The person has left prison."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "releasedAt": "2017-01-13T09:00:00Z",
                    "licenceEndsOn": "2017-05-12",
                    "supervisionEndsOn": "2018-01-12",
                }
            ]
        }
    )

    released_at: Moment
    prison: PrisonCode | None = Field(
        default=None, description="Needed where no screening has named it, or where it is another by now."
    )
    licence_ends_on: Day = Field(description="The last day of the licence; before the release where there is none.")
    supervision_ends_on: Day = Field(description="The last day of the supervision after it, or of the licence.")


def release(case: Case, asked: Release, occasion: Occasion) -> Decision[Case]:
    """The person is released, with the needs as they stand; a need that was never asked about was not met (¶21).

    What was owed before release and had not run out is owed no more; what had, stays missed. The first appointment is
    due the next working day [S], counted from the allocation where that came after the release.

    Raises Refused where the person is not in custody, Invalid for a time or a day that is not possible, and where
    nothing says from which prison.
    """
    officer = officer_acting(case, "release", occasion)
    stay = stay_in_custody(case, "release")
    state = STAY.next(stay.state, "release")
    prison = asked.prison or stay.prison
    if (faults := list(_faults(stay, asked, prison, occasion))) or prison is None:
        raise Invalid(faults)
    day = london_date(asked.released_at)
    needs = tuple(NeedThen(need=one.need, help=one.help_by(day)) for one in stay.needs)
    settled = all(one.help is not None and one.help.settles_the_need for one in needs)
    released = stay.model_copy(
        update={
            "state": state,
            "prison": prison,
            "release_id": occasion.new_id(),
            "released_at": asked.released_at,
            "released_by": officer,
            "resettled_by": case.crc,
            "licence_ends_on": asked.licence_ends_on,
            "supervision_ends_on": asked.supervision_ends_on,
            "needs_at_release": needs,
            "helped_enough": settled and stay.screened_at is not None,
        }
    )
    assert released.release_id is not None
    assert released.helped_enough is not None
    assert case.allocated_at is not None
    clocks = Clocks(case)
    for obligation in RESETTLEMENT:
        clocks.cancel_in_time(obligation, stay.stay_id, occasion.now)
    out_since = max(asked.released_at, case.allocated_at)
    owe(clocks, Obligation.FIRST_APPOINTMENT, released.release_id, LimitName.FIRST_APPOINTMENT_RELEASE, out_since)
    contact_months.begin(clocks, case.sentence_id, out_since, asked.supervision_ends_on)
    told = PersonReleased(
        crn=case.crn,
        detail_url=case.url,
        recorded_by=occasion.actor,
        clocks=clocks.told,
        sentence_id=case.sentence_id,
        release_id=released.release_id,
        provider=case.crc,
        prison=prison,
        released_at=asked.released_at,
        licence_ends_on=asked.licence_ends_on,
        supervision_ends_on=asked.supervision_ends_on,
        needs=tuple(NeedAtRelease(need=one.need, help=one.help) for one in needs),
        helped_enough=released.helped_enough,
    )
    after = case.model_copy(
        update={"stays": with_stay(case, released), "custody": CustodyState.RELEASED, "owed": clocks.owed}
    )
    return Decision(after, (told,))


def _faults(stay: Stay, asked: Release, prison: str | None, occasion: Occasion) -> Iterator[Fault]:
    if prison is None:
        yield Fault("/prison", "prisonMissing", "No screening has named the prison: name it.")
    if asked.released_at > occasion.now:
        yield Fault("/releasedAt", "inTheFuture", "A release is recorded when it has been.")
    elif asked.released_at < start_of_day(stay.since):
        yield Fault("/releasedAt", "beforeCustody", f"The person has been in custody since {stay.since}.")
    elif stay.screened_at is not None and asked.released_at < stay.screened_at:
        yield Fault("/releasedAt", "beforeTheScreening", "The person was screened in prison after that.")
    elif asked.supervision_ends_on < london_date(asked.released_at):
        yield Fault("/supervisionEndsOn", "beforeTheRelease", "Nobody is supervised whose supervision has ended.")
    if asked.supervision_ends_on < asked.licence_ends_on:
        yield Fault("/supervisionEndsOn", "beforeTheLicenceEnds", "The supervision goes on as long as the licence.")
