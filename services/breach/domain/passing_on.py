"""A breach follows its case while its pack is being prepared: to another CRC, to the NPS, or to its end.

Invariant: what allocation and the court have told is applied to a breach the same way whenever it is heard: before the
breach begins or after, and while the pack lies with the NPS at the moment it comes back. A move wins nobody time.
"""

from dataclasses import replace

from services.breach.domain.breaches import Breach
from services.breach.domain.clocks import Clocks
from services.breach.domain.disputes import without_dispute
from services.breach.domain.known_case import Holder
from services.breach.domain.outcomes import withdraw_by_rule
from services.breach.domain.stages import BEFORE_PRESENTATION, WITH_THE_PROVIDER
from shared.contracts.breach import BreachPassedOn
from shared.contracts.model import Actor, EventData, Obligation
from shared.decisions import Decision, Occasion
from shared.probation.calendar import due
from shared.probation.limits import LimitName
from shared.probation.organisations import is_nps
from shared.probation.vocabulary import BreachWithdrawalReason

_O = Obligation


def follow_the_case(breach: Breach, occasion: Occasion) -> Decision[Breach]:
    """The breach with those who supervise now, or withdrawn with its order; as it was where nothing has happened.

    A breach that a court has before it stays with whoever brought it there.
    """
    events: list[EventData] = []
    for holder in _later_holders(breach):
        if breach.state in WITH_THE_PROVIDER:
            passed = _passed_on(breach, holder, occasion)
            breach = passed.state
            events += passed.events
    if breach.case.ended_at is not None and breach.state in BEFORE_PRESENTATION:
        ended_at = breach.case.ended_at
        withdrawn = withdraw_by_rule(breach, BreachWithdrawalReason.ORDER_ENDED, ended_at, occasion)
        breach = withdrawn.state
        events += withdrawn.events
    return Decision(breach, tuple(events))


def _later_holders(breach: Breach) -> tuple[Holder, ...]:
    """Those who have taken the case since the breach's provider had it last."""
    holders = breach.case.holders
    places = [place for place, holder in enumerate(holders) if holder.provider == breach.provider]
    return holders[places[-1] + 1 :] if places else ()


def _passed_on(breach: Breach, to: Holder, occasion: Occasion) -> Decision[Breach]:
    by_rule = replace(occasion, actor=Actor(organisation=to.provider))
    before = breach.provider
    events: tuple[EventData, ...] = ()
    if is_nps(to.provider):
        breach, events = without_dispute(breach, by_rule, since=to.since, is_over=True)
    clocks = Clocks.of(breach)
    changes: dict[str, str] = {"provider": to.provider}
    if is_nps(to.provider):
        # The division supervises now, and refers to nobody: it presents the breach, in its own time from here [S].
        changes["division"] = to.provider
        clocks.end(to.since)
        due_at = due(LimitName.BREACH_PRESENTED_NPS, to.since)
        clocks.start(_O.BREACH_PRESENTED, breach.breach_id, due_at, to.provider)
    else:
        clocks.pass_on(to.since, _O.BREACH_REFERRED, to.provider)
        clocks.pass_on(to.since, _O.PACK_RESUBMITTED, to.provider)
    told = BreachPassedOn(
        **breach.facts(by_rule),
        from_provider=before,
        to_provider=to.provider,
        clocks=clocks.told,
    )
    return Decision(breach.model_copy(update={**changes, "owed": clocks.owed}), (*events, told))
