"""Words of custody and resettlement: through the gate, release, and recall."""

from shared.probation.described import Described


class CustodyState(Described):
    """Where a person with a custodial sentence is [C]. Supervision after the licence follows by date."""

    IN_CUSTODY = "inCustody", "In custody"
    RELEASED = "released", "Released, on licence or post-sentence supervision"
    RECALLED = "recalled", "Recalled to custody"


class SupervisionStage(Described):
    """Under what a person with a custodial sentence is supervised on a day [C]."""

    PRE_RELEASE = "preRelease", "Before release"
    LICENCE = "licence", "Licence"
    POST_SENTENCE_SUPERVISION = "postSentenceSupervision", "Post-sentence supervision"
    ENDED = "ended", "Supervision has ended"


class ResettlementHelp(Described):
    """What became of the help with one need before release: planned is not received (¶21)."""

    PLANNED = "planned", "Planned"
    RECEIVED = "received", "Received"
    DECLINED = "declined", "Declined by the person"
    NOT_AVAILABLE = "notAvailable", "Not available"

    @property
    def settles_the_need(self) -> bool:
        """Help that was received, or that the person did not want; planned or not available leaves the need."""
        return self in (ResettlementHelp.RECEIVED, ResettlementHelp.DECLINED)


class RecallReason(Described):
    """Why a licence is to be recalled [C]."""

    FURTHER_OFFENCE = "furtherOffence", "Charged with a further offence"
    FAILED_TO_ATTEND = "failedToAttend", "Failed to attend"
    FAILED_TO_RESIDE = "failedToReside", "Failed to live as approved"
    OUT_OF_TOUCH = "outOfTouch", "Out of touch"
    BREACH_OF_CONDITION = "breachOfCondition", "Breach of a condition of the licence"
    POOR_BEHAVIOUR = "poorBehaviour", "Behaviour that gives rise to concern"
    RISK_INCREASED = "riskIncreased", "Risk can no longer be managed in the community"


class RecallState(Described):
    """Where a recall stands [C]."""

    REQUESTED = "requested", "Requested by the officer, to be countersigned"
    COUNTERSIGNED = "countersigned", "Countersigned and sent on"
    NOT_COUNTERSIGNED = "notCountersigned", "Not countersigned by the manager"
    RECALLED = "recalled", "Recalled to custody"
    NOT_RECALLED = "notRecalled", "Licence not revoked"
    OVERTAKEN = "overtaken", "Nothing left to decide: the case has transferred, or the order has ended"
