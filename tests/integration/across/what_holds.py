"""What must hold, whatever was done: each promise is read through the APIs, and held against what the test knows."""

from tests.integration.across.asking import INSPECTOR
from tests.integration.across.clocks import Run
from tests.integration.across.office import COURT_OFFICER
from tests.integration.across.supervision_rules import SupervisionRules
from tests.integration.across.world import LEDGER

STANDINGS = {
    None: "open",
    "lateAnswer": "answered",
    "supervisedWithoutIt": "supervisedWithoutIt",
    "orderEnded": "orderEnded",
}


class WhatHolds(SupervisionRules):
    """The promises."""

    def both_services_say_the_same_of_every_clock_as_their_facts(self) -> None:
        """The ledger is what the facts make of it."""
        for service, clocks in self.clocks.items():
            clocks.must_equal(self.world.rows(service, LEDGER))

    def no_gap_has_disappeared(self) -> None:
        """What is open is on the work list, with a clock; the rest was answered, given up, or ended with its order."""
        listed = {gap["gapId"] for gap in self.get("court", "/gaps?state=open&limit=200", COURT_OFFICER)["items"]}
        still_open = {gap.gap_id for sentence in self.sentences for gap in sentence.open_gaps}
        assert listed == still_open, f"{listed ^ still_open} open for one side only"
        self.owed_is("court", "informationGapAnswered", still_open)

    def one_organisation_holds_the_risk(self) -> None:
        """Of each sentence that allocation has heard of: the one whom the facts name, and nobody else."""
        listed = self.get("allocation", "/allocations?limit=200", INSPECTOR)["items"]
        said = {one["sentenceId"]: one["riskHeldBy"] for one in listed}
        assert len(said) == len(listed), "a sentence is listed twice"
        assert said == self.holders.now, f"the record says {said}, the facts {self.holders.now}"

    def nothing_is_parked(self) -> None:
        """Whatever was delivered could be taken."""
        for service in self.world.services:
            parked = self.world.rows(service, "SELECT event_type, reason FROM dead_letter")
            assert not parked, f"{service} has parked {parked}"

    def whoever_owes_has_a_clock(self) -> None:
        """What is undecided has a clock that runs or has run out, and what is decided has none."""
        undelivered = {report.report_id for report in self.reports if report.is_live and report.delivered is None}
        assert undelivered <= self.owed("court", "reportDelivered"), "a report is owed, and has no clock"
        awaited = self.get("allocation", "/allocations?state=awaitingReply&limit=200", INSPECTOR)["items"]
        offered = {one["sentenceId"] for one in awaited}
        self.owed_is("allocation", "allocationAnswered", offered, by_sentence=True)
        rejected = self.get("allocation", "/allocations?state=rejected&limit=200", INSPECTOR)["items"]
        sent_back = {one["sentenceId"] for one in rejected}
        self.owed_is("allocation", "allocationDecided", sent_back, by_sentence=True)
        for obligation, path, key in (
            ("transferDecided", "/transfers?state=proposed", "transferId"),
            ("riskEscalationDecided", "/escalations?state=received", "escalationId"),
            ("interventionReferralAnswered", "/purchases?state=referred", "purchaseId"),
        ):
            undecided = self.get("allocation", f"{path}&limit=200", INSPECTOR)["items"]
            self.owed_is("allocation", obligation, {one[key] for one in undecided})
        self.the_nps_reads_what_it_supervises()

    def the_nps_reads_what_it_supervises(self) -> None:
        """Where the NPS supervises: an officer is owed, then the reading of every gap, anew by every officer (¶11)."""
        supervised = {
            one["sentenceId"]
            for state in ("keptByNps", "transferred")
            for one in self.get("allocation", f"/allocations?state={state}&limit=200", INSPECTOR)["items"]
        }
        self.owed_is("allocation", "npsResponsibleOfficerNamed", supervised - set(self.nps_officer))
        unread = {
            gap
            for sentence in self.sentences
            if sentence.sentence_id in supervised
            for gap in set(sentence.gaps) - self.read_by_nps.get(sentence.sentence_id, set())
        }
        self.owed_is("allocation", "npsInformationGapAcknowledged", unread)

    def both_services_say_the_same_of_every_gap(self) -> None:
        """Once everything has been delivered, the allocation record carries each gap as it stands at court."""
        for sentence in self.sentences:
            if sentence.supervised:
                record = self.get("allocation", f"/allocations/{sentence.sentence_id}", INSPECTOR)
                carried = {gap["gapId"]: gap["state"] for gap in record["gaps"]}
                known = {gap.gap_id: STANDINGS[gap.ended] for gap in sentence.gaps.values()}
                assert carried == known, f"{sentence.sentence_id}: carried {carried}, known {known}"

    def owed(self, service: str, obligation: str) -> set[str]:
        """What is owed under an obligation, in time or not."""
        return {subject for subject, run in self.clocks[service].last(obligation).items() if run.is_owed}

    def owed_is(self, service: str, obligation: str, what: set[str], *, by_sentence: bool = False) -> None:
        """AssertionError unless a clock is there for each of these, and none is left running for anything else."""
        owed: dict[str, Run] = {}
        for subject, run in self.clocks[service].last(obligation).items():
            if run.is_owed:
                owed[run.sentence_id or "" if by_sentence else subject] = run
        assert what <= set(owed), f"{what - set(owed)} is owed under {obligation}, and has no clock"
        # What had run out before it was settled in another way stays missed, and needs no end.
        idle = {one for one, run in owed.items() if one not in what and run.due_at >= self.world.clock.now()}
        assert not idle, f"{idle} is settled, and its clock for {obligation} runs on"
