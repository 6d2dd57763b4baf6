"""Every way from the referral of a person to an intervention to its outcome."""

from shared.decisions import Transitions
from shared.probation.vocabulary import InterventionOutcome, PurchaseState

_S, _O = PurchaseState, InterventionOutcome
PURCHASE = Transitions(
    {
        (_S.REFERRED, "accept"): _S.ACCEPTED,
        (_S.REFERRED, "decline"): _S.ENDED,
        (_S.REFERRED, "withdraw"): _S.WITHDRAWN,
        (_S.REFERRED, "orderEnded"): _S.WITHDRAWN,
        (_S.ACCEPTED, "start"): _S.STARTED,
        (_S.ACCEPTED, _O.NEVER_STARTED): _S.ENDED,
        (_S.ACCEPTED, "withdraw"): _S.WITHDRAWN,
        (_S.ACCEPTED, "orderEnded"): _S.WITHDRAWN,
        (_S.STARTED, _O.COMPLETED): _S.ENDED,
        (_S.STARTED, _O.NOT_COMPLETED): _S.ENDED,
        (_S.STARTED, "orderEnded"): _S.ENDED,
    }
)
"""An end is commanded by the outcome that it has; `orderEnded` is a rule, not a person's command."""
