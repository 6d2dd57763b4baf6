"""What the court's people do about sentences and what they lacked: sentencing, deciding, assessing late, appeals."""

from typing import Any

from hypothesis import strategies as st

from tests.integration.across.asking import WHICH, command, pick
from tests.integration.across.court_rules import ASSESSED, PEOPLE, CourtRules
from tests.integration.across.office import COURT_OFFICER, SENIOR, Gap, Report, Sentence

ALWAYS_NEEDED = {"domesticAbuse", "childSafeguarding"}


def answers(said: dict[str, Any], gap: Gap) -> bool:
    """Whether what was assessed late is what was missing."""
    return {
        "roshNotFullyAssessed": said.get("roshDepth") == "full",
        "rsrNotCalculated": "rsr" in said,
        "saraMissing": "sara" in said,
        "sourceNotConsulted": gap.source in said.get("sourcesConsulted", ()),
    }.get(gap.cause, False)


class OrderRules(CourtRules):
    """Sentences, gaps, orders."""

    @command(
        "reports orders answers",
        when=lambda self: len(self.sentences) < 5,
        which=WHICH,
        on_report=st.sampled_from([True, True, False]),
        disposal=st.sampled_from(["communityOrder", "communityOrder", "custody", "other"]),
        number=st.integers(1, 9),
    )
    def the_court_sentences(self, which: int, on_report: bool, disposal: str, number: int) -> None:
        report = self.report(which) if on_report and self.reports else None
        asked: dict[str, Any] = {
            "crn": PEOPLE[which % 2] if report is None else report.crn,
            "reportId": None if report is None else report.report_id,
            "courtCode": "CRYDMC",
            "division": "N07",
            "areaCrc": "C17",
            "eventNumber": number,
            "disposal": disposal,
            "orderEndsOn": self.day(365),
            "requirements": [],
        }
        if passed := self.post("court", "/sentences", COURT_OFFICER, asked):
            self.note_the_gaps(passed, report, supervised=disposal != "other")

    def note_the_gaps(self, passed: dict[str, Any], report: Report | None, *, supervised: bool) -> None:
        """Keep the gaps as they were answered; what was not settled before sentence must be among them."""
        gaps = {
            one["gapId"]: Gap(one["gapId"], one["cause"], one["checkKind"], one["source"]) for one in passed["gaps"]
        }
        asked_for = set() if report is None else set(report.checks)
        settled = set() if report is None else report.settled
        known = {} if report is None else report.delivered or {}
        missing: set[str] = (ALWAYS_NEEDED | asked_for) - settled if supervised else set()
        recorded = {gap.check_kind for gap in gaps.values() if gap.check_kind}
        assert recorded == missing, f"{missing} were not answered before sentence; recorded as gaps are {recorded}"
        for cause, lacks in {
            "roshNotFullyAssessed": known.get("roshDepth") != "full",
            "rsrNotCalculated": known.get("rsr") is None,
        }.items():
            is_gap = any(gap.cause == cause for gap in gaps.values())
            assert is_gap == (supervised and lacks), f"{cause}: {is_gap}, of a report that says {known}"
        sentence = Sentence(passed["sentenceId"], passed["crn"], supervised, gaps, report)
        self.sentences.append(sentence)
        if report is not None:
            report.sentence = sentence

    @command(
        "reports news",
        when=lambda self: any(sentence.open_gaps for sentence in self.sentences),
        which=st.integers(0, 9),
    )
    def somebody_decides_to_supervise_without_it(self, which: int) -> None:
        every = [(sentence, gap) for sentence in self.sentences for gap in sentence.gaps.values()]
        sentence, gap = pick(which, [(of, one) for of, one in every if one.ended is None], every)
        asked = {"closure": "supervisedWithoutIt", "reason": "The interview was refused twice."}
        path = f"/sentences/{sentence.sentence_id}/gaps/{gap.gap_id}/closure"
        if after := self.post("court", path, SENIOR, asked):
            gap.ended = "supervisedWithoutIt"
            [closed] = [one for one in after["gaps"] if one["gapId"] == gap.gap_id]
            named = (closed["closedBy"], closed["reason"])
            assert named == ("N07S410", asked["reason"]), f"a gap was given up by {named}"

    @command("news", when=lambda self: self.sentences, which=WHICH, said=ASSESSED)
    def it_is_assessed_late(self, which: int, said: dict[str, Any]) -> None:
        sentence = self.sentence(which)
        if self.post("court", f"/sentences/{sentence.sentence_id}/assessments", COURT_OFFICER, said):
            self.gaps_end(sentence, "lateAnswer", lambda gap: answers(said, gap))

    @command("orders", when=lambda self: self.sentences, which=WHICH)
    def an_appeal_is_lodged(self, which: int) -> None:
        sentence = self.sentence(which)
        if after := self.post("court", f"/sentences/{sentence.sentence_id}/appeals", COURT_OFFICER):
            sentence.appeals.append(after["appeals"][-1]["appealId"])
            sentence.under_appeal = True

    @command(
        "orders",
        when=lambda self: any(sentence.under_appeal for sentence in self.sentences),
        which=WHICH,
        outcome=st.sampled_from(["dismissed", "varied", "varied", "quashed"]),
        keeps=st.booleans(),
    )
    def an_appeal_is_decided(self, which: int, outcome: str, keeps: bool) -> None:
        appealed = [sentence for sentence in self.sentences if sentence.appeals]
        sentence = pick(which, [one for one in appealed if one.under_appeal], appealed)
        varied = {"disposal": "communityOrder" if keeps else "other", "orderEndsOn": self.day(200)}
        asked = {"outcome": outcome} | ({"order": varied} if outcome == "varied" else {})
        path = f"/sentences/{sentence.sentence_id}/appeals/{sentence.appeals[-1]}/outcome"
        if self.post("court", path, COURT_OFFICER, asked):
            sentence.under_appeal = False
            if outcome == "quashed" or (outcome == "varied" and sentence.supervised and not keeps):
                self.the_order_has_ended(sentence)

    @command(
        "orders transfers",
        when=lambda self: self.sentences,
        which=WHICH,
        area=st.sampled_from([None, "C18"]),
        days=st.integers(100, 700),
    )
    def the_court_changes_an_order(self, which: int, area: str | None, days: int) -> None:
        cause = "moveOfResidence" if area else "application"
        asked: dict[str, Any] = {"cause": cause, "orderEndsOn": self.day(days), "requirements": [], "areaCrc": area}
        self.post("court", f"/sentences/{self.sentence(which).sentence_id}/amendments", COURT_OFFICER, asked)

    @command("orders ends", when=lambda self: len(self.sentences) > 1, which=WHICH)
    def an_order_is_revoked(self, which: int) -> None:
        sentence = self.sentence(which)
        asked = {"cause": "goodProgress", "endedOn": self.day(0), "reason": "Every requirement was completed."}
        if self.post("court", f"/sentences/{sentence.sentence_id}/revocation", COURT_OFFICER, asked):
            self.the_order_has_ended(sentence)

    def the_order_has_ended(self, sentence: Sentence) -> None:
        """Nobody is supervised under it any more; what nobody had given up has ended with it."""
        sentence.in_force = sentence.under_appeal = False
        for gap in sentence.open_gaps:
            gap.ended = "orderEnded"
