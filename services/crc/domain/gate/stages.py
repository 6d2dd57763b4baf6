"""Where a stay in custody, the help with a need, and a recall can stand, and every way from one state to another."""

from shared.decisions import Transitions
from shared.probation.described import Described
from shared.probation.vocabulary import RecallState, ResettlementHelp


class StayState(Described):
    """How far the resettlement work of one stay in custody has come [C]."""

    RECEIVED = "received", "In custody, not screened yet"
    SCREENED = "screened", "Screened: the needs are known, and a resettlement plan is owed"
    PLANNED = "planned", "The resettlement plan is made; the needs are worked on until release"
    RELEASED = "released", "Released"
    CLOSED = "closed", "The CRC's part ended before release: another holds the case, or the sentence is over"

    @property
    def is_in_custody(self) -> bool:
        """The person is in prison, and the CRC is to prepare the release."""
        return self in (StayState.RECEIVED, StayState.SCREENED, StayState.PLANNED)


_S = StayState
STAY = Transitions(
    {
        (_S.RECEIVED, "screen"): _S.SCREENED,
        (_S.SCREENED, "planResettlement"): _S.PLANNED,
        # Help need not wait for the plan.
        (_S.SCREENED, "recordHelp"): _S.SCREENED,
        (_S.PLANNED, "recordHelp"): _S.PLANNED,
        (_S.PLANNED, "changeReleaseDate"): _S.PLANNED,
        # The prison opens the gate, whatever has been done by then.
        (_S.RECEIVED, "release"): _S.RELEASED,
        (_S.SCREENED, "release"): _S.RELEASED,
        (_S.PLANNED, "release"): _S.RELEASED,
        **{
            (state, command): _S.CLOSED
            for state in (_S.RECEIVED, _S.SCREENED, _S.PLANNED)
            for command in ("transfer", "end", "replaceCustody")
        },
    }
)

_H = ResettlementHelp
HELP = Transitions(
    {
        (_H.PLANNED, "received"): _H.RECEIVED,
        (_H.PLANNED, "declined"): _H.DECLINED,
        (_H.PLANNED, "notAvailable"): _H.NOT_AVAILABLE,
        (_H.NOT_AVAILABLE, "planned"): _H.PLANNED,
        (_H.NOT_AVAILABLE, "received"): _H.RECEIVED,
        (_H.NOT_AVAILABLE, "declined"): _H.DECLINED,
        # Who did not want help may want it later; what has been received stays received.
        (_H.DECLINED, "planned"): _H.PLANNED,
        (_H.DECLINED, "received"): _H.RECEIVED,
    }
)
"""The first word on a need may be any of them."""

_R = RecallState
RECALL = Transitions(
    {
        (_R.REQUESTED, "countersign"): _R.COUNTERSIGNED,
        (_R.REQUESTED, "refuse"): _R.NOT_COUNTERSIGNED,
        (_R.COUNTERSIGNED, "recalled"): _R.RECALLED,
        (_R.COUNTERSIGNED, "notRecalled"): _R.NOT_RECALLED,
        **{
            (state, command): _R.OVERTAKEN
            for state in (_R.REQUESTED, _R.COUNTERSIGNED)
            for command in ("transfer", "end", "replaceCustody")
        },
    }
)
