"""Words of the court stage: reports, the checks behind them, disposals, and what sentence did not have."""

from shared.probation.described import Described


class ReportType(Described):
    """A pre-sentence report, as requested or as delivered [S]. `code` is the published code of the type."""

    ORAL = "oral", "Oral report"
    FAST = "fast", "Fast delivery report"
    STANDARD = "standard", "Standard delivery report"
    ADDENDUM = "addendum", "Addendum to an earlier report"

    @property
    def code(self) -> str:
        """CJO, CJF, CJS or PSA [S]."""
        return _REPORT_CODES[self]


_REPORT_CODES = {
    ReportType.ORAL: "CJO",
    ReportType.FAST: "CJF",
    ReportType.STANDARD: "CJS",
    ReportType.ADDENDUM: "PSA",
}


class CheckKind(Described):
    """What is asked of others before sentence (¶11)."""

    DOMESTIC_ABUSE = "domesticAbuse", "Domestic-abuse call-outs known to the police"
    CHILD_SAFEGUARDING = "childSafeguarding", "Child safeguarding concerns known to children's services"
    PREVIOUS_CONVICTIONS = "previousConvictions", "Previous convictions"
    PRIOR_SUPERVISION = "priorSupervision", "Earlier periods of supervision"
    MENTAL_HEALTH = "mentalHealth", "Mental health"
    VICTIM_STATEMENT = "victimStatement", "Victim's statement"


class Agency(Described):
    """Who can answer a check [C]; the value is also the organisation in the token of the agency's own systems."""

    POLICE = "police", "Police"
    CHILDRENS_SERVICES = "childrensServices", "Children's services"
    HEALTH = "health", "Health services"
    COURTS = "courts", "Courts and prosecution"
    PROBATION = "probation", "Probation's own records"


ASKED_OF = {
    CheckKind.DOMESTIC_ABUSE: Agency.POLICE,
    CheckKind.CHILD_SAFEGUARDING: Agency.CHILDRENS_SERVICES,
    CheckKind.PREVIOUS_CONVICTIONS: Agency.POLICE,
    CheckKind.PRIOR_SUPERVISION: Agency.PROBATION,
    CheckKind.MENTAL_HEALTH: Agency.HEALTH,
    CheckKind.VICTIM_STATEMENT: Agency.COURTS,
}
"""Who is asked for each kind of check [C]."""


class CheckState(Described):
    """Where a check stands [D ¶11]. Overdue is still unanswered: silence is never read as "nothing known"."""

    NOT_REQUIRED = "notRequired", "Not required, with a reason"
    NOT_REQUESTED = "notRequested", "Not requested"
    REQUESTED = "requested", "Requested"
    RECEIVED = "received", "Answer received"
    OVERDUE = "overdue", "Overdue"

    @property
    def is_settled(self) -> bool:
        """Nothing is outstanding: answered, or not required with a reason."""
        return self in (CheckState.RECEIVED, CheckState.NOT_REQUIRED)


class CheckAnswer(Described):
    """What a received check said [D ¶11]."""

    NOTHING_KNOWN = "nothingKnown", "Nothing known"
    INFORMATION = "information", "Information supplied"


class Source(Described):
    """A source that a report's author consulted, or did not. The list is ours [D ¶11]."""

    INTERVIEW = "interview", "Interview with the defendant"
    PROSECUTION_PAPERS = "prosecutionPapers", "Prosecution papers"
    PREVIOUS_CONVICTIONS = "previousConvictions", "Record of previous convictions"
    SUPERVISION_RECORDS = "supervisionRecords", "Records of earlier supervision"
    PREVIOUS_ASSESSMENTS = "previousAssessments", "Earlier assessments"
    POLICE = "police", "Police"
    CHILDRENS_SERVICES = "childrensServices", "Children's services"
    HEALTH = "health", "Health services"
    VICTIM_STATEMENT = "victimStatement", "Victim's statement"


class SaraLevel(Described):
    """Result of a spousal assault risk assessment, towards the partner or towards others [C]."""

    LOW = "low", "Low"
    MODERATE = "moderate", "Moderate"
    HIGH = "high", "High"


