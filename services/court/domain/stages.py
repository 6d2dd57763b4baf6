"""Where a report, a check and an information gap can stand, and every way from one state to another."""

from shared.decisions import Transitions
from shared.probation.described import Described
from shared.probation.vocabulary import CheckState


class ReportState(Described):
    """Where a pre-sentence report stands [C]."""

    REQUESTED = "requested", "Requested by the court"
    AWAITING_COUNTERSIGNATURE = "awaitingCountersignature", "Written, and not delivered before it is countersigned"
    COMPLETED = "completed", "Delivered to the court"
    ADDENDUM_WANTED = "addendumWanted", "Delivered, and the court wants an addendum to it"
    SENTENCED = "sentenced", "The court has sentenced"
    WITHDRAWN = "withdrawn", "Not wanted any more"


class GapState(Described):
    """Where an information gap stands (¶11)."""

    OPEN = "open", "Open"
    CLOSED = "closed", "Closed by the late answer, by a reasoned decision, or with the order"


class SentenceState(Described):
    """Where a sentence stands [C]."""

    IN_FORCE = "inForce", "In force"
    UNDER_APPEAL = "underAppeal", "In force, and under appeal"
    ENDED = "ended", "Revoked, or quashed on appeal"


_R = ReportState
REPORT = Transitions(
    {
        (_R.REQUESTED, "requestCheck"): _R.REQUESTED,
        (_R.REQUESTED, "dispenseWithCheck"): _R.REQUESTED,
        (_R.REQUESTED, "answerCheck"): _R.REQUESTED,
        (_R.REQUESTED, "chaseCheck"): _R.REQUESTED,
        (_R.REQUESTED, "nameAuthor"): _R.REQUESTED,
        (_R.REQUESTED, "complete"): _R.COMPLETED,
        # Written by somebody who may not deliver it alone: the clock runs on (¶12).
        (_R.REQUESTED, "submitForCountersignature"): _R.AWAITING_COUNTERSIGNATURE,
        (_R.REQUESTED, "adjourn"): _R.REQUESTED,
        (_R.REQUESTED, "withdraw"): _R.WITHDRAWN,
        # The court need not wait for the report it asked for; what it then did not know becomes gaps.
        (_R.REQUESTED, "sentence"): _R.SENTENCED,
        (_R.AWAITING_COUNTERSIGNATURE, "requestCheck"): _R.AWAITING_COUNTERSIGNATURE,
        (_R.AWAITING_COUNTERSIGNATURE, "dispenseWithCheck"): _R.AWAITING_COUNTERSIGNATURE,
        (_R.AWAITING_COUNTERSIGNATURE, "answerCheck"): _R.AWAITING_COUNTERSIGNATURE,
        (_R.AWAITING_COUNTERSIGNATURE, "chaseCheck"): _R.AWAITING_COUNTERSIGNATURE,
        (_R.AWAITING_COUNTERSIGNATURE, "countersign"): _R.COMPLETED,
        (_R.AWAITING_COUNTERSIGNATURE, "returnReport"): _R.REQUESTED,
        (_R.AWAITING_COUNTERSIGNATURE, "returnAddendum"): _R.ADDENDUM_WANTED,
        # What is written goes on to its countersignature, whatever the court then wants.
        (_R.AWAITING_COUNTERSIGNATURE, "adjourn"): _R.AWAITING_COUNTERSIGNATURE,
        (_R.AWAITING_COUNTERSIGNATURE, "adjournForAddendum"): _R.AWAITING_COUNTERSIGNATURE,
        (_R.AWAITING_COUNTERSIGNATURE, "withdraw"): _R.WITHDRAWN,
        (_R.AWAITING_COUNTERSIGNATURE, "sentence"): _R.SENTENCED,
        (_R.COMPLETED, "requestCheck"): _R.COMPLETED,
        (_R.COMPLETED, "dispenseWithCheck"): _R.COMPLETED,
        (_R.COMPLETED, "answerCheck"): _R.COMPLETED,
        (_R.COMPLETED, "chaseCheck"): _R.COMPLETED,
        (_R.COMPLETED, "adjourn"): _R.COMPLETED,
        (_R.COMPLETED, "adjournForAddendum"): _R.ADDENDUM_WANTED,
        (_R.COMPLETED, "withdraw"): _R.WITHDRAWN,
        (_R.COMPLETED, "sentence"): _R.SENTENCED,
        (_R.ADDENDUM_WANTED, "requestCheck"): _R.ADDENDUM_WANTED,
        (_R.ADDENDUM_WANTED, "dispenseWithCheck"): _R.ADDENDUM_WANTED,
        (_R.ADDENDUM_WANTED, "answerCheck"): _R.ADDENDUM_WANTED,
        (_R.ADDENDUM_WANTED, "chaseCheck"): _R.ADDENDUM_WANTED,
        (_R.ADDENDUM_WANTED, "nameAuthor"): _R.ADDENDUM_WANTED,
        (_R.ADDENDUM_WANTED, "complete"): _R.COMPLETED,
        (_R.ADDENDUM_WANTED, "submitForCountersignature"): _R.AWAITING_COUNTERSIGNATURE,
        # Put off again without wanting it: the report stands as it was delivered.
        (_R.ADDENDUM_WANTED, "adjourn"): _R.COMPLETED,
        (_R.ADDENDUM_WANTED, "adjournForAddendum"): _R.ADDENDUM_WANTED,
        (_R.ADDENDUM_WANTED, "withdraw"): _R.WITHDRAWN,
        (_R.ADDENDUM_WANTED, "sentence"): _R.SENTENCED,
        # After sentence a check is never dispensed with: its gap is open, and closes by a reasoned decision (¶11).
        (_R.SENTENCED, "requestCheck"): _R.SENTENCED,
        (_R.SENTENCED, "answerCheck"): _R.SENTENCED,
        (_R.SENTENCED, "chaseCheck"): _R.SENTENCED,
        # Nobody waits for the answer any more; one that comes all the same is recorded, and not thrown away (¶11).
        (_R.WITHDRAWN, "answerCheck"): _R.WITHDRAWN,
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
        (_C.REQUESTED, "chaseCheck"): _C.REQUESTED,
    }
)

