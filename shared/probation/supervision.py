"""Words of supervision: staff, needs, requirements, the plan and the through-the-gate work."""

from shared.probation.described import Described


class StaffGrade(Described):
    """Grade of an officer [S]."""

    PO = "PO", "Probation officer"
    PSO = "PSO", "Probation services officer"
    SPO = "SPO", "Senior probation officer"
    TRAINEE = "trainee", "Trainee"

    @property
    def is_manager(self) -> bool:
        """May sign off, countersign and override, by name."""
        return self is StaffGrade.SPO


class Sex(Described):
    """For whom an intervention is: some are for women only, some for men only [C]."""

    FEMALE = "female", "Female"
    MALE = "male", "Male"


class EmploymentKind(Described):
    """How an officer is employed (¶17)."""

    PERMANENT = "permanent", "Permanent"
    AGENCY = "agency", "Agency"


class Training(Described):
    """What an officer is trained for (¶12, ¶17). The list is ours, after the field's own courses [D]."""

    COURT_REPORTS = "courtReports", "Court reports"
    SEXUAL_OFFENCES = "sexualOffences", "Work with people convicted of sexual offences"
    DOMESTIC_ABUSE = "domesticAbuse", "Domestic abuse"
    CHILD_SAFEGUARDING = "childSafeguarding", "Child safeguarding"
    SARA = "sara", "Spousal assault risk assessment"


class Need(Described):
    """A need linked to offending, after the headings of the field's own assessment [C], and those of ¶21."""

    ACCOMMODATION = "accommodation", "Accommodation"
    EMPLOYMENT_TRAINING = "employmentTraining", "Employment and training"
    FINANCE = "finance", "Finance, benefit and debt"
    DOMESTIC_ABUSE = "domesticAbuse", "Domestic abuse"
    SEX_WORK = "sexWork", "Sex work"
    RELATIONSHIPS = "relationships", "Relationships and family"
    ALCOHOL = "alcohol", "Alcohol"
    DRUGS = "drugs", "Drugs"
    THINKING_AND_BEHAVIOUR = "thinkingAndBehaviour", "Thinking and behaviour"
    ATTITUDES = "attitudes", "Attitudes"
    LIFESTYLE = "lifestyle", "Lifestyle and associates"
    MENTAL_HEALTH = "mentalHealth", "Mental health and emotional well-being"
    PHYSICAL_HEALTH = "physicalHealth", "Physical health"


THROUGH_THE_GATE_NEEDS = frozenset(
    {Need.ACCOMMODATION, Need.EMPLOYMENT_TRAINING, Need.FINANCE, Need.DOMESTIC_ABUSE, Need.SEX_WORK}
)
"""Needs for which help is owed before release (¶21)."""


class RequirementKind(Described):
    """A requirement of a community or suspended sentence order, from February 2015 [C]."""

    REHABILITATION_ACTIVITY = "rehabilitationActivity", "Rehabilitation activity"
    UNPAID_WORK = "unpaidWork", "Unpaid work"
    PROGRAMME = "programme", "Accredited programme"
    PROHIBITED_ACTIVITY = "prohibitedActivity", "Prohibited activity"
    CURFEW = "curfew", "Curfew"
    EXCLUSION = "exclusion", "Exclusion"
    RESIDENCE = "residence", "Residence"
    FOREIGN_TRAVEL_PROHIBITION = "foreignTravelProhibition", "Foreign travel prohibition"
    MENTAL_HEALTH_TREATMENT = "mentalHealthTreatment", "Mental health treatment"
    DRUG_REHABILITATION = "drugRehabilitation", "Drug rehabilitation"
    ALCOHOL_TREATMENT = "alcoholTreatment", "Alcohol treatment"
    ALCOHOL_ABSTINENCE_AND_MONITORING = "alcoholAbstinenceAndMonitoring", "Alcohol abstinence and monitoring"
    ATTENDANCE_CENTRE = "attendanceCentre", "Attendance centre (under 25)"
    ELECTRONIC_MONITORING = "electronicMonitoring", "Electronic monitoring"


class SupplierKind(Described):
    """Who delivers an intervention (¶23-24)."""

    PROVIDER = "provider", "The provider itself"
    VOLUNTARY = "voluntary", "Voluntary sector"
    PRIVATE = "private", "Private sector"
    PUBLIC = "public", "Public sector"


class InterventionOutcome(Described):
    """How a referral to an intervention ended [D ¶12, ¶21, ¶25]."""

    COMPLETED = "completed", "Completed"
    NOT_COMPLETED = "notCompleted", "Started and not completed"
    NEVER_STARTED = "neverStarted", "Never started"
    DECLINED = "declined", "Declined by the supplier"


class ManagerLookedAt(Described):
    """What a manager says was looked at before signing off; a sign-off lists these [D ¶16]."""

    ASSESSMENT = "assessment", "Assessment"
    RISK = "risk", "Risk of serious harm and risk-management plan"
    INFORMATION_GAPS = "informationGaps", "Information gaps"
    PLAN = "plan", "Plan and its objectives"
    CONTACT_LOG = "contactLog", "Contact log"
    REHABILITATION_ACTIVITY = "rehabilitationActivity", "Rehabilitation activity days and their purpose"
    ENFORCEMENT = "enforcement", "Failures to comply and what was done"
