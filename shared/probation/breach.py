"""Words of breach: the states of a pack, why it is returned, what is recommended and what the court did."""

from shared.probation.described import Described


class BreachState(Described):
    """Where a breach stands [S]. Referred is not presented: a return is a state of its own."""

    INITIATED = "initiated", "Initiated"
    PREPARED = "prepared", "Prepared"
    REFERRED = "referred", "Referred to the NPS"
    RETURNED = "returned", "Returned to the CRC"
    ACCEPTED = "accepted", "Accepted by the NPS"
    PRESENTED = "presented", "Presented to the court"
    SUMMONS_ISSUED = "summonsIssued", "Summons issued"
    WARRANT_ISSUED = "warrantIssued", "Warrant issued"
    EXECUTED = "executed", "Summons or warrant executed"
    PROVEN = "proven", "Proven"
    NOT_PROVEN = "notProven", "Not proven"
    WITHDRAWN = "withdrawn", "Withdrawn"

    @property
    def is_ended(self) -> bool:
        """The count of failures, frozen while a breach runs, starts again from nothing at its end [S]."""
        return self in (BreachState.PROVEN, BreachState.NOT_PROVEN, BreachState.WITHDRAWN)


class BreachOutcome(Described):
    """What the court did with a proven breach [S]. A fine or a harder requirement is a kind of `continue` [C]."""

    CONTINUE = "continue", "The order continues, with or without a penalty"
    RE_SENTENCED = "reSentenced", "Re-sentenced"
    CUSTODY = "custody", "Custody"
    SUPERVISION_DEFAULT_ORDER = "supervisionDefaultOrder", "Supervision default order"


class OrderKind(Described):
    """What is breached before a court [C]. A licence is not here: its breach goes to recall."""

    COMMUNITY_ORDER = "communityOrder", "Community order"
    SUSPENDED_SENTENCE_ORDER = "suspendedSentenceOrder", "Suspended sentence order"
    POST_SENTENCE_SUPERVISION = "postSentenceSupervision", "Post-sentence supervision"


class Recommendation(Described):
    """What the author asks the court to do [C]. The first one is kept for ever; a change names who and why (¶8)."""

    CONTINUE = "continue", "Let the order continue"
    FINE = "fine", "Fine"
    MORE_ONEROUS = "moreOnerous", "Make the requirements more onerous"
    EXTEND = "extend", "Extend"
    ACTIVATE = "activate", "Activate the suspended sentence"
    REVOKE_AND_RESENTENCE = "revokeAndResentence", "Revoke and re-sentence"
    REVOKE = "revoke", "Revoke"
    COMMITTAL = "committal", "Commit to prison for up to 14 days"
    SUPERVISION_DEFAULT_ORDER = "supervisionDefaultOrder", "Supervision default order"


class ReturnSeverity(Described):
    """Only a fatal reason may return a pack; a minor one travels with an accepted pack as a correction [D ¶18]."""

    FATAL = "fatal", "Fatal"
    MINOR = "minor", "Minor"


class ReturnReason(Described):
    """Why the NPS finds fault with a pack [D ¶18]. The severity belongs to the reason, not to the reader."""

    WRONG_PERSON_OR_ORDER = "wrongPersonOrOrder", "Wrong person, order or court"
    FAILURE_NOT_ENFORCEABLE = "failureNotEnforceable", "A failure relied on is not enforceable"
    INSTRUCTION_NOT_PROVED = "instructionNotProved", "No proof of the instruction"
    CONTRADICTS_CONTACT_LOG = "contradictsContactLog", "Dates contradict the contact log"
    NO_VALID_WARNING = "noValidWarning", "No warning, or one older than 12 months"
    EXCUSE_NOT_DECIDED = "excuseNotDecided", "An excuse has not been decided"
    UNLAWFUL_RECOMMENDATION = "unlawfulRecommendation", "The recommendation is not open to the court"
    OUT_OF_TIME = "outOfTime", "Out of time"
    RISK_INFORMATION_MISSING = "riskInformationMissing", "Risk, safeguarding or domestic abuse missing"
    NO_CURRENT_ADDRESS = "noCurrentAddress", "No current address"
    NOT_COUNTERSIGNED = "notCountersigned", "Not countersigned"
    SPELLING_OR_LAYOUT = "spellingOrLayout", "Spelling or layout"
    WRONG_TEMPLATE = "wrongTemplate", "Wrong template"
    SUMMARY_INCOMPLETE = "summaryIncomplete", "Summary of attendance or hours incomplete"
    PROGRESS_NOT_DESCRIBED = "progressNotDescribed", "Progress not described"
    PREVIOUS_BREACHES_NOT_LISTED = "previousBreachesNotListed", "Previous breaches not listed"
    RATIONALE_THIN = "rationaleThin", "Rationale could say more"
    DOCUMENT_MISSING = "documentMissing", "A document is missing or cannot be used"

    @property
    def severity(self) -> ReturnSeverity:
        """Fatal if the court could not hear the breach, or could not hear it safely; otherwise minor."""
        return ReturnSeverity.MINOR if self in _MINOR else ReturnSeverity.FATAL


