"""Every limit and threshold as dated configuration: value, unit, the day from which it holds, and its source.

A decision asks `limit(LimitName.X, on)` and never writes a number. A later value is a further row of `TABLE` with its
own date; the callers, and the decisions taken under the earlier value, stay as they are.
"""

from datetime import date
from decimal import Decimal
from enum import StrEnum

from shared.probation.dated_limits import Limit, LimitNotInForce, Limits, Mark, Unit, UnknownLimit

__all__ = [
    "CLOCKS",
    "ORDERS",
    "SPLIT",
    "TABLE",
    "THRESHOLDS",
    "Limit",
    "LimitName",
    "LimitNotInForce",
    "Limits",
    "Mark",
    "Unit",
    "UnknownLimit",
    "latest",
    "limit",
]


class LimitName(StrEnum):
    """Names of the limits; clocks first, in the order in which a case meets them."""

    REPORT_ORAL = "reportOral"
    REPORT_FAST = "reportFast"
    REPORT_STANDARD = "reportStandard"
    CHECK_AFTER_SENTENCE = "checkAfterSentence"
    ALLOCATION_DECISION = "allocationDecision"
    ALLOCATION_REPLY = "allocationReply"
    TRANSFER_DECISION = "transferDecision"
    REFERRAL_ANSWER = "referralAnswer"
    RESPONSIBLE_OFFICER_NAMED = "responsibleOfficerNamed"
    GAP_ACKNOWLEDGED = "gapAcknowledged"
    FIRST_APPOINTMENT_COMMUNITY = "firstAppointmentCommunity"
    FIRST_APPOINTMENT_RELEASE = "firstAppointmentRelease"
    INITIAL_PLAN = "initialPlan"
    MISSED_CONTACT_FOLLOW_UP = "missedContactFollowUp"
    WARNING_LETTER = "warningLetter"
    EXCUSE_WINDOW = "excuseWindow"
    ENFORCEMENT_DECISION = "enforcementDecision"
    ENFORCEMENT_DECISION_LATEST = "enforcementDecisionLatest"
    BREACH_REFERRAL = "breachReferral"
    BREACH_PRESENTED_REFERRED = "breachPresentedReferred"
    BREACH_PRESENTED_NPS = "breachPresentedNps"
    PACK_RESUBMITTED = "packResubmitted"
    ESCALATION_DECISION = "escalationDecision"
    ESCALATION_DECISION_IMMINENT = "escalationDecisionImminent"
    RISK_REVIEW_ROSH = "riskReviewRosh"
    RISK_REVIEW_CHILD_PROTECTION = "riskReviewChildProtection"
    RISK_REVIEW_MAPPA = "riskReviewMappa"
    RISK_REVIEW_DOMESTIC_ABUSE_PERPETRATOR = "riskReviewDomesticAbusePerpetrator"
    RISK_REVIEW_WEAPONS = "riskReviewWeapons"
    RISK_REVIEW_REQUIRED = "riskReviewRequired"
    RISK_REVIEW_OFFICER_CHANGED = "riskReviewOfficerChanged"
    ESCALATION_ANSWER_READ = "escalationAnswerRead"
    PLAN_SIGNED_OFF = "planSignedOff"
    ASSIGNMENT_OVERRIDE_LONGEST = "assignmentOverrideLongest"
    RETURN_DISPUTE_DECIDED = "returnDisputeDecided"
    RECALL_COUNTERSIGNED = "recallCountersigned"
    BASIC_CUSTODY_SCREENING = "basicCustodyScreening"
    RESETTLEMENT_PLAN = "resettlementPlan"
    PRE_RELEASE_WORK = "preReleaseWork"

    FAILURES_TO_COMPLY = "failuresToComply"
    FAILURES_TO_COMPLY_WINDOW = "failuresToComplyWindow"
    MONTHLY_CONTACT = "monthlyContact"
    WARNING_VALIDITY = "warningValidity"
    RSR_MEDIUM_FROM = "rsrMediumFrom"
    RSR_HIGH_FROM = "rsrHighFrom"
    OGRS3_MEDIUM_FROM = "ogrs3MediumFrom"
    OGRS3_HIGH_FROM = "ogrs3HighFrom"
    OGRS3_VERY_HIGH_FROM = "ogrs3VeryHighFrom"
    CASELOAD_AVERAGE_LOWEST = "caseloadAverageLowest"
    CASELOAD_AVERAGE_HIGHEST = "caseloadAverageHighest"
    CASELOAD_ALERT = "caseloadAlert"
    CASELOAD_HARD_STOP = "caseloadHardStop"
    CASELOAD_SEEN = "caseloadSeen"
    CASE_WEIGHT_LOW = "caseWeightLow"
    CASE_WEIGHT_MEDIUM = "caseWeightMedium"
    CASE_WEIGHT_HIGH = "caseWeightHigh"
    CASE_WEIGHT_NOT_KNOWN = "caseWeightNotKnown"
    CASE_WEIGHT_IN_CUSTODY = "caseWeightInCustody"
    SIGN_OFF_BURST_COUNT = "signOffBurstCount"
    SIGN_OFF_BURST_WINDOW = "signOffBurstWindow"
    SIGN_OFF_PAST_DEADLINE = "signOffPastDeadline"

    COMMUNITY_ORDER_MAXIMUM = "communityOrderMaximum"
    SUSPENDED_SENTENCE_SUPERVISION_MAXIMUM = "suspendedSentenceSupervisionMaximum"
    UNPAID_WORK_MINIMUM = "unpaidWorkMinimum"
    UNPAID_WORK_MAXIMUM = "unpaidWorkMaximum"
    CURFEW_MINIMUM = "curfewMinimum"
    CURFEW_MAXIMUM = "curfewMaximum"
    CURFEW_LENGTH_MAXIMUM = "curfewLengthMaximum"
    EXCLUSION_MAXIMUM = "exclusionMaximum"
    ATTENDANCE_CENTRE_MINIMUM = "attendanceCentreMinimum"
    ATTENDANCE_CENTRE_MAXIMUM = "attendanceCentreMaximum"
    ATTENDANCE_CENTRE_AGE = "attendanceCentreAge"
    BREACH_FINE_MAXIMUM = "breachFineMaximum"
    BREACH_EXTENSION_MAXIMUM = "breachExtensionMaximum"
    POST_SENTENCE_FINE_MAXIMUM = "postSentenceFineMaximum"
    POST_SENTENCE_COMMITTAL_MAXIMUM = "postSentenceCommittalMaximum"
    SUPERVISION_DEFAULT_UNPAID_WORK_MINIMUM = "supervisionDefaultUnpaidWorkMinimum"
    SUPERVISION_DEFAULT_UNPAID_WORK_MAXIMUM = "supervisionDefaultUnpaidWorkMaximum"


