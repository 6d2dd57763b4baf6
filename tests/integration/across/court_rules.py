"""What the court's people do about reports and checks: a rule asks, and notes what the test then knows by itself."""

from typing import Any

from hypothesis import strategies as st

from shared.runtime.auth import Role
from tests.integration.across.asking import WHICH, command, headers, pick
from tests.integration.across.office import COURT_OFFICER, SENIOR, Office, Report
from tests.integration.across.world import World

PEOPLE = ("X320741", "X320742")
# One who writes alone, and one whose reports are countersigned.
AUTHORS = (("N07B960", "PO", ["courtReports", "sara"]), ("N07B961", "trainee", ["courtReports"]))
KINDS = ("domesticAbuse", "childSafeguarding", "previousConvictions")
ANSWERS: tuple[dict[str, Any], ...] = (
    {"answer": "nothingKnown"},
    {"answer": "information", "indicatesRosh": "medium", "indicatesDomesticAbuse": True},
    {"answer": "information", "indicatesRosh": "high", "indicatesChildSafeguarding": True},
)
POLICE = headers("police", "POLICE1", Role.CHECK_AGENCY)

READ = ["interview", "prosecutionPapers", "previousConvictions", "supervisionRecords", "previousAssessments"]
SARA = {"towardsPartner": "moderate", "towardsOthers": "low"}
KNOWN = {"roshLevel": "medium", "roshDepth": "screening", "rsr": "2.41", "sourcesConsulted": READ}
USUAL: tuple[dict[str, Any], ...] = (
    KNOWN,
    {**KNOWN, "roshDepth": "full"},
    {**KNOWN, "rsr": "7.10"},
    {**KNOWN, "sara": SARA},
)
ASSESSED = st.one_of(
    st.sampled_from(USUAL),
    st.fixed_dictionaries(
        {},
        optional={
            "roshLevel": st.sampled_from(["low", "medium", "high"]),
            "roshDepth": st.sampled_from(["screening", "full"]),
            "rsr": st.sampled_from(["2.41", "7.10"]),
            "mappaEligible": st.booleans(),
            "domesticAbuse": st.booleans(),
            "sara": st.just(SARA),
            "sourcesConsulted": st.sampled_from([READ, READ[:1]]),
        },
    ),
)


