"""Words of allocation: the criteria that keep a case with the NPS and the state of a decision."""

from shared.probation.described import Described


class AllocationCriterion(Described):
    """Any one of these, if true, keeps the case with the NPS [C, D ¶10-11]. Unknown is not "no"."""

    ROSH_HIGH_OR_VERY_HIGH = "roshHighOrVeryHigh", "Risk of serious harm is high or very high"
    MAPPA_ELIGIBLE = "mappaEligible", "Eligible for MAPPA"
    RSR_HIGH = "rsrHigh", "RSR is in the high band"
    DEPORTATION = "deportation", "Foreign national subject to deportation"
    PUBLIC_INTEREST = "publicInterest", "Public interest"
    DEFERRED_SENTENCE = "deferredSentence", "Deferred sentence"


class AllocationState(Described):
    """How firm an allocation is [D ¶11]."""

    PROVISIONAL = "provisional", "Provisional: something unknown could change the answer"
    DECIDED = "decided", "Decided with everything known that could change it"
    CONFIRMED = "confirmed", "Confirmed by late information"
    WRONGLY_ALLOCATED = "wronglyAllocated", "Wrongly allocated: a transfer is proposed"


class AllocationReply(Described):
    """The receiving provider's answer to the allocation record [C]."""

    ACCEPTED = "accepted", "Accepted"
    REJECTED = "rejected", "Rejected, with a reason"


class RejectionReason(Described):
    """Why a receiving provider rejects an allocation. The list is ours [D ¶10-11]."""

    WRONG_AREA = "wrongArea", "The person lives in another provider's area"
    NPS_CRITERION_MET = "npsCriterionMet", "A criterion that keeps the case with the NPS is met"
    RECORD_INCOMPLETE = "recordIncomplete", "The allocation record does not name what is missing"
    ALREADY_SUPERVISED = "alreadySupervised", "Another provider supervises the person already"


class MisallocationCause(Described):
    """Why a case went to the wrong organisation; misallocations are counted by it [D ¶11]."""

    LATE_CHECK_ANSWER = "lateCheckAnswer", "The answer to a check came after sentence"
    CHECK_NEVER_MADE = "checkNeverMade", "A check that was needed was made only after sentence"
    ROSH_REASSESSED = "roshReassessed", "Risk of serious harm was assessed fully only after sentence"
    SCORE_CHANGED = "scoreChanged", "A score was calculated or corrected after sentence"
