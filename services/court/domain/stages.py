"""Where a report, a check and an information gap can stand, and every way from one state to another."""

from shared.decisions import Transitions
from shared.probation.described import Described
from shared.probation.vocabulary import CheckState


class ReportState(Described):
    """Where a pre-sentence report stands [C]."""

    REQUESTED = "requested", "Requested by the court"
    COMPLETED = "completed", "Delivered to the court"
    SENTENCED = "sentenced", "The court has sentenced"


class GapState(Described):
    """Where an information gap stands (¶11)."""

    OPEN = "open", "Open"
    CLOSED = "closed", "Closed by the late answer, or by a reasoned decision"


_R = ReportState
REPORT = Transitions(
    {
        (_R.REQUESTED, "requestCheck"): _R.REQUESTED,
        (_R.REQUESTED, "dispenseWithCheck"): _R.REQUESTED,
        (_R.REQUESTED, "answerCheck"): _R.REQUESTED,
        (_R.REQUESTED, "complete"): _R.COMPLETED,
        # The court need not wait for the report it asked for; what it then did not know becomes gaps.
        (_R.REQUESTED, "sentence"): _R.SENTENCED,
        (_R.COMPLETED, "requestCheck"): _R.COMPLETED,
        (_R.COMPLETED, "dispenseWithCheck"): _R.COMPLETED,
        (_R.COMPLETED, "answerCheck"): _R.COMPLETED,
        (_R.COMPLETED, "sentence"): _R.SENTENCED,
        # After sentence a check is never dispensed with: its gap is open, and closes by a reasoned decision (¶11).
        (_R.SENTENCED, "requestCheck"): _R.SENTENCED,
        (_R.SENTENCED, "answerCheck"): _R.SENTENCED,
    }
)

_C = CheckState
CHECK = Transitions(
    {
        (_C.NOT_REQUESTED, "requestCheck"): _C.REQUESTED,
        (_C.NOT_REQUESTED, "dispenseWithCheck"): _C.NOT_REQUIRED,
        (_C.NOT_REQUIRED, "requestCheck"): _C.REQUESTED,
        # A check that was asked for is owed an answer: silence is not a reason to call it not required (¶11).
        (_C.REQUESTED, "answerCheck"): _C.RECEIVED,
    }
)

_G = GapState
GAP = Transitions(
    {
        (_G.OPEN, "lateAnswer"): _G.CLOSED,
        (_G.OPEN, "supervisedWithoutIt"): _G.CLOSED,
        # An answer that comes after the decision to supervise without it is not thrown away: it takes its place.
        (_G.CLOSED, "lateAnswer"): _G.CLOSED,
    }
)
