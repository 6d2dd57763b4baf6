"""What follows by itself from what has been heard: the case opens, news reaches it, breaches end, it leaves.

Invariant: the court's, allocation's and breach's topics may be read in any order; each consequence is told once, as
soon as everything that it rests on is known and the case is open, and its times are those at which the facts happened.
Nothing is told of a case before it is open or after it has been closed.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from services.crc.domain import contact_months
from services.crc.domain.cases import Case
from services.crc.domain.clocks import Clocks
from services.crc.domain.custody import received
from services.crc.domain.escalation_answers import TO_BE_READ, receive_answer
from services.crc.domain.gate.changed import turn_custody
from services.crc.domain.leaving import end, move, transfer
from services.crc.domain.news import receive_late_answer, reset_count, weigh_assessment
from services.crc.domain.registrations import apply_to_every_case
from services.crc.domain.stages import CASE, CaseState
from shared.contracts.crc import CaseOpened
from shared.contracts.model import EventData, Obligation
from shared.decisions import Decision
from shared.probation.calendar import due
from shared.probation.limits import LimitName
from shared.probation.organisations import is_crc
from shared.probation.vocabulary import Disposal, RegisterType

_COMMUNITY = frozenset({Disposal.COMMUNITY_ORDER, Disposal.SUSPENDED_SENTENCE_ORDER})


def settle(case: Case) -> Decision[Case]:
    """Everything that follows now, in the order in which people would expect to read it."""
    events: list[EventData] = []

    def follow(step: Callable[..., Decision[Case]], *what: Any) -> None:
        nonlocal case
        decision = step(case, *what)
        case = decision.state
        events.extend(decision.events)

    if case.state is CaseState.KNOWN and case.accepted_at is not None and case.sentenced_at is not None:
        follow(_open, case.accepted_at)
    if case.state is CaseState.OPEN:
        if case.register_of(RegisterType.ROSH) is None:
            follow(apply_to_every_case)
        # An assessment before the gaps that it answers: one review is owed for both.
        for assessment in case.assessments:
            if not assessment.told:
                follow(weigh_assessment, assessment)
        for gap in case.gaps:
            if gap.is_answered and not gap.told:
                follow(receive_late_answer, gap)
        for breach in case.breaches:
            if breach.ended_at is not None and not breach.told:
                follow(reset_count, breach)
        for turn in case.custody_turns:
            if not turn.told:
                follow(turn_custody, turn)
        for asked in case.escalations:
            if asked.state in TO_BE_READ and asked.answer is None:
                follow(receive_answer, asked)
        for one in case.moves:
            if not one.told:
                follow(move if is_crc(one.to_provider) else transfer, one)
    if case.state is CaseState.OPEN and case.ended_at is not None:
        follow(end)
    return Decision(case, tuple(events))


def _open(case: Case, accepted_at: datetime) -> Decision[Case]:
    # Times count from the NPS's decision, not from the acceptance: a slow acceptance wins nobody time.
    assert case.allocated_at is not None
    assert case.event_number is not None
    clocks = Clocks(case)
    owed_by = due(LimitName.RESPONSIBLE_OFFICER_NAMED, case.allocated_at)
    clocks.start(Obligation.OFFICER_NAMED, case.sentence_id, owed_by)
    for gap in case.gaps:
        # A gap answered meanwhile is read all the same: then what is read is the answer (¶11).
        clocks.start(Obligation.GAP_ACKNOWLEDGED, gap.gap_id, due(LimitName.GAP_ACKNOWLEDGED, case.allocated_at))
    # As sentenced: a change of the order may be heard before or after the acceptance, and must not change this.
    if case.disposal_at_sentence in _COMMUNITY:
        first = due(LimitName.FIRST_APPOINTMENT_COMMUNITY, case.allocated_at)
        clocks.start(Obligation.FIRST_APPOINTMENT, case.sentence_id, first)
        contact_months.begin(clocks, case.sentence_id, accepted_at, until=None)
    assert case.sentenced_at is not None
    in_custody = case.disposal_at_sentence is Disposal.CUSTODY
    custody = received(case, clocks, case.sentenced_at) if in_custody else {}
    after = case.model_copy(
        update={"state": CASE.next(case.state, "open"), "opened_at": accepted_at, **custody, "owed": clocks.owed}
    )
    told = CaseOpened(
        crn=case.crn,
        detail_url=case.url,
        recorded_by=case.by_rule,
        clocks=clocks.told,
        sentence_id=case.sentence_id,
        event_number=case.event_number,
        provider=case.crc,
        provisional=bool(case.provisional),
        gaps_to_read=tuple(gap.gap_id for gap in case.gaps),
    )
    return Decision(after, (told,))
