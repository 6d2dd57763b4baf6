"""What the NPS may ask for when it returns an escalation. A closed list: it is published, and so can name nobody."""

from shared.probation.described import Described


class InformationWanted(Described):
    """A part of an escalation that is missing or too thin to decide on. The list is ours, after its content [C, D]."""

    TRIGGER = "trigger", "What happened, and when it came to light"
    ROSH_REVIEW = "roshReview", "The reviewed assessment of the risk of serious harm"
    WHO_IS_AT_RISK = "whoIsAtRisk", "Who is at risk, and of what"
    IMMINENCE = "imminence", "Whether harm is imminent, and why"
    MANAGER_AGREEMENT = "managerAgreement", "The view of the manager who agreed"
    RISK_MANAGEMENT_PLAN = "riskManagementPlan", "What the CRC does about the risk now"
    CONTACT_RECORD = "contactRecord", "The record of contact since sentence"
    POLICE_INFORMATION = "policeInformation", "What the police know"
    CHILDRENS_SERVICES_INFORMATION = "childrensServicesInformation", "What children's services know"
    VICTIM_INFORMATION = "victimInformation", "What is known of the victim"
    RSR_SCORE = "rsrScore", "The recalculated RSR score"
