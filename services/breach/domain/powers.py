"""What a court can do with a proven breach: every kind of order, outcome and penalty, allowed or refused.

Invariant: each combination is in the table, either with the provision that allows it or with the reason why it is not
open; what may be recommended follows from the same table. The provisions are those of the Criminal Justice Act 2003 as
it stood from 2012, and from 2015 for supervision after a sentence; they are cited, and no lawyer has verified them [C].
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from shared.probation.described import Described
from shared.probation.limits import LimitName
from shared.probation.vocabulary import BreachOutcome, BreachPenalty, OrderKind, Recommendation


class Breached(Described):
    """What a person can fail to comply with: the orders that a court hears the breach of, and a licence [C]."""

    COMMUNITY_ORDER = OrderKind.COMMUNITY_ORDER.value, OrderKind.COMMUNITY_ORDER.description
    SUSPENDED_SENTENCE_ORDER = OrderKind.SUSPENDED_SENTENCE_ORDER.value, OrderKind.SUSPENDED_SENTENCE_ORDER.description
    POST_SENTENCE_SUPERVISION = (
        OrderKind.POST_SENTENCE_SUPERVISION.value,
        OrderKind.POST_SENTENCE_SUPERVISION.description,
    )
    LICENCE = "licence", "Licence"


@dataclass(frozen=True, slots=True)
class Power:
    """One combination: the provision that allows it, or the reason why it is refused.

    `limits` are those that the court is bound by with it, and `ends_order` says that nothing is left to supervise.
    """

    breached: Breached
    outcome: BreachOutcome
    penalty: BreachPenalty
    citation: str | None = None
    reason: str | None = None
    limits: tuple[LimitName, ...] = ()
    ends_order: bool = False

    @property
    def is_allowed(self) -> bool:
        """Whether the court has this power."""
        return self.citation is not None


_B, _O, _P = Breached, BreachOutcome, BreachPenalty
_CO, _SSO, _PSS = _B.COMMUNITY_ORDER, _B.SUSPENDED_SENTENCE_ORDER, _B.POST_SENTENCE_SUPERVISION

_ALLOWED = (
    Power(
        _CO,
        _O.CONTINUE,
        _P.FINE,
        "Criminal Justice Act 2003, Sch. 8 paras 9(1)(aa), 10(1)(aa)",
        limits=(LimitName.BREACH_FINE_MAXIMUM,),
    ),
    Power(
        _CO,
        _O.CONTINUE,
        _P.MORE_ONEROUS,
        "Criminal Justice Act 2003, Sch. 8 paras 9(1)(a), 10(1)(a)",
        limits=(LimitName.BREACH_EXTENSION_MAXIMUM,),
    ),
    Power(
        _CO,
        _O.CONTINUE,
        _P.EXTENDED,
        "Criminal Justice Act 2003, Sch. 8 paras 9(3)-(3B), 10(3)-(3B)",
        limits=(LimitName.BREACH_EXTENSION_MAXIMUM,),
    ),
    Power(
        _CO,
        _O.RE_SENTENCED,
        _P.NONE,
        "Criminal Justice Act 2003, Sch. 8 paras 9(1)(b) and (5), 10(1)(b) and (5)",
        ends_order=True,
    ),
    Power(
        _CO,
        _O.CUSTODY,
        _P.NONE,
        "Criminal Justice Act 2003, Sch. 8 paras 9(1)(b)-(c) and (5), 10(1)(b)-(c) and (5)",
        ends_order=True,
    ),
    Power(
        _SSO,
        _O.CONTINUE,
        _P.FINE,
        "Criminal Justice Act 2003, Sch. 12 para. 8(2)(ba)",
        limits=(LimitName.BREACH_FINE_MAXIMUM,),
    ),
    Power(
        _SSO,
        _O.CONTINUE,
        _P.MORE_ONEROUS,
        "Criminal Justice Act 2003, Sch. 12 para. 8(2)(c)(i)",
        limits=(LimitName.SUSPENDED_SENTENCE_SUPERVISION_MAXIMUM,),
    ),
    Power(
        _SSO,
        _O.CONTINUE,
        _P.EXTENDED,
        "Criminal Justice Act 2003, Sch. 12 para. 8(2)(c)(ii), within s. 189(3)-(4)",
        limits=(LimitName.SUSPENDED_SENTENCE_SUPERVISION_MAXIMUM,),
    ),
    Power(
        _SSO,
        _O.CUSTODY,
        _P.NONE,
        "Criminal Justice Act 2003, Sch. 12 para. 8(2)(a)-(b): the suspended sentence takes effect, whole or in part",
        ends_order=True,
    ),
    Power(
        _PSS, _O.CONTINUE, _P.NONE, "Criminal Justice Act 2003, s. 256AC(4): the court may deal with it, and need not"
    ),
    Power(
        _PSS,
        _O.CONTINUE,
        _P.FINE,
        "Criminal Justice Act 2003, s. 256AC(4)(b): level 3",
        limits=(LimitName.POST_SENTENCE_FINE_MAXIMUM,),
    ),
    Power(
        _PSS,
        _O.CUSTODY,
        _P.NONE,
        "Criminal Justice Act 2003, s. 256AC(4)(a): committal",
        limits=(LimitName.POST_SENTENCE_COMMITTAL_MAXIMUM,),
    ),
    Power(
        _PSS,
        _O.SUPERVISION_DEFAULT_ORDER,
        _P.NONE,
        "Criminal Justice Act 2003, s. 256AC(4)(c) and Sch. 19A",
        limits=(LimitName.SUPERVISION_DEFAULT_UNPAID_WORK_MINIMUM, LimitName.SUPERVISION_DEFAULT_UNPAID_WORK_MAXIMUM),
    ),
)

# A change that would have let a court add nothing was made in 2012, and repealed before it came into force.
_NOT_WITHOUT_A_PENALTY = {
    _CO: "The court must deal with the failure in one of the ways of Sch. 8: to add nothing is none of them.",
    _SSO: "The court must activate the sentence, fine or amend the order (Sch. 12 para. 8(2)), and not nothing.",
}
_NOT_THIS_PENALTY = {
    _P.MORE_ONEROUS: "The court does not set the requirements of supervision after a sentence, and cannot harden them.",
    _P.EXTENDED: "Supervision after a sentence ends when the Act says (s. 256AA): the court cannot extend it.",
}


def _refusal(breached: Breached, outcome: BreachOutcome, penalty: BreachPenalty) -> str:
    if breached is _B.LICENCE:
        return "A licence is not breached before a court: its breach is answered by recall (s. 254)."
    if outcome is not _O.CONTINUE and penalty is not _P.NONE:
        return "A penalty is what the court adds where it lets the order continue."
    if outcome is _O.SUPERVISION_DEFAULT_ORDER:
        return "A supervision default order is made only where supervision after a sentence is breached (s. 256AC(4))."
    if outcome is _O.RE_SENTENCED:
        return {
            _SSO: "The sentence has been passed already: it takes effect, or it stays suspended.",
            _PSS: "The sentence has been served: there is nothing to pass anew.",
        }[breached]
    return _NOT_WITHOUT_A_PENALTY[breached] if penalty is _P.NONE else _NOT_THIS_PENALTY[penalty]


def _table() -> Iterator[Power]:
    allowed = {(one.breached, one.outcome, one.penalty): one for one in _ALLOWED}
    for key in product(Breached, BreachOutcome, BreachPenalty):
        yield allowed.get(key) or Power(*key, reason=_refusal(*key))


POWERS: Mapping[tuple[Breached, BreachOutcome, BreachPenalty], Power] = {
    (one.breached, one.outcome, one.penalty): one for one in _table()
}
"""Every combination, in the order of the vocabularies."""

_ASKS: Mapping[Recommendation, Callable[[Power], bool]] = {
    # To let it run on is to ask for no more than that: what the court adds is the court's.
    Recommendation.CONTINUE: lambda power: power.outcome is _O.CONTINUE,
    Recommendation.FINE: lambda power: power.penalty is _P.FINE,
    Recommendation.MORE_ONEROUS: lambda power: power.penalty is _P.MORE_ONEROUS,
    Recommendation.EXTEND: lambda power: power.penalty is _P.EXTENDED,
    Recommendation.ACTIVATE: lambda power: power.outcome is _O.CUSTODY and power.breached is _SSO,
    Recommendation.REVOKE_AND_RESENTENCE: lambda power: power.ends_order and power.breached is _CO,
    Recommendation.REVOKE: lambda power: power.ends_order,
    Recommendation.COMMITTAL: lambda power: power.outcome is _O.CUSTODY and power.breached is _PSS,
    Recommendation.SUPERVISION_DEFAULT_ORDER: lambda power: power.outcome is _O.SUPERVISION_DEFAULT_ORDER,
}


def follows(recommendation: Recommendation, power: Power) -> bool:
    """Whether the court did what was recommended, by using this power (¶8)."""
    return power.is_allowed and _ASKS[recommendation](power)


def lawful_recommendations(order: OrderKind) -> frozenset[Recommendation]:
    """What may be recommended for a breach of this kind of order: that which some power of the court would follow."""
    powers = [power for power in POWERS.values() if power.breached == order.value]
    return frozenset(one for one in Recommendation if any(follows(one, power) for power in powers))
