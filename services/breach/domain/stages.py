"""Where a breach and a disputed return can stand, and every way from one state to another."""

from shared.decisions import Transitions
from shared.probation.described import Described
from shared.probation.vocabulary import BreachState


class DisputeState(Described):
    """Where the dispute of a return stands [D ¶18]."""

    OPEN = "open", "With a third person"
    UPHELD = "upheld", "Upheld: the pack is accepted as it was"
    NOT_UPHELD = "notUpheld", "Not upheld: the return stands"
    WITHDRAWN = "withdrawn", "Taken back"


_S = BreachState

TRANSITIONS: Transitions[BreachState] = Transitions(
    {
        (_S.INITIATED, "prepare"): _S.PREPARED,
        (_S.INITIATED, "withdrawn"): _S.WITHDRAWN,
        (_S.PREPARED, "prepare"): _S.PREPARED,
        (_S.PREPARED, "countersign"): _S.PREPARED,
        (_S.PREPARED, "check"): _S.PREPARED,
        (_S.PREPARED, "refer"): _S.REFERRED,
        # The division's own pack is referred to nobody: it is checked, and laid before the court [S].
        (_S.PREPARED, "presentOwn"): _S.PRESENTED,
        (_S.PREPARED, "withdrawn"): _S.WITHDRAWN,
        (_S.REFERRED, "check"): _S.REFERRED,
        (_S.REFERRED, "return"): _S.RETURNED,
        (_S.REFERRED, "accept"): _S.ACCEPTED,
        (_S.REFERRED, "withdrawn"): _S.WITHDRAWN,
        (_S.RETURNED, "check"): _S.RETURNED,
        (_S.RETURNED, "prepare"): _S.PREPARED,
        (_S.RETURNED, "dispute"): _S.RETURNED,
        (_S.RETURNED, "withdrawDispute"): _S.RETURNED,
        (_S.RETURNED, "notUpheld"): _S.RETURNED,
        (_S.RETURNED, "upheld"): _S.ACCEPTED,
        (_S.RETURNED, "withdrawn"): _S.WITHDRAWN,
        (_S.ACCEPTED, "present"): _S.PRESENTED,
        (_S.ACCEPTED, "withdrawn"): _S.WITHDRAWN,
        (_S.PRESENTED, "listHearing"): _S.PRESENTED,
        (_S.PRESENTED, "summonsIssued"): _S.SUMMONS_ISSUED,
        (_S.PRESENTED, "warrantIssued"): _S.WARRANT_ISSUED,
        # Where the person is before the court on the day, it can decide at once: no process has to be issued.
        (_S.PRESENTED, "proven"): _S.PROVEN,
        (_S.PRESENTED, "notProven"): _S.NOT_PROVEN,
        (_S.PRESENTED, "withdrawn"): _S.WITHDRAWN,
        (_S.SUMMONS_ISSUED, "listHearing"): _S.SUMMONS_ISSUED,
        (_S.SUMMONS_ISSUED, "executed"): _S.EXECUTED,
        (_S.SUMMONS_ISSUED, "withdrawn"): _S.WITHDRAWN,
        (_S.WARRANT_ISSUED, "listHearing"): _S.WARRANT_ISSUED,
        (_S.WARRANT_ISSUED, "executed"): _S.EXECUTED,
        (_S.WARRANT_ISSUED, "withdrawn"): _S.WITHDRAWN,
        (_S.EXECUTED, "listHearing"): _S.EXECUTED,
        (_S.EXECUTED, "proven"): _S.PROVEN,
        (_S.EXECUTED, "notProven"): _S.NOT_PROVEN,
        (_S.EXECUTED, "withdrawn"): _S.WITHDRAWN,
    }
)
"""What may be done in each state. To refer is not to lay: a return is a state of its own [S]."""

WITH_THE_PROVIDER = frozenset({_S.INITIATED, _S.PREPARED, _S.RETURNED})
"""The states in which the pack lies with the provider; from referral on it lies with the NPS division."""

BEFORE_PRESENTATION = WITH_THE_PROVIDER | {_S.REFERRED, _S.ACCEPTED}
"""The states in which no court has heard of the breach."""

_D = DisputeState

DISPUTE: Transitions[DisputeState] = Transitions(
    {
        (_D.OPEN, "upheld"): _D.UPHELD,
        (_D.OPEN, "notUpheld"): _D.NOT_UPHELD,
        (_D.OPEN, "withdrawDispute"): _D.WITHDRAWN,
    }
)
"""What becomes of a dispute. A return is disputed once: while the dispute is open the breach stays returned."""