SPLIT = date(2014, 6, 1)
"""The day on which the work was divided between the NPS and the CRCs; clocks of the split begin here."""

_SENTENCING_2003 = date(2005, 4, 4)
_SENTENCING_2012 = date(2012, 12, 3)
_REHABILITATION_2014 = date(2015, 2, 1)
_RESETTLEMENT = date(2015, 5, 1)

_STANDARDS = "National standards and the practice framework for probation services"
_CONTRACT = "Published performance measures of the probation contracts"
_STATUTE_2003 = "Criminal Justice Act 2003"
_STATUTE_2012 = "Criminal Justice Act 2003 as amended in 2012"
_STATUTE_2014 = "Offender Rehabilitation Act 2014"


def _row(name: LimitName, value: int | str, unit: Unit, source: str, mark: Mark, effective_from: date = SPLIT) -> Limit:
    return Limit(name, Decimal(value), unit, effective_from, source, mark)


_REPORTS = "Published guide times for pre-sentence reports; the court's own date prevails"
_GAPS = "Ours, from inspectorate ¶11"
_ENFORCEMENT = "Ours, from inspectorate ¶14"
_REGISTERS = "Published review intervals of the risk registers"
_SIGN_OFF = "Ours, from inspectorate ¶16"
_CASELOAD = "Ours, from inspectorate ¶15"

