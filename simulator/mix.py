"""The national mix: what share of cases is what. Published figures where there are any, said so where there are none.

Report types: published statistics of pre-sentence reports (oral 51 %, fast 46 %, standard 3 %). Allocation answered in
time in 96 % of cases, and about 30,000 orders a year ended before their time among some 110,000 made: published. All
other shares are ours: the inspectorate says "some" and "often", not how many (¶11).
"""

from dataclasses import dataclass
from random import Random

REPORT_TYPES = {"oral": 51, "fast": 46, "standard": 3}
AUTHORS = {
    "oral": {"PO": 40, "PSO": 55, "trainee": 5},
    "fast": {"PO": 60, "PSO": 35, "trainee": 5},
    "standard": {"PO": 1},
}
DISPOSALS = {"communityOrder": 52, "suspendedSentenceOrder": 32, "custody": 13, "other": 3}
ORDERS = ("communityOrder", "suspendedSentenceOrder")
SEXES = {"male": 85, "female": 15}
ROSH = {"low": 33, "medium": 49, "high": 17, "veryHigh": 1}
NEEDS = {
    "relationships": 20,
    "thinkingAndBehaviour": 25,
    "alcohol": 15,
    "drugs": 15,
    "employmentTraining": 15,
    "accommodation": 10,
}
SOURCES = ("prosecutionPapers", "previousConvictions", "interview", "supervisionRecords", "previousAssessments")
CHECKS_ASKED = {"oral": 0.70, "fast": 0.92, "standard": 0.99}
CHECKS_ANSWERED = {"oral": 0.55, "fast": 0.85, "standard": 0.97}
SOURCE_CONSULTED = {"oral": 0.80, "fast": 0.92, "standard": 0.98}
RSR_CALCULATED = 0.95
WITHDRAWN = 0.02
ADJOURNED = 0.10
CHASED = 0.5
ANSWERED_LATE = 0.6
ASSESSED_LATE = 0.5
SUPERVISED_WITHOUT = 0.3
INFORMATION = 0.25
GRAVER_THAN_ASSESSED = 0.3
OTHER_THAN_PROPOSED = 0.2
ANSWERED_IN_TIME = 0.96
REJECTED = 0.02
OVERRIDDEN = 0.02
GAP_READ = 0.75
FIRST_APPOINTMENT_KEPT = 0.85
OFFICER_CHANGES = 0.10
GIVEN_TO = {"officer": 88, "pso": 8, "partTimer": 4}
OVERRIDE_REVIEWED = 0.6
SIGNED_OFF = {"carefully": 70, "inAHurry": 20, "never": 10}
ESCALATED = 0.06
ESCALATION = {"accepted": 60, "notAccepted": 20, "returned": 12, "withdrawn": 8}
IMMINENT = 0.3
PLANS = {"purposeful": 55, "purposeless": 25, "reviewed": 12, "declined": 8}
REGISTERED = 0.7
REQUIRED_REVIEW = 0.15
REGISTER_REVIEW = {"made": 80, "missed": 20}
REVIEWED_LATE = 0.5
ANSWER_READ = 0.8
RESETTLEMENT = {"helped": 30, "plannedOnly": 40, "notAvailable": 12, "unplanned": 12, "unscreened": 6}
GATE_NEEDS = ("accommodation", "employmentTraining", "finance")
RECALLED = 0.10
RECALL = {"inTime": 75, "late": 25}
ABSENT = {"never": 60, "once": 20, "twice": 20}
EXCUSE = {"accepted": 20, "notAccepted": 35, "none": 45}
ENFORCED = {"breach": 65, "notEnforced": 20, "silence": 15}
FOLLOWED_UP = 0.7
CORRECTED = 0.2
OWN_BREACHED = 0.15
PACKS = {"accepted": 45, "corrected": 25, "returned": 15, "disputeUpheld": 8, "disputeLost": 7}
COURT_DOES = {"fined": 30, "harder": 30, "extended": 10, "reSentenced": 15, "custody": 10, "notProven": 5}
RECOMMENDATION_CHANGED = 0.2
RECOMMENDED = ("fine", "moreOnerous", "extend", "continue")
MOVED = 0.03
BOUGHT = 0.25
PURCHASE = {"completed": 55, "notCompleted": 30, "declined": 15}
APPEALED = 0.02
APPEAL = {"dismissed": 70, "abandoned": 20, "quashed": 10}
AMENDED = 0.03
REVOKED = 0.05


