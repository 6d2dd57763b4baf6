"""Where an allocation can stand between the organisations, and every way from one stage to another."""

from shared.decisions import Transitions
from shared.probation.described import Described


class AllocationStage(Described):
    """Where an allocation stands between the organisations. How firm it is, `AllocationState` says."""

    AWAITING_SENTENCE = "awaitingSentence", "Mentioned by another service before its sentence was heard"
    AWAITING_REPLY = "awaitingReply", "Decided for a CRC that has not answered yet"
    KEPT_BY_NPS = "keptByNps", "Kept by the NPS; no CRC has had it"
    ACCEPTED = "accepted", "Accepted by the CRC, which supervises"
    REJECTED = "rejected", "Rejected by the CRC; the NPS holds the risk until it is settled"
    TRANSFERRED = "transferred", "Taken over by the NPS from a CRC, for good"
    ENDED = "ended", "The order has ended: nobody supervises any more"

    @property
    def is_with_nps(self) -> bool:
        """The NPS supervises, and will until the end of the sentence."""
        return self in (AllocationStage.KEPT_BY_NPS, AllocationStage.TRANSFERRED)


_S = AllocationStage
TRANSITIONS = Transitions(
    {
        (_S.AWAITING_SENTENCE, "offer"): _S.AWAITING_REPLY,
        (_S.AWAITING_SENTENCE, "keep"): _S.KEPT_BY_NPS,
        (_S.AWAITING_REPLY, "acceptance"): _S.ACCEPTED,
        (_S.AWAITING_REPLY, "rejection"): _S.REJECTED,
        (_S.AWAITING_REPLY, "overrideToNps"): _S.KEPT_BY_NPS,
        (_S.AWAITING_REPLY, "overrideToCrc"): _S.AWAITING_REPLY,
        (_S.AWAITING_REPLY, "transfer"): _S.TRANSFERRED,
        (_S.AWAITING_REPLY, "review"): _S.AWAITING_REPLY,
        (_S.AWAITING_REPLY, "end"): _S.ENDED,
        (_S.ACCEPTED, "proposeTransfer"): _S.ACCEPTED,
        (_S.ACCEPTED, "move"): _S.ACCEPTED,
        (_S.ACCEPTED, "transfer"): _S.TRANSFERRED,
        (_S.ACCEPTED, "review"): _S.ACCEPTED,
        (_S.ACCEPTED, "end"): _S.ENDED,
        (_S.REJECTED, "overrideToNps"): _S.KEPT_BY_NPS,
        (_S.REJECTED, "overrideToCrc"): _S.AWAITING_REPLY,
        (_S.REJECTED, "transfer"): _S.TRANSFERRED,
        (_S.REJECTED, "review"): _S.REJECTED,
        (_S.REJECTED, "end"): _S.ENDED,
        (_S.KEPT_BY_NPS, "nameOfficer"): _S.KEPT_BY_NPS,
        (_S.KEPT_BY_NPS, "acknowledgeGap"): _S.KEPT_BY_NPS,
        (_S.KEPT_BY_NPS, "review"): _S.KEPT_BY_NPS,
        (_S.KEPT_BY_NPS, "end"): _S.ENDED,
        (_S.TRANSFERRED, "nameOfficer"): _S.TRANSFERRED,
        (_S.TRANSFERRED, "acknowledgeGap"): _S.TRANSFERRED,
        (_S.TRANSFERRED, "review"): _S.TRANSFERRED,
        (_S.TRANSFERRED, "end"): _S.ENDED,
    }
)


class TransferState(Described):
    """Where a transfer stands. Until it is accepted, the provider that has the case holds the risk."""

    PROPOSED = "proposed", "Proposed; the receiving provider has not decided"
    ACCEPTED = "accepted", "Accepted: the case and its risk have passed on"
    REJECTED = "rejected", "Rejected, with a reason"
    WITHDRAWN = "withdrawn", "Withdrawn by who proposed it"
    OVERTAKEN = "overtaken", "Nothing left to decide: the case went another way"


_T = TransferState
TRANSFER = Transitions(
    {
        (_T.PROPOSED, "accepted"): _T.ACCEPTED,
        (_T.PROPOSED, "rejected"): _T.REJECTED,
        (_T.PROPOSED, "withdrawn"): _T.WITHDRAWN,
        # By the end of the order, by another way to the NPS, or by a review in which it is wrong no more.
        (_T.PROPOSED, "overtaken"): _T.OVERTAKEN,
    }
)


class ReadingState(Described):
    """Whether the officer who has the case now has read what was missing at sentence (¶11)."""

    UNREAD = "unread", "Not read by the officer who has the case now, if anybody has been named"
    READ = "read", "Read by the officer who has the case now"


_R = ReadingState
READING = Transitions(
    {
        (_R.UNREAD, "acknowledgeGap"): _R.READ,
        # Another officer, or another provider, has the case: what the one before has read, this one has not.
        (_R.READ, "readAgain"): _R.UNREAD,
    }
)


class EscalationState(Described):
    """Where an escalation stands. A returned one is answered by a new one, which names the information."""

    AWAITING_SENTENCE = "awaitingSentence", "Received; its sentence has not been heard here yet"
    RECEIVED = "received", "Received, undecided"
    ACCEPTED = "accepted", "Accepted: the case has transferred to the NPS"
    NOT_ACCEPTED = "notAccepted", "Not accepted, with advice"
    RETURNED = "returned", "Returned for named information"
    WITHDRAWN = "withdrawn", "Withdrawn by the CRC, with a reason"
    ALREADY_WITH_NPS = "alreadyWithNps", "Nothing to decide: the NPS supervises the sentence already"
    ORDER_ENDED = "orderEnded", "Nothing to decide any more: the order has ended"

    @property
    def is_undecided(self) -> bool:
        """Somebody owes an answer."""
        return self in (EscalationState.AWAITING_SENTENCE, EscalationState.RECEIVED)


_E = EscalationState
ESCALATION = Transitions(
    {
        (_E.RECEIVED, "accepted"): _E.ACCEPTED,
        (_E.RECEIVED, "notAccepted"): _E.NOT_ACCEPTED,
        (_E.RECEIVED, "returned"): _E.RETURNED,
        (_E.RECEIVED, "withdrawn"): _E.WITHDRAWN,
        (_E.RECEIVED, "overtaken"): _E.ALREADY_WITH_NPS,
        (_E.RECEIVED, "orderEnded"): _E.ORDER_ENDED,
        (_E.AWAITING_SENTENCE, "notAccepted"): _E.NOT_ACCEPTED,
        (_E.AWAITING_SENTENCE, "returned"): _E.RETURNED,
        (_E.AWAITING_SENTENCE, "withdrawn"): _E.WITHDRAWN,
        (_E.AWAITING_SENTENCE, "sentenceHeard"): _E.RECEIVED,
        (_E.AWAITING_SENTENCE, "overtaken"): _E.ALREADY_WITH_NPS,
    }
)
