"""A manager signs off a plan or a risk review; what that was worth is computed, never asserted (¶16).

¶16: managers "signed off inadequate work because of a pressure to meet deadlines". So each sign-off lists what the
manager says was looked at, and is told with what is seen in it: one of a burst, gaps unread or unanswered, how near the
deadline it was given.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

from pydantic import ConfigDict, Field

from services.crc.domain.acting import officer_acting
from services.crc.domain.cases import Case
from services.crc.domain.clocks import Clocks
from services.crc.domain.refusals import Refused
from services.crc.domain.rows import find, replaced
from services.crc.domain.staff import Staff, faults_of_manager
from services.crc.domain.staff_parts import SignOff
from services.crc.domain.stages import GapState, ReviewState
from shared.contracts.crc_staff import WorkSignedOff
from shared.contracts.model import Contract, Obligation
from shared.decisions import Decision, Invalid, Occasion
from shared.probation.calendar import london_date
from shared.probation.limits import LimitName, limit
from shared.probation.vocabulary import ManagerLookedAt, SignedOffWork, SignOffConcern


class SignOffWork(Contract):
    """A senior probation officer signs off work of the responsible officer."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "work": "plan",
                    "subjectId": "01920000-0000-7000-8000-0000000000cc",
                    "lookedAt": ["plan", "risk", "informationGaps"],
                }
            ]
        }
    )

    work: SignedOffWork
    subject_id: UUID = Field(description="The plan as it stands, or a risk review that has been made.")
    looked_at: Annotated[
        tuple[ManagerLookedAt, ...],
        Field(
            max_length=len(ManagerLookedAt),
            json_schema_extra={"uniqueItems": True},
            description="What was looked at before signing; nothing is an answer too, and is seen.",
        ),
    ]


@dataclass(frozen=True, slots=True)
class Bench:
    """What a sign-off has to know of the manager: the register's entry, and how often they signed just before."""

    staff: Staff
    signed_off_before: int = 0


def burst_begins(now: datetime) -> datetime:
    """Sign-offs from this moment on make a burst with one that is made now."""
    return now - timedelta(minutes=limit(LimitName.SIGN_OFF_BURST_WINDOW, london_date(now)).whole)


def sign_off(case: Case, bench: Bench, asked: SignOffWork, occasion: Occasion) -> Decision[Case]:
    """A plan or a risk review is signed off, once, with what is seen in how it was done.

    Raises NotFound for a plan or review that the case has not, Refused for a manager who is no senior probation officer
    of the register, or whose own work it is, and where the work is not there to be signed or has been; Invalid where
    something is named twice.
    """
    manager = officer_acting(case, "signOff", occasion)
    officer = _whose_work(case, asked)
    for fault in faults_of_manager(case, manager, bench.staff, "/", london_date(occasion.now)):
        raise Refused(case, "signOff", fault.sentence)
    if manager == officer:
        raise Refused(case, "signOff", f"It is the work of {officer}: another manager signs it off.")
    if any(one.subject_id == asked.subject_id for one in case.sign_offs):
        raise Refused(case, "signOff", "It has been signed off already.")
    if len(set(asked.looked_at)) != len(asked.looked_at):
        raise Invalid.one("/lookedAt", "namedTwice", "What was looked at is named once.")
    signed = _signed(case, bench, asked, officer, manager, occasion)
    clocks = Clocks(case)
    if asked.work is SignedOffWork.PLAN:
        # With the plan as it stands, what nobody signed in time of the plans before it is signed too, late.
        for plan in case.plans:
            clocks.meet(Obligation.PLAN_SIGNED_OFF, plan.plan_id)
    after = case.model_copy(update={"sign_offs": replaced(case.sign_offs, "sign_off_id", signed), "owed": clocks.owed})
    facts: dict[str, Any] = signed.model_dump(include=set(WorkSignedOff.model_fields))
    told = WorkSignedOff(crn=case.crn, detail_url=case.url, recorded_by=occasion.actor, clocks=clocks.told, **facts)
    return Decision(after, (told,))


def _whose_work(case: Case, asked: SignOffWork) -> str:
    """The officer whose work it is; it has been done, and stands."""
    if asked.work is SignedOffWork.PLAN:
        plan = find(case.plans, "plan_id", asked.subject_id)
        if plan.plan_id != case.plan_id:
            raise Refused(case, "signOff", "The plan has been reviewed since: the plan as it stands is signed off.")
        return plan.agreed_by
    review = case.review(asked.subject_id)
    if review.state is not ReviewState.COMPLETED or review.completed_by is None:
        raise Refused(case, "signOff", "The risk review has not been made: there is nothing to sign off.")
    return review.completed_by


def _signed(case: Case, bench: Bench, asked: SignOffWork, officer: str, manager: str, occasion: Occasion) -> SignOff:
    due_at = next(
        (
            one.due_at
            for one in case.owed
            if (one.obligation, one.subject_id) == (Obligation.PLAN_SIGNED_OFF, asked.subject_id)
        ),
        None,
    )
    seconds = None if due_at is None else int((due_at - occasion.now).total_seconds() // 1)
    unread = sum(one.state is GapState.TO_READ for one in case.gaps)
    unanswered = sum(one.closure is None for one in case.gaps)
    in_window = bench.signed_off_before + 1
    on = london_date(occasion.now)
    looked_at = tuple(one for one in ManagerLookedAt if one in asked.looked_at)

    def concerns() -> Iterator[SignOffConcern]:
        if in_window >= limit(LimitName.SIGN_OFF_BURST_COUNT, on).whole:
            yield SignOffConcern.BURST
        if unread:
            yield SignOffConcern.GAPS_UNREAD
        if unanswered:
            yield SignOffConcern.GAPS_UNANSWERED
        if (unread or unanswered) and ManagerLookedAt.INFORMATION_GAPS not in looked_at:
            yield SignOffConcern.GAPS_NOT_LOOKED_AT
        if ManagerLookedAt.RISK not in looked_at:
            yield SignOffConcern.RISK_NOT_LOOKED_AT
        if seconds is not None:
            near = timedelta(minutes=limit(LimitName.SIGN_OFF_PAST_DEADLINE, on).whole).total_seconds()
            if 0 <= seconds <= near:
                yield SignOffConcern.JUST_BEFORE_DEADLINE
            elif -near <= seconds < 0:
                yield SignOffConcern.JUST_AFTER_DEADLINE
            elif seconds < 0:
                yield SignOffConcern.PAST_DEADLINE

    return SignOff(
        sentence_id=case.sentence_id,
        sign_off_id=occasion.new_id(),
        provider=case.crc,
        work=asked.work,
        subject_id=asked.subject_id,
        officer=officer,
        manager=manager,
        looked_at=looked_at,
        signed_off_at=occasion.now,
        gaps_unread=unread,
        gaps_unanswered=unanswered,
        signed_off_in_window=in_window,
        seconds_to_deadline=seconds,
        concerns=tuple(concerns()),
    )