CLOCKS = (
    _row(LimitName.REPORT_ORAL, 0, Unit.CALENDAR_DAYS, _REPORTS, "S"),
    _row(LimitName.REPORT_FAST, 5, Unit.WORKING_DAYS, _REPORTS, "S"),
    _row(LimitName.REPORT_STANDARD, 15, Unit.WORKING_DAYS, _REPORTS, "S"),
    _row(LimitName.CHECK_AFTER_SENTENCE, 5, Unit.WORKING_DAYS, _GAPS, "D"),
    _row(LimitName.ALLOCATION_DECISION, 2, Unit.WORKING_DAYS, _CONTRACT, "S"),
    _row(LimitName.ALLOCATION_REPLY, 2, Unit.WORKING_DAYS, _GAPS, "D"),
    _row(LimitName.TRANSFER_DECISION, 2, Unit.WORKING_DAYS, _GAPS, "D"),
    _row(LimitName.REFERRAL_ANSWER, 5, Unit.WORKING_DAYS, "Ours, from inspectorate ¶25", "D"),
    _row(LimitName.RESPONSIBLE_OFFICER_NAMED, 2, Unit.WORKING_DAYS, _GAPS, "D"),
    _row(LimitName.GAP_ACKNOWLEDGED, 2, Unit.WORKING_DAYS, _GAPS, "D"),
    _row(LimitName.FIRST_APPOINTMENT_COMMUNITY, 5, Unit.WORKING_DAYS, _CONTRACT, "S"),
    _row(LimitName.FIRST_APPOINTMENT_RELEASE, 1, Unit.WORKING_DAYS, _CONTRACT, "S"),
    _row(LimitName.INITIAL_PLAN, 15, Unit.WORKING_DAYS, _CONTRACT, "S"),
    _row(LimitName.MISSED_CONTACT_FOLLOW_UP, 5, Unit.WORKING_DAYS, _CONTRACT, "S"),
    _row(LimitName.WARNING_LETTER, 2, Unit.WORKING_DAYS, _STANDARDS, "S"),
    _row(LimitName.EXCUSE_WINDOW, 7, Unit.CALENDAR_DAYS, _STANDARDS, "S"),
    _row(LimitName.ENFORCEMENT_DECISION, 0, Unit.CALENDAR_DAYS, _ENFORCEMENT, "D"),
    _row(LimitName.ENFORCEMENT_DECISION_LATEST, 8, Unit.WORKING_DAYS, _ENFORCEMENT, "D"),
    _row(LimitName.BREACH_REFERRAL, 8, Unit.WORKING_DAYS, _CONTRACT, "S"),
    _row(LimitName.BREACH_PRESENTED_REFERRED, 2, Unit.WORKING_DAYS, _CONTRACT, "S"),
    _row(LimitName.BREACH_PRESENTED_NPS, 10, Unit.WORKING_DAYS, _CONTRACT, "S"),
    _row(LimitName.PACK_RESUBMITTED, 2, Unit.WORKING_DAYS, "Ours, from inspectorate ¶18", "D"),
    _row(LimitName.ESCALATION_DECISION, 1, Unit.WORKING_DAYS, "Ours: no published limit was found", "D"),
    _row(LimitName.ESCALATION_DECISION_IMMINENT, 0, Unit.CALENDAR_DAYS, "Ours: no published limit was found", "D"),
    _row(LimitName.RISK_REVIEW_ROSH, 6, Unit.MONTHS, _REGISTERS, "S"),
    _row(LimitName.RISK_REVIEW_CHILD_PROTECTION, 3, Unit.MONTHS, _REGISTERS, "S"),
    _row(LimitName.RISK_REVIEW_MAPPA, 3, Unit.MONTHS, _REGISTERS, "S"),
    _row(LimitName.RISK_REVIEW_DOMESTIC_ABUSE_PERPETRATOR, 3, Unit.MONTHS, _REGISTERS, "S"),
    _row(LimitName.RISK_REVIEW_WEAPONS, 3, Unit.MONTHS, _REGISTERS, "S"),
    _row(LimitName.RISK_REVIEW_REQUIRED, 1, Unit.MONTHS, _REGISTERS, "S"),
    _row(LimitName.RISK_REVIEW_OFFICER_CHANGED, 5, Unit.WORKING_DAYS, "Ours, from inspectorate ¶15", "D"),
    _row(LimitName.ESCALATION_ANSWER_READ, 2, Unit.WORKING_DAYS, "Ours, from inspectorate ¶9", "D"),
    _row(LimitName.PLAN_SIGNED_OFF, 5, Unit.WORKING_DAYS, _SIGN_OFF, "D"),
    _row(LimitName.ASSIGNMENT_OVERRIDE_LONGEST, 28, Unit.CALENDAR_DAYS, "Ours, from inspectorate ¶17", "D"),
    _row(LimitName.RETURN_DISPUTE_DECIDED, 2, Unit.WORKING_DAYS, "Ours, from inspectorate ¶18", "D"),
    _row(LimitName.RECALL_COUNTERSIGNED, 24, Unit.HOURS, _STANDARDS, "S"),
    _row(LimitName.BASIC_CUSTODY_SCREENING, 72, Unit.HOURS, "Resettlement practice", "C", _RESETTLEMENT),
    _row(LimitName.RESETTLEMENT_PLAN, 5, Unit.WORKING_DAYS, "Resettlement practice", "C", _RESETTLEMENT),
    _row(LimitName.PRE_RELEASE_WORK, 84, Unit.CALENDAR_DAYS, "Resettlement practice: 12 weeks", "C", _RESETTLEMENT),
)
"""How long each step may take. Counted by `shared.probation.calendar.due`."""