@dataclass(frozen=True, slots=True)
class Person:
    """One person: what is true of them, what is known of it in time, and what will happen in the case."""

    crn: str
    sex: str
    need: str
    report_type: str
    author: str
    disposal: str
    rosh: str
    full: bool
    rsr: str | None
    rsr_in_truth: str
    ogrs3: int
    sources: tuple[str, ...]
    asked: dict[str, bool]
    answered: dict[str, bool]
    information: bool
    indicated: str
    """The level of harm to which the agencies' information points."""
    rar_days: int
    unpaid_work: int | None
    withdrawn: bool
    adjourned: bool
    otherwise: bool
    slow: bool
    rejected: bool
    overridden: bool
    given_to: str
    """Whom the manager gives the case to: where a guardrail stands in the way, by an override."""
    officer_changes: bool
    signed_off: str
    escalation: str | None
    plan: str
    register_review: str | None
    """Whether the review that a manager wants is made or missed; none where nobody wants one."""
    resettlement: str
    """What comes of the work before release, of who is sentenced to custody."""
    gate_needs: tuple[str, ...]
    recalled: str | None
    absent: str
    excuse: str
    enforced: str
    corrected: bool
    own_breach: bool
    """The division breaches the person, where it is the one that supervises."""
    pack: str
    """What becomes of a pack that a CRC refers."""
    recommendation_changed: bool
    """A manager of the CRC recommends something else than the officer did (¶8)."""
    court_does: str
    moved: bool
    bought: str | None
    appealed: str | None
    amended: bool
    revoked: bool


def pick(random: Random, shares: dict[str, int]) -> str:
    """One of the keys, by its share."""
    return random.choices(list(shares), list(shares.values()))[0]


def person(random: Random, number: int) -> Person:
    """A person of the mix."""

    def some(share: float) -> bool:
        return random.random() < share

    kind = pick(random, REPORT_TYPES)
    kinds = ("domesticAbuse", "childSafeguarding")
    asked = {check: some(CHECKS_ASKED[kind]) for check in kinds}
    answered = {check: asked[check] and some(CHECKS_ANSWERED[kind]) for check in kinds}
    sources = tuple(source for source in SOURCES if some(SOURCE_CONSULTED[kind]))
    rsr = f"{random.uniform(0.2, 8.5):.2f}"
    rosh = pick(random, ROSH)
    return Person(
        crn=f"D{number:06}",
        sex=pick(random, SEXES),
        need=pick(random, NEEDS),
        report_type=kind,
        author=pick(random, AUTHORS[kind]),
        disposal=pick(random, DISPOSALS),
        rosh=rosh,
        full=kind != "oral" and all(answered.values()) and sources == SOURCES,
        rsr=rsr if some(RSR_CALCULATED) else None,
        rsr_in_truth=rsr,
        ogrs3=random.randrange(5, 96),
        sources=sources,
        asked=asked,
        answered=answered,
        information=some(INFORMATION),
        indicated="high" if rosh in ("low", "medium") and some(GRAVER_THAN_ASSESSED) else rosh,
        rar_days=random.choice([10, 15, 20, 30]),
        unpaid_work=random.choice([40, 80, 120, 200]) if some(0.6) else None,
        withdrawn=some(WITHDRAWN),
        adjourned=some(ADJOURNED),
        otherwise=some(OTHER_THAN_PROPOSED),
        slow=not some(ANSWERED_IN_TIME),
        rejected=some(REJECTED),
        overridden=some(OVERRIDDEN),
        given_to=pick(random, GIVEN_TO),
        officer_changes=some(OFFICER_CHANGES),
        signed_off=pick(random, SIGNED_OFF),
        escalation=pick(random, ESCALATION) if some(ESCALATED) else None,
        plan=pick(random, PLANS),
        register_review=pick(random, REGISTER_REVIEW) if some(REQUIRED_REVIEW) else None,
        resettlement=pick(random, RESETTLEMENT),
        gate_needs=tuple(random.sample(GATE_NEEDS, random.randint(1, len(GATE_NEEDS)))),
        recalled=pick(random, RECALL) if some(RECALLED) else None,
        absent=pick(random, ABSENT),
        excuse=pick(random, EXCUSE),
        enforced=pick(random, ENFORCED),
        corrected=some(CORRECTED),
        own_breach=some(OWN_BREACHED),
        pack=pick(random, PACKS),
        recommendation_changed=some(RECOMMENDATION_CHANGED),
        court_does=pick(random, COURT_DOES),
        moved=some(MOVED),
        bought=pick(random, PURCHASE) if some(BOUGHT) else None,
        appealed=pick(random, APPEAL) if some(APPEALED) else None,
        amended=some(AMENDED),
        revoked=some(REVOKED),
    )
