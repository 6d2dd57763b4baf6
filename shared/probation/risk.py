"""Words of risk: the levels and bands, the registers, and the escalation of a case from a CRC to the NPS."""

from datetime import date
from decimal import Decimal

from shared.probation.described import Described
from shared.probation.limits import Limit, LimitName, latest, limit


class RoshLevel(Described):
    """Risk of serious harm [S]. Ordered by severity through `rank`, never by spelling."""

    LOW = "low", "Low"
    MEDIUM = "medium", "Medium"
    HIGH = "high", "High"
    VERY_HIGH = "veryHigh", "Very high"

    @property
    def rank(self) -> int:
        """0 for low to 3 for very high."""
        return tuple(RoshLevel).index(self)

    @property
    def is_kept_by_nps(self) -> bool:
        """High and very high stay with the NPS [C]."""
        return self in (RoshLevel.HIGH, RoshLevel.VERY_HIGH)


class RoshDepth(Described):
    """How far the risk of serious harm was looked at [C]; a screening alone is not a full assessment (¶11)."""

    SCREENING = "screening", "Screening only"
    FULL = "full", "Full analysis"


class MappaCategory(Described):
    """Why the public-protection arrangements apply [C]."""

    CATEGORY_1 = "category1", "Category 1: registered sexual offender"
    CATEGORY_2 = "category2", "Category 2: violent or other sexual offender"
    CATEGORY_3 = "category3", "Category 3: other dangerous offender"


class MappaLevel(Described):
    """How the case is managed under the public-protection arrangements [C]."""

    LEVEL_1 = "level1", "Level 1: ordinary agency management"
    LEVEL_2 = "level2", "Level 2: active multi-agency management"
    LEVEL_3 = "level3", "Level 3: active enhanced multi-agency management"


class RsrBand(Described):
    """Band of the risk of serious recidivism score [S]."""

    LOW = "low", "Low"
    MEDIUM = "medium", "Medium"
    HIGH = "high", "High"


class Ogrs3Band(Described):
    """Band of the two-year general reconviction score [C]. The words for the bands are the field's own."""

    LOW = "low", "Low (0 to 49)"
    MEDIUM = "medium", "Medium (50 to 74)"
    HIGH = "high", "High (75 to 89)"
    VERY_HIGH = "veryHigh", "Very high (90 and above)"


class RegisterType(Described):
    """A risk register; each is reviewed at its own interval [S]."""

    ROSH = "rosh", "Risk of serious harm"
    CHILD_PROTECTION = "childProtection", "Child protection"
    MAPPA = "mappa", "Multi-agency public protection"
    DOMESTIC_ABUSE_PERPETRATOR = "domesticAbusePerpetrator", "Domestic-abuse perpetrator"
    WEAPONS = "weapons", "Weapons"
    REQUIRED_REVIEW = "requiredReview", "Review required by a manager"

    @property
    def review_limit(self) -> LimitName:
        """Name of the limit that times the next review, in months from the last one."""
        return _REVIEW_LIMITS[self]


_REVIEW_LIMITS = {
    RegisterType.ROSH: LimitName.RISK_REVIEW_ROSH,
    RegisterType.CHILD_PROTECTION: LimitName.RISK_REVIEW_CHILD_PROTECTION,
    RegisterType.MAPPA: LimitName.RISK_REVIEW_MAPPA,
    RegisterType.DOMESTIC_ABUSE_PERPETRATOR: LimitName.RISK_REVIEW_DOMESTIC_ABUSE_PERPETRATOR,
    RegisterType.WEAPONS: LimitName.RISK_REVIEW_WEAPONS,
    RegisterType.REQUIRED_REVIEW: LimitName.RISK_REVIEW_REQUIRED,
}


class PersonAtRisk(Described):
    """Who could be harmed: the groups of the field's own risk assessment [C]."""

    CHILDREN = "children", "Children"
    KNOWN_ADULT = "knownAdult", "A known adult"
    PUBLIC = "public", "The public"
    STAFF = "staff", "Staff"
    PRISONERS = "prisoners", "Prisoners"


class EscalationTrigger(Described):
    """What changed, so that a CRC asks the NPS to take the case [C]."""

    ARREST_OR_CHARGE = "arrestOrCharge", "Arrest or charge"
    DOMESTIC_ABUSE_CALL_OUT = "domesticAbuseCallOut", "Domestic-abuse call-out"
    CHILD_PROTECTION_PLAN = "childProtectionPlan", "Child-protection plan"
    WEAPONS = "weapons", "Weapons"
    RESTRAINING_ORDER_BREACH = "restrainingOrderBreach", "Breach of a restraining order"
    RELAPSE = "relapse", "Relapse"
    VICTIM_CONTACT = "victimContact", "Contact with the victim"
    INTELLIGENCE = "intelligence", "Intelligence"
    MAPPA_CHANGE = "mappaChange", "Change of MAPPA category or level"
    RSR_RECALCULATED = "rsrRecalculated", "RSR recalculated"


