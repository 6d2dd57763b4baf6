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
    """The two ways in which an information gap ends [D ¶11]; there is no third."""

    LATE_ANSWER = "lateAnswer", "The answer came after sentence"
    SUPERVISED_WITHOUT_IT = "supervisedWithoutIt", "A reasoned decision to supervise without it"
