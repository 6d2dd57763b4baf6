"""The CRC's staff: who is responsible, who leaves, what is read, planned, reviewed, signed off, asked of the NPS."""

from typing import Any

from hypothesis import strategies as st

from tests.integration.across.asking import WHICH, command, pick
from tests.integration.across.enforcement.cases import CRCS, Case, manager
from tests.integration.across.enforcement.contact_rules import ContactRules
from tests.integration.across.world import World

GRADES = {"A101": "PO", "A102": "PO", "A103": "PSO", "S201": "SPO", "S202": "SPO"}
"""Who works at each CRC."""


class StaffRules(ContactRules):
    """Everything that the staff does besides contact."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.left: set[str] = set()
        for provider in CRCS:
            for code, grade in GRADES.items():
                entry: dict[str, Any] = {"officer": f"{provider}{code}", "team": f"{provider}CRO", "grade": grade}
                entry |= {"employment": "permanent", "training": []}
                assert self.post("crc", "/officers", manager(f"{provider}S201"), entry)

    def unheld(self) -> list[Case]:
        """The open cases for which nobody is responsible."""
        return [one for one in self.open_cases() if one.officer is None]

    @command(
        "contact staff gate everything",
        when=lambda self: self.open_cases(),
        which=WHICH,
        code=st.sampled_from(["A101", "A101", "A102", "A103"]),
        override=st.booleans(),
        likely=st.integers(0, 3),
    )
    def an_officer_is_named(self, which: int, code: str, override: bool, likely: int) -> None:
        if likely and not self.unheld() and "staff" not in self.themes:
            return
        case = pick(which, self.unheld() or self.open_cases(), list(self.cases.values()))
        self.name(case, f"{case.at}{code}", override)

    def name(self, case: Case, code: str, override: bool = False) -> None:
        """Give the case to an officer."""
        asked: dict[str, Any] = {"officer": code}
        if case.officer is not None:
            asked["handoverReason"] = "caseloadRelief"
        if override:
            said = {"reason": "coveringAbsence", "until": self.day(14), "note": "Until the officer is back."}
            asked["override"] = said
        if self.post("crc", f"{case.url}/responsible-officer", case.manager, asked):
            assert case.officer == code
            assert code not in self.left, f"{code} has left, and is given a case"

    @command(
        "staff everything",
        when=lambda self: len(self.left) < 2 and any(one.officer for one in self.open_cases()),
        which=WHICH,
    )
    def an_officer_leaves(self, which: int) -> None:
        held = [one for one in self.open_cases() if one.officer is not None]
        code = held[which % len(held)].officer or ""
        theirs = [one for one in self.cases.values() if one.officer == code]
        if self.post("crc", f"/officers/{code}/departure", manager(f"{code[:3]}S201"), {"leftOn": self.day(0)}):
            self.left.add(code)
            assert not any(one.officer for one in theirs), f"{code} has left, and is responsible still"

    @command(
        "staff everything",
        which=WHICH,
        terms=st.sampled_from([{"employment": "agency"}, {"fullTimePercent": 50}, {"grade": "PO"}]),
    )
    def an_officer_works_on_other_terms(self, which: int, terms: dict[str, Any]) -> None:
        code = f"{CRCS[which % 2]}A10{1 + which % 3}"
        self.post("crc", f"/officers/{code}/terms", manager(f"{code[:3]}S201"), terms)

    @command("staff", which=WHICH)
    def an_officer_is_trained(self, which: int) -> None:
        code = f"{CRCS[which % 2]}A10{1 + which % 3}"
        self.post("crc", f"/officers/{code}/training", manager(f"{code[:3]}S201"), {"training": "sexualOffences"})

    @command("work everything", when=lambda self: self.open_cases(), which=WHICH)
    def a_gap_is_read(self, which: int) -> None:
        case = self.case(which)
        self.post("crc", f"{case.url}/gaps/{case.gap_id}/acknowledgement", case.who)

    @command(
        "work everything",
        when=lambda self: self.open_cases(),
        which=WHICH,
        needs=st.sampled_from([["relationships"], ["relationships", "alcohol"]]),
    )
    def a_plan_is_agreed(self, which: int, needs: list[str]) -> None:
        case = self.case(which)
        objective = {"need": "relationships", "intervention": f"{case.at}-BBR", "rarDays": 12}
        path = "plan-reviews" if case.plans else "plan"
        self.post("crc", f"{case.url}/{path}", case.who, {"needs": needs, "objectives": [objective]})

    @command("work everything", when=lambda self: any(one.objectives for one in self.open_cases()), which=WHICH)
    def the_work_on_an_objective_ends(self, which: int) -> None:
        planned = [one for one in self.open_cases() if one.objectives]
        case = planned[which % len(planned)]
        self.post("crc", f"{case.url}/objectives/{case.objectives[-1]}/end", case.who, {"outcome": "notCompleted"})

    @command(
        "work everything",
        when=lambda self: any(one.plans for one in self.open_cases()),
        which=WHICH,
        looked_at=st.sampled_from([["plan"], ["plan", "risk", "informationGaps"]]),
    )
    def a_plan_is_signed_off(self, which: int, looked_at: list[str]) -> None:
        planned = [one for one in self.open_cases() if one.plans]
        case = planned[which % len(planned)]
        asked = {"work": "plan", "subjectId": case.plans[-1], "lookedAt": looked_at}
        self.post("crc", f"{case.url}/sign-offs", case.manager, asked)

    @command(
        "work everything",
        when=lambda self: any(one.reviews for one in self.open_cases()),
        which=WHICH,
        number=WHICH,
        level=st.sampled_from(["medium", "medium", "low"]),
    )
    def a_review_is_made(self, which: int, number: int, level: str) -> None:
        due = [one for one in self.open_cases() if one.reviews]
        case = due[which % len(due)]
        review = case.reviews[-1 - number % len(case.reviews)]
        asked = {"roshAfter": level, "changes": ["circumstancesBetter"] if level == "low" else []}
        self.post("crc", f"{case.url}/risk-reviews/{review}/completion", case.who, asked)

    @command("work everything", when=lambda self: self.open_cases(), which=WHICH)
    def the_risk_is_reviewed_unasked(self, which: int) -> None:
        case = self.case(which)
        asked = {"roshAfter": "medium", "changes": []}
        self.post("crc", f"{case.url}/risk-reviews", case.who, asked)

    @command(
        "work everything",
        when=lambda self: self.open_cases(),
        which=WHICH,
        register=st.sampled_from(["weapons", "domesticAbusePerpetrator"]),
    )
    def a_register_applies(self, which: int, register: str) -> None:
        case = self.case(which)
        asked = {"registerType": register, "registeredOn": self.day(0)}
        self.post("crc", f"{case.url}/registrations", case.who, asked)

    @command(
        "work everything", when=lambda self: any(len(one.registrations) > 1 for one in self.open_cases()), which=WHICH
    )
    def a_register_applies_no_more(self, which: int) -> None:
        listed = [one for one in self.open_cases() if one.registrations]
        case = listed[which % len(listed)]
        registration = case.registrations[-1]
        self.post("crc", f"{case.url}/registrations/{registration}/end", case.who, {"reason": "riskEnded"})

    @command("work everything", when=lambda self: self.open_cases(), which=WHICH)
    def the_risk_is_escalated(self, which: int) -> None:
        case = self.case(which)
        asked: dict[str, Any] = {"trigger": "domesticAbuseCallOut", "roshAfter": "high", "imminent": False}
        asked |= {"whoIsAtRisk": ["knownAdult"], "agreedByManager": f"{case.at}S201"}
        self.post("crc", f"{case.url}/escalations", case.who, asked)

    @command("work everything", when=lambda self: any(one.escalations for one in self.open_cases()), which=WHICH)
    def an_answer_of_the_nps_is_read(self, which: int) -> None:
        asked = [one for one in self.open_cases() if one.escalations]
        case = pick(which, [one for one in asked if one.answered], asked)
        escalation = (case.answered or case.escalations)[-1]
        self.post("crc", f"{case.url}/escalations/{escalation}/answer-reading", case.who)
