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
    ORDER_AMENDED = "orderAmended", "The court changed the order after allocation"


class AllocationCause(Described):
    """What made the rules run, or a person decide."""

    SENTENCE = "sentence", "The sentence"
    LATE_INFORMATION = "lateInformation", "Information that came, or was given up, after sentence"
    SCORE_CHANGED = "scoreChanged", "An assessment revised after sentence"
    ORDER_AMENDED = "orderAmended", "The court changed the order"
    OVERRIDE = "override", "A named officer decided otherwise than the rules, with a reason"
    REJECTION = "rejection", "The receiving provider had rejected it"
    RISK_ESCALATION = "riskEscalation", "A risk escalation that the NPS accepted"
    TRANSFER = "transfer", "A transfer that the receiving provider accepted"


class OverrideReason(Described):
    """Why a named officer decides otherwise than the rules say. The list is ours [D ¶10-11]."""

    RISK_JUDGEMENT = "riskJudgement", "Professional judgement of the risk"
    PUBLIC_INTEREST = "publicInterest", "Public interest"
    VICTIM_SAFETY = "victimSafety", "Safety of a victim"
    OTHER_SENTENCE = "otherSentence", "Another sentence of the person is supervised there"
    WRONG_AREA = "wrongArea", "The person lives in another provider's area"
    REJECTION_UPHELD = "rejectionUpheld", "The receiving provider was right to reject it"
    REJECTION_NOT_UPHELD = "rejectionNotUpheld", "The receiving provider was wrong to reject it"


class TransferReason(Described):
    """Why a case passes from one provider to another [C]."""

    RISK_ESCALATION = "riskEscalation", "A risk escalation that the NPS accepted"
    WRONGLY_ALLOCATED = "wronglyAllocated", "It should not have come to this provider"
    MOVE_OF_RESIDENCE = "moveOfResidence", "The person has moved to another provider's area"


class TransferOutcome(Described):
    """How a proposed transfer ended."""

    ACCEPTED = "accepted", "Accepted: the case and its risk have passed on"
    REJECTED = "rejected", "Rejected, with a reason"
    WITHDRAWN = "withdrawn", "Withdrawn by who proposed it"
    OVERTAKEN = "overtaken", "Nothing left to decide: the case went another way"


class TransferRejectionReason(Described):
    """Why a provider does not take a case that is to move to it. The list is ours."""

    NOT_IN_AREA = "notInArea", "The person does not live in the area"
    ADDRESS_NOT_CONFIRMED = "addressNotConfirmed", "The new address is not confirmed"
    RISK_NOT_REVIEWED = "riskNotReviewed", "The risk has not been reviewed before the move"
    BREACH_RUNNING = "breachRunning", "A breach is before the court"
    CRITERIA_NOT_MET = "criteriaNotMet", "No criterion keeps the case with the NPS"


class EscalationWithdrawalReason(Described):
    """Why a CRC takes back an escalation. The list is ours."""

    INFORMATION_WRONG = "informationWrong", "The information turned out to be wrong"
    RISK_REDUCED = "riskReduced", "The risk was reviewed again and is lower"
    MADE_IN_ERROR = "madeInError", "Made in error"


class PurchaseState(Described):
    """Where a purchase of an intervention stands, from referral to outcome (¶12, ¶25)."""

    REFERRED = "referred", "Referred; the provider has not answered"
    ACCEPTED = "accepted", "Accepted: a place is kept"
    STARTED = "started", "Started"
    ENDED = "ended", "Ended, with its outcome"
    WITHDRAWN = "withdrawn", "Withdrawn by the NPS before it started"