class EscalationDecision(Described):
    """How an escalation is answered [C]. Only `accepted` moves the risk: until then the CRC holds it [D]."""

    ACCEPTED = "accepted", "Accepted: the case transfers to the NPS"
    NOT_ACCEPTED = "notAccepted", "Not accepted, with advice"
    RETURNED = "returned", "Returned for named information"
    WITHDRAWN = "withdrawn", "Withdrawn by the CRC"


def _in_force(name: LimitName, on: date | None) -> Limit:
    return limit(name, on) if on is not None else latest(name)


def rsr_band(score: Decimal, on: date | None = None) -> RsrBand:
    """Band of an RSR score (a percentage, 0 to 100), by the bands of the day `on`, or by the latest when not given.

    Low below 3.00, high from 6.90 [S]. Raises ValueError for a score that is not a percentage.
    """
    if not 0 <= score <= 100:
        raise ValueError(f"An RSR score is a percentage from 0 to 100, not {score}.")
    if score >= _in_force(LimitName.RSR_HIGH_FROM, on).value:
        return RsrBand.HIGH
    if score >= _in_force(LimitName.RSR_MEDIUM_FROM, on).value:
        return RsrBand.MEDIUM
    return RsrBand.LOW


def ogrs3_band(score: int, on: date | None = None) -> Ogrs3Band:
    """Band of a two-year OGRS3 score (a whole percentage): 0-49, 50-74, 75-89, 90 and above [C].

    Raises ValueError for a score outside 0 to 100.
    """
    if not 0 <= score <= 100:
        raise ValueError(f"An OGRS3 score is a percentage from 0 to 100, not {score}.")
    if score >= _in_force(LimitName.OGRS3_VERY_HIGH_FROM, on).value:
        return Ogrs3Band.VERY_HIGH
    if score >= _in_force(LimitName.OGRS3_HIGH_FROM, on).value:
        return Ogrs3Band.HIGH
    if score >= _in_force(LimitName.OGRS3_MEDIUM_FROM, on).value:
        return Ogrs3Band.MEDIUM
    return Ogrs3Band.LOW


class RiskReviewCause(Described):
    """Why a risk review is made [D ¶11, ¶15]."""

    LATE_ANSWER = "lateAnswer", "An answer missing at sentence has arrived"
    NEW_INFORMATION = "newInformation", "New information"
    REGISTER_INTERVAL = "registerInterval", "The register's interval has run"
    OFFICER_CHANGED = "officerChanged", "The responsible officer has changed"


class RiskChange(Described):
    """What changed, so that the risk of serious harm is assessed anew [C]: what raises it, and what lowers it."""

    ARREST_OR_CHARGE = "arrestOrCharge", "Arrest or charge"
    DOMESTIC_ABUSE_CALL_OUT = "domesticAbuseCallOut", "Domestic-abuse call-out"
    CHILD_PROTECTION_PLAN = "childProtectionPlan", "Child-protection plan"
    WEAPONS = "weapons", "Weapons"
    RESTRAINING_ORDER_BREACH = "restrainingOrderBreach", "Breach of a restraining order"
    RELAPSE = "relapse", "Relapse"
    VICTIM_CONTACT = "victimContact", "Contact with the victim"
    INTELLIGENCE = "intelligence", "Intelligence"
    LATE_ANSWER = "lateAnswer", "What was missing at sentence is known"
    LOST_CONTACT = "lostContact", "Contact has been lost"
    CIRCUMSTANCES_WORSE = "circumstancesWorse", "Accommodation, relationships or employment have got worse"
    CIRCUMSTANCES_BETTER = "circumstancesBetter", "Accommodation, relationships or employment have got better"
    INTERVENTION_COMPLETED = "interventionCompleted", "Intervention completed"
    PERSON_PROTECTED = "personProtected", "The person at risk has been protected"
    NO_FURTHER_CONCERN = "noFurtherConcern", "No further concern since the last review"
    ASSESSED_WRONGLY = "assessedWrongly", "The assessment before was wrong"


class DeregistrationReason(Described):
    """Why a risk register no longer applies [C]."""

    RISK_ENDED = "riskEnded", "The risk has ended"
    REGISTERED_IN_ERROR = "registeredInError", "Registered in error"
    AGENCY_CLOSED = "agencyClosed", "The agency concerned has closed its own plan"
