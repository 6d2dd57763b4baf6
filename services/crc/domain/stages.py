"""Where a case and the things in it can stand, and every way from one state to another."""

from shared.decisions import Transitions
from shared.probation.described import Described


class CaseState(Described):
    """Where a case stands with its CRC. One that the NPS keeps from the start stays `known`, and nobody sees it."""

    KNOWN = "known", "Heard of, not this CRC's yet"
    OPEN = "open", "Supervised by the CRC, which holds the risk"
    TRANSFERRED = "transferred", "Taken over by the NPS; the CRC's part has ended"
    ENDED = "ended", "The order has ended; nobody supervises any more"


class GapState(Described):
    """Whether the officer who is responsible now has read what was missing at sentence (¶11)."""

    TO_READ = "toRead", "To be read by the responsible officer"
    ACKNOWLEDGED = "acknowledged", "Read and acknowledged"


class AppointmentState(Described):
    """Where an appointment stands."""

    ARRANGED = "arranged", "Arranged; the person has been instructed to attend"
    RECORDED = "recorded", "Its outcome has been recorded"
    WARNED = "warned", "A warning letter has been sent for not complying with it"


class ReviewState(Described):
    """Where a risk review stands. That of a register is due from the one before it, at the register's interval."""

    DUE = "due", "Due"
    COMPLETED = "completed", "Completed"
    CANCELLED = (
        "cancelled",
        "Not owed any more: the register has ended, the case has left the CRC, or the order has ended",
    )


class RegistrationState(Described):
    """Whether a risk register applies to the case."""

    REGISTERED = "registered", "Applies: it is reviewed at its own interval"
    ENDED = "ended", "Does not apply any more"


class ObjectiveState(Described):
    """Where an objective of the plan stands (¶12)."""

    CURRENT = "current", "In the plan"
    ENDED = "ended", "Its work has ended, with an outcome"
    REPLACED = "replaced", "Left out when the plan was reviewed; how far it came is known"


class DecisionState(Described):
    """Where an enforcement decision stands (¶14)."""

    DUE = "due", "Due: nobody has decided yet"
    DECIDED = "decided", "Decided"
    WITHDRAWN = "withdrawn", "Not owed any more: the count of failures has fallen below the threshold"
    CANCELLED = "cancelled", "Not owed any more: the case has left the CRC, or the order has ended"


class EscalationState(Described):
    """Where a risk escalation stands as the CRC has heard it."""

    UNDECIDED = "undecided", "With the NPS, undecided; the CRC holds the risk"
    ACCEPTED = "accepted", "Accepted by the NPS"
    NOT_ACCEPTED = "notAccepted", "Not accepted, with advice"
    RETURNED = "returned", "Returned for named information"
    WITHDRAWN = "withdrawn", "Withdrawn"
    OVERTAKEN = "overtaken", "Nothing left to decide: the case has transferred, or the order has ended"


class OverrideState(Described):
    """Where an override of a guardrail stands (¶17). One whose time has run out is in force until it is looked at."""

    IN_FORCE = "inForce", "The officer holds the case against a guardrail"
    RENEWED = "renewed", "Another override has taken its place"
    REVIEWED = "reviewed", "Another officer has the case, or nothing stands in the way any more"
    ENDED = "ended", "The officer has left, the case has left the CRC, or the order has ended"


class OfficerState(Described):
    """Whether an officer works for the CRC."""

    EMPLOYED = "employed", "Works for the CRC"
    LEFT = "left", "Has left; nothing is given to them any more"


class AnswerState(Described):
    """Whether the officer has read what the NPS answered, where it has not taken the case (¶9)."""

    TO_READ = "toRead", "To be read by the responsible officer"
    READ = "read", "Read"