_G = GapState
GAP = Transitions(
    {
        (_G.OPEN, "lateAnswer"): _G.CLOSED,
        (_G.OPEN, "supervisedWithoutIt"): _G.CLOSED,
        (_G.OPEN, "orderEnded"): _G.CLOSED,
        # An answer that comes after the decision to supervise without it is not thrown away: it takes its place.
        (_G.CLOSED, "lateAnswer"): _G.CLOSED,
    }
)

_S = SentenceState
SENTENCE = Transitions(
    {
        (_S.IN_FORCE, "reviseAssessment"): _S.IN_FORCE,
        (_S.IN_FORCE, "amend"): _S.IN_FORCE,
        (_S.IN_FORCE, "lodgeAppeal"): _S.UNDER_APPEAL,
        (_S.IN_FORCE, "revoke"): _S.ENDED,
        # The sentence stands until the appeal is decided, and is carried out, amended and revoked like any other.
        (_S.UNDER_APPEAL, "reviseAssessment"): _S.UNDER_APPEAL,
        (_S.UNDER_APPEAL, "amend"): _S.UNDER_APPEAL,
        (_S.UNDER_APPEAL, "revoke"): _S.ENDED,
        (_S.UNDER_APPEAL, "dismissed"): _S.IN_FORCE,
        (_S.UNDER_APPEAL, "abandoned"): _S.IN_FORCE,
        (_S.UNDER_APPEAL, "varied"): _S.IN_FORCE,
        # Varied to a sentence without probation work: of the order nothing is left.
        (_S.UNDER_APPEAL, "replaced"): _S.ENDED,
        (_S.UNDER_APPEAL, "quashed"): _S.ENDED,
    }
)
"""What can become of a sentence. Once its order has ended nothing is changed any more."""