THRESHOLDS = (
    _row(LimitName.FAILURES_TO_COMPLY, 2, Unit.COUNT, _STANDARDS, "S"),
    _row(LimitName.FAILURES_TO_COMPLY_WINDOW, 12, Unit.MONTHS, _STANDARDS, "S"),
    _row(LimitName.MONTHLY_CONTACT, 1, Unit.COUNT, _CONTRACT, "S"),
    _row(LimitName.WARNING_VALIDITY, 12, Unit.MONTHS, _STANDARDS, "C"),
    _row(LimitName.RSR_MEDIUM_FROM, "3.00", Unit.SCORE, "Published bands of the score", "S"),
    _row(LimitName.RSR_HIGH_FROM, "6.90", Unit.SCORE, "Published bands of the score", "S"),
    _row(LimitName.OGRS3_MEDIUM_FROM, 50, Unit.SCORE, "Bands in use in the field", "C"),
    _row(LimitName.OGRS3_HIGH_FROM, 75, Unit.SCORE, "Bands in use in the field", "C"),
    _row(LimitName.OGRS3_VERY_HIGH_FROM, 90, Unit.SCORE, "Bands in use in the field", "C"),
    _row(LimitName.CASELOAD_AVERAGE_LOWEST, 34, Unit.CASES, "National Audit Office, quoted in ¶15", "S"),
    _row(LimitName.CASELOAD_AVERAGE_HIGHEST, 42, Unit.CASES, "National Audit Office, quoted in ¶15", "S"),
    _row(LimitName.CASELOAD_ALERT, 50, Unit.CASES, _CASELOAD, "D"),
    _row(LimitName.CASELOAD_HARD_STOP, 60, Unit.CASES, _CASELOAD, "D"),
    _row(LimitName.CASELOAD_SEEN, 100, Unit.CASES, "Inspectorate ¶15", "S"),
    _row(LimitName.CASE_WEIGHT_LOW, 100, Unit.HUNDREDTHS, _CASELOAD, "D"),
    _row(LimitName.CASE_WEIGHT_MEDIUM, 150, Unit.HUNDREDTHS, _CASELOAD, "D"),
    _row(LimitName.CASE_WEIGHT_HIGH, 250, Unit.HUNDREDTHS, _CASELOAD, "D"),
    _row(LimitName.CASE_WEIGHT_NOT_KNOWN, 150, Unit.HUNDREDTHS, _CASELOAD, "D"),
    _row(LimitName.CASE_WEIGHT_IN_CUSTODY, 50, Unit.HUNDREDTHS, _CASELOAD, "D"),
    _row(LimitName.SIGN_OFF_BURST_COUNT, 5, Unit.COUNT, _SIGN_OFF, "D"),
    _row(LimitName.SIGN_OFF_BURST_WINDOW, 15, Unit.MINUTES, _SIGN_OFF, "D"),
    _row(LimitName.SIGN_OFF_PAST_DEADLINE, 60, Unit.MINUTES, _SIGN_OFF, "D"),
)
"""Where a count or a score begins to mean something else."""

