"""Before the court: presented, listed, a process, and how it ends; or taken back before that."""

from datetime import timedelta
from typing import Any

from hypothesis import strategies as st

from shared.probation.calendar import london_date
from tests.integration.across.asking import WHICH, command, pick
from tests.integration.across.enforcement.cases import DIVISION, ENFORCEMENT_OFFICER, Breach, Case, officer
from tests.integration.across.enforcement.elsewhere_rules import ORDERED
from tests.integration.across.enforcement.pack_rules import PackRules

BEFORE_COURT = ("presented", "summonsIssued", "warrantIssued", "executed")


class HearingRules(PackRules):
    """The court's part, as the NPS records it."""

    def held_by_the_nps(self) -> list[Case]:
        """The cases that the NPS has taken over, and breaches by itself if it comes to that."""
        return [one for one in self.cases.values() if one.holder == DIVISION]

    @command("staff moves everything", when=lambda self: self.held_by_the_nps(), which=WHICH)
    def the_nps_breaches_a_person_whom_it_supervises(self, which: int) -> None:
        cases = self.held_by_the_nps()
        now = self.world.clock.now()
        failure = {
            "at": (now - timedelta(hours=3)).isoformat(),
            "kind": "officerAppointment",
            "office": "Croydon",
            "outcome": "UAAB",
            "instructedBy": f"{DIVISION}R310",
            "instructionProof": "letter",
            "excuseDecision": "noneGiven",
        }
        asked = {"sentenceId": cases[which % len(cases)].sentence_id, "awareAt": now.isoformat()}
        who = officer(f"{DIVISION}R310")
        if made := self.post("breach", "/breaches", who, {**asked, "failures": [failure]}):
            assert self.breaches[made["breachId"]].decision_id is None

    @command("court packs disputes everything", when=lambda self: self.running("accepted", "prepared"), which=WHICH)
    def a_breach_is_presented(self, which: int) -> None:
        breach = self.breach(which, "accepted")
        asked = {"courtCode": "CRYDMC", "application": "summons"}
        self.post("breach", f"{breach.url}/presentation", ENFORCEMENT_OFFICER, asked)

    @command("court everything", when=lambda self: self.running(*BEFORE_COURT), which=WHICH, days=st.integers(0, 40))
    def a_hearing_is_listed(self, which: int, days: int) -> None:
        breach = self.breach(which, *BEFORE_COURT)
        asked = {"courtCode": "CRYDMC", "hearingOn": self.day(days)}
        self.post("breach", f"{breach.url}/hearings", ENFORCEMENT_OFFICER, asked)

    @command(
        "court everything",
        when=lambda self: self.running(*BEFORE_COURT),
        which=WHICH,
        process=st.sampled_from(["summonsIssued", "warrantIssued", "executed", "executed"]),
    )
    def the_court_issues_its_process(self, which: int, process: str) -> None:
        breach = self.breach(which, *(("summonsIssued", "warrantIssued") if process == "executed" else ("presented",)))
        self.post("breach", f"{breach.url}/process", ENFORCEMENT_OFFICER, {"state": process})

    @command(
        "court everything",
        when=lambda self: self.running("presented", "executed"),
        which=WHICH,
        state=st.sampled_from(["proven", "proven", "notProven"]),
        outcome=st.sampled_from(["continue", "fine", "moreOnerous", "extended", "reSentenced", "custody"]),
    )
    def the_court_decides(self, which: int, state: str, outcome: str) -> None:
        breach = self.breach(which, "presented", "executed")
        asked = {"state": state} | (self.proven(breach, outcome) if state == "proven" else {})
        if self.post("breach", f"{breach.url}/outcome", ENFORCEMENT_OFFICER, asked):
            self.it_has_ended(breach, state)

    def proven(self, breach: Breach, outcome: str) -> dict[str, Any]:
        """What the court does where a breach is proven; a harder order is harder each time."""
        case = self.cases[breach.sentence_id]
        rehabilitation, work = (one.model_dump(mode="json", by_alias=True) for one in ORDERED)
        work["amount"] += 10 * len(self.breaches) if outcome == "moreOnerous" else 0
        ends_on = london_date(case.sentenced_at) + timedelta(days=1000)
        after = {"orderEndsOn": ends_on.isoformat(), "requirements": [rehabilitation, work]}
        match outcome:
            case "continue":
                return {"outcome": "continue", "penalty": "none"}
            case "fine":
                return {"outcome": "continue", "penalty": "fine", "fineAmount": 150}
            case "moreOnerous" | "extended":
                return {"outcome": "continue", "penalty": outcome, "orderAfter": after}
            case _:
                return {"outcome": outcome, "endedOn": self.day(0)}

    @command(
        "packs court breach everything",
        when=lambda self: self.running(),
        which=WHICH,
        by_crc=st.booleans(),
        now=st.integers(0, 3),
    )
    def a_breach_is_taken_back(self, which: int, by_crc: bool, now: int) -> None:
        if now:
            return  # seldom: it ends the story of the breach
        breach = pick(which, self.running(), list(self.breaches.values()))
        asked = {"state": "withdrawn", "withdrawalReason": "notInPublicInterest"}
        who = breach.manager if by_crc else ENFORCEMENT_OFFICER
        if self.post("breach", f"{breach.url}/outcome", who, asked):
            self.it_has_ended(breach, "withdrawn")

    def it_has_ended(self, breach: Breach, state: str) -> None:
        """A breach that was ended by a person has told how, and of what was recommended first and last."""
        assert breach.state == state
        assert breach.concluded is not None
        assert breach.concluded["state"] == state
