"""Beginning a breach from a decision to enforce, as soon as it is known whom it concerns.

Invariant: one decision makes one breach, whenever and however often it is heard: the breach's identity is made from the
decision's.
"""

from dataclasses import replace
from uuid import NAMESPACE_URL, UUID, uuid5

from services.breach.domain.breaches import Breach
from services.breach.domain.clocks import Clocks
from services.breach.domain.known_case import HeardDecision, KnownCase
from services.breach.domain.parts import BreachStep
from shared.contracts.breach import BreachInitiated
from shared.contracts.model import Actor, Obligation
from shared.decisions import Decision, Occasion
from shared.probation.calendar import due
from shared.probation.limits import LimitName
from shared.probation.vocabulary import BreachState

_BREACHES = uuid5(NAMESPACE_URL, "urn:throughcare:breach")


def breach_id_of(decision_id: UUID) -> UUID:
    """The identity of the breach that a decision to enforce begins."""
    return uuid5(_BREACHES, str(decision_id))


def initiate(known: KnownCase, occasion: Occasion) -> tuple[KnownCase, tuple[Decision[Breach], ...]]:
    """Begin every breach that was decided and not begun yet.

    Court and allocation say which division it goes to. Where the decision overtakes both it waits, and is begun when
    either is heard; its time runs from awareness all the same, so waiting gives nobody more of it.
    """
    if known.division is None or all(one.breach_id is not None for one in known.decisions):
        return known, ()
    begun: list[Decision[Breach]] = []
    decisions: list[HeardDecision] = []
    for one in known.decisions:
        if one.breach_id is None:
            decision = _begin(known, known.division, one, occasion)
            begun.append(decision)
            one = one.model_copy(update={"breach_id": decision.state.breach_id})
        decisions.append(one)
    return known.model_copy(update={"decisions": tuple(decisions)}), tuple(begun)


def _begin(known: KnownCase, division: str, heard: HeardDecision, occasion: Occasion) -> Decision[Breach]:
    # It follows from the provider's decision by a rule: no officer acted in this service.
    by_rule = replace(occasion, actor=Actor(organisation=heard.provider))
    breach_id = breach_id_of(heard.decision_id)
    clocks = Clocks(())
    due_at = due(LimitName.BREACH_REFERRAL, heard.aware_at)
    clocks.start(Obligation.BREACH_REFERRED, breach_id, due_at, heard.provider)
    breach = Breach(
        breach_id=breach_id,
        sentence_id=known.sentence_id,
        crn=known.crn,
        decision_id=heard.decision_id,
        provider=heard.provider,
        division=division,
        manager=heard.manager,
        failures=heard.failures,
        aware_at=heard.aware_at,
        initiated_at=occasion.now,
        owed=clocks.owed,
        steps=(
            BreachStep(
                breach_id=breach_id,
                number=1,
                state=BreachState.INITIATED,
                at=occasion.now,
                organisation=heard.provider,
                officer=None,
            ),
        ),
    )
    initiated = BreachInitiated(
        **breach.facts(by_rule),
        provider=heard.provider,
        division=division,
        decision_id=heard.decision_id,
        failures=heard.failures,
        clocks=clocks.told,
    )
    return Decision(breach, (initiated,))