_C = CaseState
CASE = Transitions(
    {
        (_C.KNOWN, "open"): _C.OPEN,
        (_C.OPEN, "nameOfficer"): _C.OPEN,
        # The officer has left the CRC: the case has nobody until another is named.
        (_C.OPEN, "officerLeft"): _C.OPEN,
        (_C.OPEN, "signOff"): _C.OPEN,
        (_C.OPEN, "acknowledgeGap"): _C.OPEN,
        (_C.OPEN, "arrangeAppointment"): _C.OPEN,
        (_C.OPEN, "recordOutcome"): _C.OPEN,
        (_C.OPEN, "decideExcuse"): _C.OPEN,
        (_C.OPEN, "correctOutcome"): _C.OPEN,
        (_C.OPEN, "followUp"): _C.OPEN,
        (_C.OPEN, "sendWarningLetter"): _C.OPEN,
        (_C.OPEN, "agreePlan"): _C.OPEN,
        (_C.OPEN, "reviewPlan"): _C.OPEN,
        (_C.OPEN, "endObjective"): _C.OPEN,
        (_C.OPEN, "reviewRisk"): _C.OPEN,
        (_C.OPEN, "registerRisk"): _C.OPEN,
        (_C.OPEN, "endRegistration"): _C.OPEN,
        (_C.OPEN, "decideEnforcement"): _C.OPEN,
        (_C.OPEN, "escalate"): _C.OPEN,
        (_C.OPEN, "readAnswer"): _C.OPEN,
        (_C.OPEN, "screen"): _C.OPEN,
        (_C.OPEN, "planResettlement"): _C.OPEN,
        (_C.OPEN, "changeReleaseDate"): _C.OPEN,
        (_C.OPEN, "recordHelp"): _C.OPEN,
        (_C.OPEN, "release"): _C.OPEN,
        (_C.OPEN, "requestRecall"): _C.OPEN,
        (_C.OPEN, "countersignRecall"): _C.OPEN,
        (_C.OPEN, "decideRecall"): _C.OPEN,
        # To another CRC, into whose area the person has moved: it goes on there, with an officer still to be named.
        (_C.OPEN, "move"): _C.OPEN,
        # Only the NPS's acceptance does this; from there nothing leads back (there is no way from NPS to CRC).
        (_C.OPEN, "transfer"): _C.TRANSFERRED,
        (_C.OPEN, "end"): _C.ENDED,
    }
)

_G = GapState
GAP = Transitions(
    {
        (_G.TO_READ, "acknowledgeGap"): _G.ACKNOWLEDGED,
        # Another officer is responsible: what the one before has read, this one has not (¶11).
        (_G.ACKNOWLEDGED, "readAgain"): _G.TO_READ,
    }
)

_A = AppointmentState
APPOINTMENT = Transitions(
    {
        # An outcome is recorded once. An excuse or a correction adds to it: what was told before is evidence, and kept.
        (_A.ARRANGED, "recordOutcome"): _A.RECORDED,
        (_A.RECORDED, "decideExcuse"): _A.RECORDED,
        (_A.RECORDED, "correctOutcome"): _A.RECORDED,
        (_A.RECORDED, "followUp"): _A.RECORDED,
        (_A.RECORDED, "sendWarningLetter"): _A.WARNED,
        (_A.WARNED, "decideExcuse"): _A.WARNED,
        (_A.WARNED, "correctOutcome"): _A.WARNED,
        (_A.WARNED, "followUp"): _A.WARNED,
    }
)

_R = ReviewState
REVIEW = Transitions(
    {
        (_R.DUE, "reviewRisk"): _R.COMPLETED,
        (_R.DUE, "endRegistration"): _R.CANCELLED,
        (_R.DUE, "transfer"): _R.CANCELLED,
        (_R.DUE, "end"): _R.CANCELLED,
    }
)

REGISTRATION = Transitions({(RegistrationState.REGISTERED, "endRegistration"): RegistrationState.ENDED})

_O = ObjectiveState
OBJECTIVE = Transitions(
    {
        (_O.CURRENT, "endObjective"): _O.ENDED,
        (_O.CURRENT, "reviewPlan"): _O.REPLACED,
    }
)

_D = DecisionState
DECISION = Transitions(
    {
        (_D.DUE, "decideEnforcement"): _D.DECIDED,
        (_D.DUE, "fallBelowTheThreshold"): _D.WITHDRAWN,
        (_D.DUE, "transfer"): _D.CANCELLED,
        (_D.DUE, "end"): _D.CANCELLED,
    }
)

_E = EscalationState
ESCALATION = Transitions(
    {
        (_E.UNDECIDED, "accepted"): _E.ACCEPTED,
        (_E.UNDECIDED, "notAccepted"): _E.NOT_ACCEPTED,
        (_E.UNDECIDED, "returned"): _E.RETURNED,
        (_E.UNDECIDED, "withdrawn"): _E.WITHDRAWN,
        (_E.UNDECIDED, "transfer"): _E.OVERTAKEN,
        (_E.UNDECIDED, "end"): _E.OVERTAKEN,
    }
)

ANSWER = Transitions({(AnswerState.TO_READ, "readAnswer"): AnswerState.READ})

_V = OverrideState
OVERRIDE = Transitions(
    {
        (_V.IN_FORCE, "renew"): _V.RENEWED,
        (_V.IN_FORCE, "nameOfficer"): _V.REVIEWED,
        (_V.IN_FORCE, "officerLeft"): _V.ENDED,
        (_V.IN_FORCE, "move"): _V.ENDED,
        (_V.IN_FORCE, "transfer"): _V.ENDED,
        (_V.IN_FORCE, "end"): _V.ENDED,
    }
)

_W = OfficerState
OFFICER = Transitions(
    {
        (_W.EMPLOYED, "changeTerms"): _W.EMPLOYED,
        (_W.EMPLOYED, "recordTraining"): _W.EMPLOYED,
        (_W.EMPLOYED, "leave"): _W.LEFT,
    }
)
