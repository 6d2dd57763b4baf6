"""What must hold, whatever was done: each promise is read through the APIs, and held against what the test knows."""

from typing import Any

from tests.integration.across.clocks import Run
from tests.integration.across.enforcement.cases import CRCS, DIVISION, ENFORCEMENT_OFFICER, Breach, Case, Cases
from tests.integration.across.enforcement.counting import THRESHOLD
from tests.integration.across.world import LEDGER

COVERING = ("due", "breach", "recall", "notEnforced")
OWED_IN = {
    "initiated": "breachReferred",
    "prepared": "breachReferred",
    "referred": "breachPresented",
    "accepted": "breachPresented",
    "returned": "packResubmitted",
}
"""Until a breach is before the court, somebody owes its next step."""


class WhatHolds(Cases):
    """The promises."""

    def both_services_say_the_same_of_every_clock_as_their_facts(self) -> None:
        """The ledger is what the facts make of it."""
        for service, clocks in self.clocks.items():
            clocks.must_equal(self.world.rows(service, LEDGER))

    def nothing_is_parked(self) -> None:
        """Whatever was delivered could be taken."""
        for service in self.world.services:
            parked = self.world.rows(service, "SELECT event_type, reason FROM dead_letter")
            assert not parked, f"{service} has parked {parked}"

    def nobody_is_over_the_threshold_in_silence(self) -> None:
        """Every failure that counts, at the threshold or above it, is one about which somebody decides or has decided.

        Where a breach has been decided and has not ended, it is about all of them.
        """
        for case in self.open_cases():
            view = self.get("crc", case.url, case.who)
            self.the_failures_are_counted_right(case, view)
            self.the_decisions_are_as_told(case, view)

    def the_failures_are_counted_right(self, case: Case, view: dict[str, Any]) -> None:
        """The service's count is the test's own; it stands still while a breach runs, and is nothing when it ended."""
        count = self.count(case)
        said = (view["failuresIn12Months"], view["countFrozen"])
        assert said == (len(count), count.frozen), f"{case.sentence_id}: {said} said, counted {count}"
        if len(count) < THRESHOLD or self.enforced(case):
            return
        covered = {
            failure
            for one in view["enforcementDecisions"]
            if case.decisions[one["decisionId"]] in COVERING
            for failure in one["failures"]
        }
        silent = count.appointments - covered
        assert not silent, f"{len(count)} failures count, and nobody owes or made a decision about {silent}"

    def the_decisions_are_as_told(self, case: Case, view: dict[str, Any]) -> None:
        """What is due has a clock, or ran out with the CRC that had the case before: then it is told as overdue."""
        said = {one["decisionId"]: one["decision"] or one["state"] for one in view["enforcementDecisions"]}
        assert said == case.decisions, f"{case.sentence_id}: {said}, told was {case.decisions}"
        runs = self.clocks["crc"].last("enforcementDecision")
        for decision in case.due:
            run = runs[decision]
            assert run.is_owed or (run.cancelled_at and run.overdue_at), f"{decision} is due, and has no clock"

    def each_breach_is_in_one_state(self) -> None:
        """The one into which the facts brought it, by the way that the domain has; and its first recommendation."""
        listed = self.get("breach", "/breaches?limit=200", ENFORCEMENT_OFFICER)["items"]
        said = {one["breachId"]: (one["state"], one["firstRecommendation"], one["recommendation"]) for one in listed}
        assert len(said) == len(listed), "a breach is listed twice"
        told = {one.breach_id: (one.state, one.first, one.recommendation) for one in self.breaches.values()}
        assert said == told, f"listed are {said}, told was {told}"

    def one_version_is_in_one_place(self) -> None:
        """Each breach is in the list of its state, and in no other; its history is the way that was told."""
        for state in {one.state for one in self.breaches.values()} | {"returned", "accepted"}:
            listed = self.get("breach", f"/breaches?state={state}&limit=200", ENFORCEMENT_OFFICER)["items"]
            ids = {one["breachId"] for one in listed}
            assert ids == {one.breach_id for one in self.breaches.values() if one.state == state}
        for breach in self.breaches.values():
            view = self.get("breach", breach.url, ENFORCEMENT_OFFICER)
            history = [one["state"] for one in view["history"]]
            assert history == breach.states, f"{breach.breach_id}: {history}, told was {breach.states}"
            assert view["holder"] == self.holder(breach)

    def holder(self, breach: Breach) -> str:
        """Who has the pack, and the next move."""
        return breach.provider if breach.state in ("initiated", "prepared", "returned") else DIVISION

    def whoever_owes_has_a_clock(self) -> None:
        """Once the clocks have been looked at: a breach that no court has yet has one clock, and its holder owes it.

        None runs where what is owed has run out: it stands as missed.
        """
        now = self.world.clock.now()
        for breach in self.running():
            if (expected := self.owed_on(breach)) is not None:
                runs = self.clocks_of(breach)
                running = {(name, run.owner) for name, run in runs if run.is_silent and run.due_at >= now}
                missed = any(name == expected[0] and run.is_owed and run.due_at < now for name, run in runs)
                assert running == {expected} or (missed and not running), f"{breach.states}: {running}, not {expected}"
        self.owners_have_the_case()
        self.one_version_is_in_one_place()

    def clocks_of(self, breach: Breach) -> list[tuple[str, Run]]:
        """Every clock of a breach: its sentence has no other that runs."""
        return [
            (obligation, run)
            for (obligation, _), runs in self.clocks["breach"].runs.items()
            for run in runs
            if run.sentence_id == breach.sentence_id
        ]

    def owed_on(self, breach: Breach) -> tuple[str, str] | None:
        """What is owed on a breach, and by whom."""
        own = breach.provider == breach.division
        obligation = OWED_IN.get(breach.state)
        if obligation is None:
            return None
        if breach.dispute is not None:
            return "returnDisputeDecided", breach.division
        if own or obligation == "breachPresented":
            return "breachPresented", breach.division
        return "packResubmitted" if breach.returned else obligation, breach.provider

    def owners_have_the_case(self) -> None:
        """What can still be done in time is owed by the CRC that has the case, or by the prison.

        What ran out with a CRC that had it before stands as that one's miss.
        """
        now = self.world.clock.now()
        for (obligation, subject), runs in self.clocks["crc"].runs.items():
            run = runs[-1]
            if run.is_silent and run.due_at >= now and run.owner != "prison":
                case = self.cases[run.sentence_id or ""]
                assert run.owner == case.provider, f"{run.owner} owes {obligation} of {subject}, {case.provider} has it"

    def everybody_knows_how_it_ended(self) -> None:
        """Once everything has been delivered: a breach that has ended has ended at the CRC too, said out loud."""
        told = {body["breachId"] for fact, body in self.all_of("crc") if fact == "failure-count-reset"}
        for breach in self.breaches.values():
            case = self.cases[breach.sentence_id]
            if breach.concluded is not None and case.provider is not None:
                assert breach.breach_id in told, f"{breach.breach_id} has ended, and the CRC does not say so"
                running = [one for one in self.running() if one.sentence_id == case.sentence_id]
                assert self.count(case).frozen == bool(running)

    def whoever_supervises_has_what_there_is_to_do(self) -> None:
        """Once everything has been delivered: the CRC that was given a case has it, and a pack on it is that CRC's.

        Where the NPS has it the pack is the division's own; where the order has ended, no breach goes to court.
        """
        for case in self.cases.values():
            has = case.holder if case.holder in CRCS else None
            assert case.provider == has, (
                f"{case.provider} has a case of which allocation told that {case.holder} has it"
            )
        for breach in self.running("initiated", "prepared", "returned"):
            holder = self.cases[breach.sentence_id].holder
            assert breach.provider == holder, f"{breach.provider} prepares a breach, {holder} supervises"

    def all_of(self, service: str) -> list[tuple[str, dict[str, Any]]]:
        """Everything that a service has told."""
        return self.world.runner.run(self.world.services[service].events())
