"""Words of who may hold a case, how much one officer holds, and what a manager has signed off."""

from shared.probation.described import Described


class GuardrailRule(Described):
    """A rule on who may hold which case [D ¶15, ¶17]. Unknown is not "no": what is not known counts against it."""

    ROSH_NOT_KNOWN = "roshNotKnown", "Risk of serious harm has not been assessed"
    ROSH_ABOVE_GRADE = "roshAboveGrade", "Risk of serious harm is above the grade"
    DOMESTIC_ABUSE_KNOWN = "domesticAbuseKnown", "Medium risk with domestic abuse is above the grade"
    DOMESTIC_ABUSE_UNKNOWN = "domesticAbuseUnknown", "Medium risk, and domestic abuse has not been ruled out"
    CHILD_SAFEGUARDING_KNOWN = "childSafeguardingKnown", "Medium risk with child safeguarding is above the grade"
    CHILD_SAFEGUARDING_UNKNOWN = (
        "childSafeguardingUnknown",
        "Medium risk, and child safeguarding has not been ruled out",
    )
    SEXUAL_OFFENCE_UNTRAINED = "sexualOffenceUntrained", "Not trained for work with sexual offences"
    SUPERVISING_OFFICER_MISSING = "supervisingOfficerMissing", "Trainee or agency staff without a supervising PO"
    CASELOAD_HARD_STOP = "caseloadHardStop", "The officer's caseload is at the hard stop"


class GuardrailOverrideReason(Described):
    """Why a senior probation officer lets an officer hold a case against a guardrail, for a time [D ¶15, ¶17]."""

    NO_QUALIFIED_OFFICER = "noQualifiedOfficer", "No qualified officer is available"
    COVERING_ABSENCE = "coveringAbsence", "Covering for an absent officer"
    CONTINUITY_OF_CARE = "continuityOfCare", "A working relationship would be lost"
    TRAINING_BOOKED = "trainingBooked", "The training that is missing is booked"
    EMERGENCY = "emergency", "Somebody has to hold the case today"


class HandoverReason(Described):
    """Why a case passes from one officer to another of the same provider [C]."""

    OFFICER_LEFT = "officerLeft", "The officer has left"
    OFFICER_ABSENT = "officerAbsent", "The officer is absent"
    CASELOAD_RELIEF = "caseloadRelief", "The officer's caseload is too high"
    GRADE_NEEDED = "gradeNeeded", "The case needs another grade"
    TRAINING_NEEDED = "trainingNeeded", "The case needs training that the officer has not had"
    RELATIONSHIP = "relationship", "The working relationship has broken down"
    TEAM_CHANGED = "teamChanged", "The person has moved to another team's area"


class CaseloadThreshold(Described):
    """A number of cases that an officer's caseload has risen above [D ¶15]."""

    ALERT = "alert", "Alert"
    HARD_STOP = "hardStop", "Hard stop"
    SEEN_BY_INSPECTORS = "seenByInspectors", "As high as inspectors have seen"


class SignedOffWork(Described):
    """What a manager signs off [D ¶16]."""

    PLAN = "plan", "Plan"
    RISK_REVIEW = "riskReview", "Risk review"


class SignOffConcern(Described):
    """What is seen in how work was signed off: computed, never asserted by who signed [D ¶16]."""

    BURST = "burst", "One of many in a few minutes"
    GAPS_UNREAD = "gapsUnread", "Gaps at sentence were not read"
    GAPS_UNANSWERED = "gapsUnanswered", "Gaps at sentence were not answered"
    GAPS_NOT_LOOKED_AT = "gapsNotLookedAt", "There were gaps, and the manager did not look at them"
    RISK_NOT_LOOKED_AT = "riskNotLookedAt", "The manager did not look at the risk"
    JUST_BEFORE_DEADLINE = "justBeforeDeadline", "Minutes before the deadline"
    JUST_AFTER_DEADLINE = "justAfterDeadline", "Minutes after the deadline"
    PAST_DEADLINE = "pastDeadline", "After the deadline"
