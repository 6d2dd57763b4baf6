"""The resettlement plan, the day of release, and the help before it: planned is not received (¶21)."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from pydantic import ConfigDict, Field

from services.crc.domain.acting import officer_acting
from services.crc.domain.cases import Case
from services.crc.domain.clocks import Clocks
from services.crc.domain.custody import stay_in_custody, with_stay
from services.crc.domain.gate.parts import HelpEntry, ResettlementNeed, Stay
from services.crc.domain.gate.screening import GateNeed, GateNeeds, named_once
from services.crc.domain.gate.stages import HELP, STAY
from services.crc.domain.parts import Owed
from shared.contracts.crc_custody import ReleaseDateChanged, ResettlementHelpRecorded, ResettlementPlanned
from shared.contracts.model import Contract, Obligation
from shared.decisions import Decision, Fault, Invalid, Occasion
from shared.probation.calendar import end_of_day, london_date, window_opens
from shared.probation.limits import LimitName, LimitNotInForce
from shared.probation.vocabulary import ResettlementHelp
from shared.probation.written import Day


class PlanResettlement(Contract):
    """What is to be done before release, and when that is."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"needs": ["accommodation", "finance"], "releaseOn": "2017-01-13"}]}
    )

    needs: GateNeeds = Field(description="Those that the screening found, and any found since; none is left out.")
    release_on: Day = Field(description="As the prison has set it.")


class ChangeReleaseDate(Contract):
    """The prison has set another day."""

    release_on: Day = Field(examples=["2017-01-20"])


