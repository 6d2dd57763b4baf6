"""What is decided at the threshold: breach, recall, or neither with a reason and a manager's name."""

from hypothesis import strategies as st

from tests.integration.across.asking import WHICH, command, pick
from tests.integration.across.enforcement.cases import Case
from tests.integration.across.enforcement.contact_rules import ContactRules
from tests.integration.across.enforcement.counting import ATTENDED, THRESHOLD, Contact


class DecisionRules(ContactRules):
    """Enforcement decisions."""

    def decisions(self) -> list[tuple[Case, str]]:
        """Every decision that fell due, with its case."""
        return [(case, one) for case in self.cases.values() for one in case.decisions]

    def owed_decisions(self) -> list[tuple[Case, str]]:
        """Those that somebody owes, where the CRC still has the case."""
        return [(case, one) for case in self.open_cases() for one in case.due]

    def just_due(self) -> list[tuple[Case, Contact]]:
        """Failures without each of which the decision that is due would not be."""
        return [
            (case, one)
            for case in self.open_cases()
            if case.due and not (count := self.count(case)).frozen and len(count) == THRESHOLD
            for one in case.contacts.values()
            if one.appointment_id in count.appointments
        ]

    @command("contact decisions everything", when=lambda self: self.just_due(), which=WHICH, excused=st.booleans())
    def a_failure_at_the_threshold_was_none(self, which: int, excused: bool) -> None:
        """It is excused in time, or corrected: there is nothing left to decide."""
        likely = self.just_due()
        case, contact = likely[which % len(likely)]
        outcome = "ATTC" if contact.outcome in ATTENDED else "AAME"
        if excused and contact.excuse is None:
            self.decide_on_the_excuse(case, contact, "accepted", outcome)
        else:
            self.correct(case, contact, outcome)

    @command(
        "contact decisions breach gate staff everything",
        when=lambda self: self.owed_decisions(),
        which=WHICH,
        what=st.sampled_from(["breach", "breach", "notEnforced", "recall"]),
        by_manager=st.booleans(),
    )
    def it_is_decided_what_is_done(self, which: int, what: str, by_manager: bool) -> None:
        case, decision = pick(which, self.owed_decisions(), self.decisions())
        asked = {"decision": what, "manager": f"{case.at}S201"}
        if what == "notEnforced":
            asked["reason"] = "complianceResumed"
        before = case.decisions[decision]
        path = f"{case.url}/enforcement-decisions/{decision}"
        if self.post("crc", path, case.manager if by_manager else case.who, asked):
            assert (before, case.decisions[decision]) == ("due", what), f"{before} became {case.decisions[decision]}"
            if case.custody:
                assert what != "breach" or not case.inside, "a person in custody is breached"
            else:
                assert what != "recall", "a community order has no recall"