class CourtRules(Office):
    """Reports and checks."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        for officer, grade, training in AUTHORS:
            author = {"officer": officer, "team": "N07DTX", "grade": grade, "employment": "permanent"}
            assert self.post("court", "/authors", SENIOR, {**author, "training": training})

    def every_check(self) -> list[tuple[Report, str]]:
        """Each check that was asked for or dispensed with, on its report."""
        return [(report, kind) for report in self.reports for kind in report.checks]

    def awaited(self) -> list[tuple[Report, str]]:
        """Those that have no answer yet."""
        return [(report, kind) for report, kind in self.every_check() if kind not in report.settled]

    @command(
        "reports",
        when=lambda self: len(self.reports) < 5,
        crn=st.sampled_from(PEOPLE),
        kind=st.sampled_from(["oral", "fast", "standard"]),
        days=st.integers(0, 4),
    )
    def the_court_asks_for_a_report(self, crn: str, kind: str, days: int) -> None:
        asked = {"crn": crn, "courtCode": "CRYDMC", "division": "N07", "team": "N07DTX"}
        asked |= {"requestedType": kind, "courtDate": self.day(days)}
        if made := self.post("court", "/reports", COURT_OFFICER, asked):
            self.reports.append(Report(made["reportId"], crn, kind))

    @command("reports", when=lambda self: self.reports, which=WHICH, author=st.sampled_from([0, 0, 1]))
    def an_author_is_named(self, which: int, author: int) -> None:
        path = f"/reports/{self.report(which).report_id}/author"
        self.post("court", path, COURT_OFFICER, {"author": AUTHORS[author][0]})

    @command(
        "reports orders",
        when=lambda self: self.reports,
        which=WHICH,
        kind=st.sampled_from(KINDS),
        needed=st.sampled_from([True, True, True, False]),
    )
    def a_check_is_asked_for(self, which: int, kind: str, needed: bool) -> None:
        report = self.report(which)
        asked = {"kind": kind} if needed else {"kind": kind, "notRequiredBecause": "No children in the household."}
        if made := self.post("court", f"/reports/{report.report_id}/checks", COURT_OFFICER, asked):
            report.checks |= {check["kind"]: check["checkId"] for check in made["checks"]}
            (report.settled.discard if needed else report.settled.add)(kind)

    @command(
        "reports news",
        when=lambda self: self.awaited(),
        which=WHICH,
        answer=st.sampled_from(ANSWERS),
        by_agency=st.booleans(),
    )
    def a_check_is_answered(self, which: int, answer: dict[str, Any], by_agency: bool) -> None:
        report, kind = pick(which, self.awaited(), self.every_check())
        check_id = report.checks[kind]
        if by_agency and kind == "domesticAbuse" and kind not in report.settled:
            done = self.post("court", f"/agency/checks/{check_id}/answer", POLICE, answer)
        else:
            path = f"/reports/{report.report_id}/checks/{check_id}/answer"
            done = self.post("court", path, COURT_OFFICER, answer)
        if done:
            report.settled.add(kind)
            if report.sentence is not None:
                self.gaps_end(report.sentence, "lateAnswer", lambda gap: gap.check_kind == kind)

    @command("reports", when=lambda self: self.awaited(), which=WHICH)
    def an_agency_is_asked_again(self, which: int) -> None:
        report, kind = pick(which, self.awaited(), self.every_check())
        self.post("court", f"/reports/{report.report_id}/checks/{report.checks[kind]}/chase", COURT_OFFICER)

    @command(
        "reports",
        when=lambda self: self.reports,
        which=WHICH,
        said=ASSESSED,
        another=st.sampled_from([None, None, None, "fast", "addendum", "addendum"]),
    )
    def a_report_is_written(self, which: int, said: dict[str, Any], another: str | None) -> None:
        report = self.report(which)
        asked = {"deliveredType": another or report.asked_for, "differsBecause": "The court wanted it on the day."}
        if made := self.post("court", f"/reports/{report.report_id}/completion", COURT_OFFICER, {**asked, **said}):
            report.written = {**(report.delivered or {}), **said}
            if made["state"] == "completed":
                report.delivered = report.written

    @command(
        "reports",
        when=lambda self: any(report.written for report in self.reports),
        which=WHICH,
        decision=st.sampled_from(["countersigned", "countersigned", "returned"]),
    )
    def a_report_is_countersigned(self, which: int, decision: str) -> None:
        report = self.report(which)
        asked = {"decision": decision, "reason": "The proposal does not follow from the analysis."}
        made = self.post("court", f"/reports/{report.report_id}/countersignature", SENIOR, asked)
        if made and decision == "countersigned":
            report.delivered = report.written

    @command("reports", when=lambda self: self.reports, which=WHICH, days=st.integers(3, 12), addendum=st.booleans())
    def the_case_is_put_off(self, which: int, days: int, addendum: bool) -> None:
        report = self.report(which)
        wanted = addendum and report.delivered is not None
        asked = {"courtDate": self.day(days), "reason": "checksOutstanding", "addendumWanted": wanted}
        self.post("court", f"/reports/{report.report_id}/adjournment", COURT_OFFICER, asked)

    @command("reports", when=lambda self: len(self.reports) > 2, which=WHICH)
    def a_report_is_withdrawn(self, which: int) -> None:
        report = self.report(which)
        if self.post("court", f"/reports/{report.report_id}/withdrawal", COURT_OFFICER, {"reason": "caseDropped"}):
            report.withdrawn = True