class AdjournmentReason(Described):
    """Why the court puts a hearing off [C]. The list is ours."""

    REPORT_NOT_READY = "reportNotReady", "The report was not ready"
    CHECKS_OUTSTANDING = "checksOutstanding", "Checks were outstanding (¶11)"
    ADDENDUM_WANTED = "addendumWanted", "The court wants an addendum to the report"
    DEFENDANT_ABSENT = "defendantAbsent", "The defendant did not attend"
    COURT_TIME = "courtTime", "The court had no time for the case"


class ReportWithdrawalReason(Described):
    """Why a report is not wanted any more [C]. The list is ours."""

    NOT_NEEDED = "notNeeded", "The court does not need it"
    CASE_DROPPED = "caseDropped", "The case was dropped"
    SENTENCED_ELSEWHERE = "sentencedElsewhere", "Sentenced at another court"
    REQUESTED_IN_ERROR = "requestedInError", "Requested in error"


class ProposalDifference(Described):
    """How the sentence differs from what the report proposed (¶12)."""

    DISPOSAL = "disposal", "Another disposal"
    REQUIREMENT_ADDED = "requirementAdded", "A requirement that was not proposed"
    REQUIREMENT_LEFT_OUT = "requirementLeftOut", "A proposed requirement was not made"
    REQUIREMENT_CHANGED = "requirementChanged", "A proposed requirement was made otherwise"
    LENGTH = "length", "Another length of the order"


class AppealOutcome(Described):
    """How an appeal against a sentence ended [C]."""

    DISMISSED = "dismissed", "Dismissed: the sentence stands"
    VARIED = "varied", "Varied: the sentence stands as changed"
    QUASHED = "quashed", "Quashed"
    ABANDONED = "abandoned", "Abandoned: the sentence stands"


class AmendmentCause(Described):
    """Why the court changed an order in force [C]."""

    APPLICATION = "application", "On application"
    APPEAL = "appeal", "On appeal"
    BREACH = "breach", "On a breach"
    MOVE_OF_RESIDENCE = "moveOfResidence", "The person moved to another area"


class RevocationCause(Described):
    """Why an order ended before its time [C]."""

    GOOD_PROGRESS = "goodProgress", "Revoked early for good progress"
    RE_SENTENCED = "reSentenced", "Revoked and re-sentenced"
    NO_LONGER_WORKABLE = "noLongerWorkable", "Revoked because it could not be carried out"
    QUASHED_ON_APPEAL = "quashedOnAppeal", "Quashed on appeal"
    DIED = "died", "The person died"


class Disposal(Described):
    """What the court did, as far as it makes probation work [C]."""

    COMMUNITY_ORDER = "communityOrder", "Community order"
    SUSPENDED_SENTENCE_ORDER = "suspendedSentenceOrder", "Suspended sentence order"
    CUSTODY = "custody", "Custody with licence and post-sentence supervision"
    OTHER = "other", "Other disposal, with no probation work"

    @property
    def brings_supervision(self) -> bool:
        """A provider has someone to supervise, now or after release."""
        return self is not Disposal.OTHER


class GapCause(Described):
    """Why a full assessment lacked something at the point of sentence [D ¶11]."""

    CHECK_UNANSWERED = "checkUnanswered", "A check was requested and not answered"
    CHECK_NEVER_REQUESTED = "checkNeverRequested", "A check that was needed was never requested"
    ROSH_NOT_FULLY_ASSESSED = "roshNotFullyAssessed", "Risk of serious harm was not fully assessed"
    RSR_NOT_CALCULATED = "rsrNotCalculated", "The risk of serious recidivism was not calculated"
    SARA_MISSING = "saraMissing", "There is domestic abuse and no spousal assault risk assessment"
    SOURCE_NOT_CONSULTED = "sourceNotConsulted", "A source was not consulted"


class GapClosure(Described):
    """The ways in which an information gap ends [D ¶11]: an answer, a reasoned decision, or the end of the order."""

    LATE_ANSWER = "lateAnswer", "The answer came after sentence"
    SUPERVISED_WITHOUT_IT = "supervisedWithoutIt", "A reasoned decision to supervise without it"
    ORDER_ENDED = "orderEnded", "The order ended before an answer came: nobody is supervised any more"