ORDERS = (
    _row(LimitName.COMMUNITY_ORDER_MAXIMUM, 36, Unit.MONTHS_ORDERED, _STATUTE_2003, "C", _SENTENCING_2003),
    _row(
        LimitName.SUSPENDED_SENTENCE_SUPERVISION_MAXIMUM,
        24,
        Unit.MONTHS_ORDERED,
        _STATUTE_2003,
        "C",
        _SENTENCING_2003,
    ),
    _row(LimitName.UNPAID_WORK_MINIMUM, 40, Unit.HOURS_ORDERED, _STATUTE_2003, "C", _SENTENCING_2003),
    _row(LimitName.UNPAID_WORK_MAXIMUM, 300, Unit.HOURS_ORDERED, _STATUTE_2003, "C", _SENTENCING_2003),
    _row(LimitName.CURFEW_MINIMUM, 2, Unit.HOURS_A_DAY, _STATUTE_2003, "C", _SENTENCING_2003),
    _row(LimitName.CURFEW_MAXIMUM, 16, Unit.HOURS_A_DAY, _STATUTE_2012, "C", _SENTENCING_2012),
    _row(LimitName.CURFEW_LENGTH_MAXIMUM, 12, Unit.MONTHS_ORDERED, _STATUTE_2012, "C", _SENTENCING_2012),
    _row(LimitName.EXCLUSION_MAXIMUM, 24, Unit.MONTHS_ORDERED, _STATUTE_2003, "C", _SENTENCING_2003),
    _row(LimitName.ATTENDANCE_CENTRE_MINIMUM, 12, Unit.HOURS_ORDERED, _STATUTE_2003, "C", _SENTENCING_2003),
    _row(LimitName.ATTENDANCE_CENTRE_MAXIMUM, 36, Unit.HOURS_ORDERED, _STATUTE_2003, "C", _SENTENCING_2003),
    _row(LimitName.ATTENDANCE_CENTRE_AGE, 25, Unit.YEARS_OF_AGE, _STATUTE_2003, "C", _SENTENCING_2003),
    _row(LimitName.BREACH_FINE_MAXIMUM, 2500, Unit.POUNDS, _STATUTE_2012, "C", _SENTENCING_2012),
    _row(LimitName.BREACH_EXTENSION_MAXIMUM, 6, Unit.MONTHS_ORDERED, _STATUTE_2012, "C", _SENTENCING_2012),
    _row(LimitName.POST_SENTENCE_FINE_MAXIMUM, 1000, Unit.POUNDS, _STATUTE_2014, "C", _REHABILITATION_2014),
    _row(LimitName.POST_SENTENCE_COMMITTAL_MAXIMUM, 14, Unit.DAYS_ORDERED, _STATUTE_2014, "C", _REHABILITATION_2014),
    _row(
        LimitName.SUPERVISION_DEFAULT_UNPAID_WORK_MINIMUM,
        20,
        Unit.HOURS_ORDERED,
        _STATUTE_2014,
        "C",
        _REHABILITATION_2014,
    ),
    _row(
        LimitName.SUPERVISION_DEFAULT_UNPAID_WORK_MAXIMUM,
        60,
        Unit.HOURS_ORDERED,
        _STATUTE_2014,
        "C",
        _REHABILITATION_2014,
    ),
)
"""What a court may order."""

TABLE = Limits((*CLOCKS, *THRESHOLDS, *ORDERS))


def limit(name: str, on: date) -> Limit:
    """The limit of that name in force on that London day. Raises UnknownLimit or LimitNotInForce."""
    return TABLE.limit(name, on)


def latest(name: str) -> Limit:
    """The newest value of that limit, for a reader with no date in hand. Raises UnknownLimit."""
    return TABLE.latest(name)