class RecordHelp(Contract):
    """What became of the help with one need."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"need": "accommodation", "help": "received", "on": "2016-12-01"}]}
    )

    need: GateNeed = Field(description="One that nobody had found before is added to those of the stay.")
    help: ResettlementHelp
    on: Day = Field(description="The day on which it was so.")


def plan_resettlement(case: Case, asked: PlanResettlement, occasion: Occasion) -> Decision[Case]:
    """The plan is made, and every need is to be met by the day before release.

    Raises Refused where the person is not in custody, NotAllowed before the screening or where there is a plan, Invalid
    for a need of the screening that is left out, and for a day that is past.
    """
    officer = officer_acting(case, "planResettlement", occasion)
    stay = stay_in_custody(case, "planResettlement")
    state = STAY.next(stay.state, "planResettlement")
    if faults := [*named_once(asked.needs), *_left_out(stay, asked), *_past(asked.release_on, occasion.now)]:
        raise Invalid(faults)
    known = {one.need for one in stay.needs}
    planned = stay.model_copy(
        update={
            "state": state,
            "needs": (*stay.needs, *(ResettlementNeed(need=one) for one in asked.needs if one not in known)),
            "planned_at": occasion.now,
            "planned_by": officer,
            "release_on": asked.release_on,
            "pre_release_from": _opens(asked.release_on, occasion.now),
        }
    )
    clocks = Clocks(case)
    clocks.meet(Obligation.RESETTLEMENT_PLAN, stay.stay_id)
    _owe_help(clocks, planned, occasion.now)
    told = ResettlementPlanned(
        crn=case.crn,
        detail_url=case.url,
        recorded_by=occasion.actor,
        clocks=clocks.told,
        sentence_id=case.sentence_id,
        needs=tuple(one.need for one in planned.needs),
        release_on=asked.release_on,
        pre_release_from=planned.pre_release_from,
    )
    after = case.model_copy(update={"stays": with_stay(case, planned), "owed": clocks.owed})
    return Decision(after, (told,))


def change_release_date(case: Case, asked: ChangeReleaseDate, occasion: Occasion) -> Decision[Case]:
    """The day of release is another. Work whose time had run out stays missed: a later release does not excuse it.

    Raises Refused where the person is not in custody, NotAllowed before the plan, Invalid for a day that is past or the
    same.
    """
    officer_acting(case, "changeReleaseDate", occasion)
    stay = stay_in_custody(case, "changeReleaseDate")
    state = STAY.next(stay.state, "changeReleaseDate")
    assert stay.release_on is not None
    faults = list(_past(asked.release_on, occasion.now))
    if asked.release_on == stay.release_on:
        faults.append(Fault("/releaseOn", "nothingChanged", f"{stay.release_on} is the day of release already."))
    if faults:
        raise Invalid(faults)
    pre_release_from = _opens(asked.release_on, occasion.now)
    changed = stay.model_copy(
        update={"state": state, "release_on": asked.release_on, "pre_release_from": pre_release_from}
    )
    clocks = Clocks(case)
    if not _has_run_out(case, stay, occasion.now):
        _owe_help(clocks, changed, occasion.now)
    told = ReleaseDateChanged(
        crn=case.crn,
        detail_url=case.url,
        recorded_by=occasion.actor,
        clocks=clocks.told,
        sentence_id=case.sentence_id,
        before=stay.release_on,
        release_on=asked.release_on,
        pre_release_from=pre_release_from,
    )
    after = case.model_copy(update={"stays": with_stay(case, changed), "owed": clocks.owed})
    return Decision(after, (told,))


def record_help(case: Case, asked: RecordHelp, occasion: Occasion) -> Decision[Case]:
    """What became of the help with a need; what was recorded before is kept. The work is done when no need is open.

    Raises Refused where the person is not in custody, NotAllowed before the screening, and for a word that cannot
    follow the last (what was received stays received), Invalid for a day that is not possible.
    """
    officer = officer_acting(case, "recordHelp", occasion)
    stay = stay_in_custody(case, "recordHelp")
    state = STAY.next(stay.state, "recordHelp")
    need = next((one for one in stay.needs if one.need is asked.need), ResettlementNeed(need=asked.need))
    if need.help is not None:
        HELP.next(need.help, asked.help.value)
    if faults := list(_faults_of_day(stay, need, asked.on, occasion.now)):
        raise Invalid(faults)
    entry = HelpEntry(help=asked.help, on=asked.on, recorded_at=occasion.now, recorded_by=officer)
    helped = need.model_copy(update={"entries": (*need.entries, entry)})
    others = {one.need: one for one in stay.needs} | {asked.need: helped}
    after_it = stay.model_copy(update={"state": state, "needs": tuple(others.values())})
    clocks = Clocks(case)
    if not after_it.open_needs:
        clocks.meet(Obligation.PRE_RELEASE_WORK, stay.stay_id)
    elif _running(case, stay) is None and not _has_run_out(case, stay, occasion.now):
        _owe_help(clocks, after_it, occasion.now)  # what was done is to be done again, or another need was found
    told = ResettlementHelpRecorded(
        crn=case.crn,
        detail_url=case.url,
        recorded_by=occasion.actor,
        clocks=clocks.told,
        sentence_id=case.sentence_id,
        need=asked.need,
        help=asked.help,
        on=asked.on,
    )
    after = case.model_copy(update={"stays": with_stay(case, after_it), "owed": clocks.owed})
    return Decision(after, (told,))


def _owe_help(clocks: Clocks, stay: Stay, now: datetime) -> None:
    """Every need that is open is to be met by the end of the day before release, or of today where that is later."""
    if stay.release_on is None or not stay.open_needs:
        return
    last = max(stay.release_on - timedelta(days=1), london_date(now))
    clocks.start(Obligation.PRE_RELEASE_WORK, stay.stay_id, end_of_day(last))


def _has_run_out(case: Case, stay: Stay, now: datetime) -> bool:
    """The day of release has come: what was not done by then was missed, whatever is set or found afterwards."""
    if (running := _running(case, stay)) is not None:
        return now > running.due_at
    return stay.release_on is not None and now > end_of_day(stay.release_on - timedelta(days=1))


def _running(case: Case, stay: Stay) -> Owed | None:
    key = (Obligation.PRE_RELEASE_WORK, stay.stay_id)
    return next((one for one in case.owed if (one.obligation, one.subject_id) == key), None)


def _opens(release_on: date, now: datetime) -> date:
    """The first day of pre-release work: the window of twelve weeks, or today where it is open already [C]."""
    today = london_date(now)
    try:
        return max(london_date(window_opens(LimitName.PRE_RELEASE_WORK, end_of_day(release_on))), today)
    except LimitNotInForce:
        return today


def _left_out(stay: Stay, asked: PlanResettlement) -> Iterator[Fault]:
    missing = [one.need for one in stay.needs if one.need not in asked.needs]
    if missing:
        names = ", ".join(one.description.lower() for one in missing)
        sentence = f"A need does not go away by leaving it out of the plan: {names} (¶21)."
        yield Fault("/needs", "needLeftOut", sentence)


def _past(release_on: date, now: datetime) -> Iterator[Fault]:
    if release_on < london_date(now):
        yield Fault("/releaseOn", "inThePast", f"{release_on} is past: record the release, or the day that is set now.")


def _faults_of_day(stay: Stay, need: ResettlementNeed, on: date, now: datetime) -> Iterator[Fault]:
    earliest = need.entries[-1].on if need.entries else stay.since
    if on > london_date(now):
        yield Fault("/on", "inTheFuture", "What is still to come is 'planned', on the day on which it is planned.")
    elif on < earliest:
        yield Fault("/on", "beforeTheLast", f"The last that is known of it is of {earliest}.")
