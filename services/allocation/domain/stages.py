"""Where an allocation can stand between the organisations, and every way from one stage to another."""

from shared.decisions import Transitions
from shared.probation.described import Described


class AllocationStage(Described):
    """Where an allocation stands between the organisations. How firm it is, `AllocationState` says."""

    AWAITING_SENTENCE = "awaitingSentence", "Mentioned by another service before its sentence was heard"
    AWAITING_REPLY = "awaitingReply", "Decided for a CRC that has not answered yet"
    KEPT_BY_NPS = "keptByNps", "Kept by the NPS from the start"
    ACCEPTED = "accepted", "Accepted by the CRC, which supervises"
    REJECTED = "rejected", "Rejected by the CRC; the NPS holds the risk until it is settled"
    TRANSFERRED = "transferred", "Taken over by the NPS after a risk escalation"

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
        (_S.AWAITING_REPLY, "transfer"): _S.TRANSFERRED,
        (_S.AWAITING_REPLY, "review"): _S.AWAITING_REPLY,
        (_S.ACCEPTED, "transfer"): _S.TRANSFERRED,
        (_S.ACCEPTED, "review"): _S.ACCEPTED,
        (_S.REJECTED, "transfer"): _S.TRANSFERRED,
        (_S.REJECTED, "review"): _S.REJECTED,
        (_S.KEPT_BY_NPS, "review"): _S.KEPT_BY_NPS,
        (_S.TRANSFERRED, "review"): _S.TRANSFERRED,
    }
)