_MINOR = frozenset(
    {
        ReturnReason.SPELLING_OR_LAYOUT,
        ReturnReason.WRONG_TEMPLATE,
        ReturnReason.SUMMARY_INCOMPLETE,
        ReturnReason.PROGRESS_NOT_DESCRIBED,
        ReturnReason.PREVIOUS_BREACHES_NOT_LISTED,
        ReturnReason.RATIONALE_THIN,
        ReturnReason.DOCUMENT_MISSING,
    }
)


class DisputeOutcome(Described):
    """What the third person decided when the CRC disputed a return [D ¶18]."""

    UPHELD = "upheld", "Upheld: the pack should not have been returned"
    NOT_UPHELD = "notUpheld", "Not upheld: the return stands"


class BreachPenalty(Described):
    """What a court adds where it lets the order continue [C]."""

    NONE = "none", "No penalty"
    FINE = "fine", "Fine"
    MORE_ONEROUS = "moreOnerous", "Requirements made more onerous"
    EXTENDED = "extended", "Order extended"


class RecommendationChangeReason(Described):
    """Why a recommendation is changed after the first (¶8) [D].

    What the recommendation costs the provider under its contract is deliberately not on the list.
    """

    NEW_INFORMATION = "newInformation", "New information since the first recommendation"
    CIRCUMSTANCES_CHANGED = "circumstancesChanged", "The person's circumstances have changed"
    COMPLIANCE_RESUMED = "complianceResumed", "Compliance has resumed"
    NOT_OPEN_TO_THE_COURT = "notOpenToTheCourt", "The first recommendation was not open to the court"
    RISK_CHANGED = "riskChanged", "The risk has changed"
    MANAGERS_VIEW = "managersView", "The manager takes another view of the same facts"


class BreachApplication(Described):
    """What the court is asked to issue, so that the person comes before it [C]."""

    SUMMONS = "summons", "Summons"
    WARRANT_WITH_BAIL = "warrantWithBail", "Warrant backed for bail"
    WARRANT_WITHOUT_BAIL = "warrantWithoutBail", "Warrant not backed for bail"
    ALREADY_BEFORE_COURT = "alreadyBeforeCourt", "The person is before the court already"


class BreachWithdrawalReason(Described):
    """Why a breach is withdrawn before the court has decided [C]."""

    FAILURE_EXCUSED = "failureExcused", "A failure relied on has been excused or corrected"
    EVIDENCE_INSUFFICIENT = "evidenceInsufficient", "The failures cannot be proved"
    ORDER_ENDED = "orderEnded", "The order has ended"
    SUPERSEDED = "superseded", "Dealt with together with a later matter"
    NOT_IN_PUBLIC_INTEREST = "notInPublicInterest", "Compliance has resumed, and a hearing would serve nobody"


class AttachmentKind(Described):
    """What a document attached to a pack is [C]; it is kept elsewhere, and named here by reference and checksum."""

    ORDER = "order", "The order as the court made it"
    INSTRUCTION = "instruction", "Instruction to attend"
    LETTER = "letter", "Warning letter"
    CONTACT_LOG = "contactLog", "Contact log"
    STATEMENT = "statement", "Witness statement"
    MEDICAL = "medical", "Medical evidence"
    PREVIOUS_CONVICTIONS = "previousConvictions", "Previous convictions"
    OTHER = "other", "Other"
