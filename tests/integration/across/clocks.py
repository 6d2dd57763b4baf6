"""Every clock, folded from what was told by rules of the test's own: none is taken from the code that is tested.

What may meet a clock, and what may end it undone, is said here once for each obligation; a clock that goes any other
way is a failure, in a sentence.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

Key = tuple[str, str]


@dataclass(frozen=True)
class Ways:
    """The facts that may meet a clock, end it undone, or put off its time; and how its owners' names begin.

    `anew` are those that end it whether it has run out or not, because it begins anew, under its name, for another.
    """

    met: frozenset[str]
    cancelled: frozenset[str]
    put_off: frozenset[str]
    owners: tuple[str, ...]
    anew: frozenset[str]


def ways(met: str, cancelled: str = "", put_off: str = "", owners: str = "N C", anew: str = "") -> Ways:
    """The same, of words: a fact, or a fact and what it says (`information-gap-closed:lateAnswer`)."""
    of_met, of_cancelled, of_put_off, of_anew = (frozenset(one.split()) for one in (met, cancelled, put_off, anew))
    return Ways(of_met, of_cancelled | of_anew, of_put_off, tuple(owners.split()), of_anew)


COURT: Mapping[str, Ways] = {
    "reportDelivered": ways(
        "report-completed", "sentence-passed report-withdrawn report-adjourned", put_off="report-adjourned"
    ),
    "preSentenceCheckAnswered": ways("check-answered", "sentence-passed report-withdrawn", put_off="report-adjourned"),
    "informationGapAnswered": ways(
        "information-gap-closed:lateAnswer",
        "information-gap-closed:supervisedWithoutIt information-gap-closed:orderEnded",
    ),
}
ALLOCATION: Mapping[str, Ways] = {
    "allocationDecided": ways("allocation-decided", "case-transferred allocation-ended"),
    "allocationAnswered": ways(
        "allocation-accepted allocation-rejected", "allocation-decided case-transferred allocation-ended"
    ),
    "transferDecided": ways(
        "transfer-decided:accepted transfer-decided:rejected", "transfer-decided:withdrawn transfer-decided:overtaken"
    ),
    "npsResponsibleOfficerNamed": ways("responsible-officer-named", "allocation-ended"),
    "npsInformationGapAcknowledged": ways("gap-acknowledged", "allocation-ended"),
    "interventionReferralAnswered": ways(
        "purchase-progressed:accepted purchase-progressed:declined", "purchase-progressed:withdrawn"
    ),
    "riskEscalationDecided": ways(
        "escalation-decided:accepted escalation-decided:notAccepted escalation-decided:returned",
        "escalation-decided:withdrawn case-transferred allocation-decided allocation-ended",
    ),
}


def names_of(fact: str, body: Mapping[str, Any]) -> set[str]:
    """A fact by its name, and with each word by which it says how something ended."""
    said = (body.get(word) for word in ("closure", "outcome", "decision", "state"))
    return {fact, *(f"{fact}:{word}" for word in said if word)}


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)


@dataclass
class Run:
    """One run of a clock, from its start until it is met or nobody owes the thing any more."""

    owner: str
    due_at: datetime
    started_at: datetime
    sentence_id: str | None
    met_at: datetime | None = None
    cancelled_at: datetime | None = None
    overdue_at: datetime | None = None

    @property
    def is_owed(self) -> bool:
        """Neither met nor cancelled."""
        return self.met_at is None and self.cancelled_at is None

    @property
    def is_silent(self) -> bool:
        """Owed, and not told to be overdue."""
        return self.is_owed and self.overdue_at is None


class Clocks:
    """The clocks of one service."""

    def __init__(self, allowed: Mapping[str, Ways]) -> None:
        self.allowed = allowed
        self.runs: dict[Key, list[Run]] = {}

    def hear(self, fact: str, body: Mapping[str, Any], at: datetime, happened: datetime | None = None) -> None:
        """Take a fact of the service; AssertionError where it does to a clock what nothing allows.

        `happened` is when that happened of which the fact is the consequence, where it was heard of later.
        """
        for change in body.get("clocks", ()):
            key = (change["obligation"], change["subjectId"])
            assert key[0] in self.allowed, f"{fact} touches {key[0]}, of which this test knows nothing"
            if change["dueAt"] is not None:
                self._start(key, fact, Run(change["owner"], _time(change["dueAt"]), at, body.get("sentenceId")))
            if change["action"] != "started":
                self._end(key, names_of(fact, body), change["action"], at, happened or at)
        if fact.endswith("-overdue"):
            self._run_out((body["obligation"], body["subjectId"]), fact, body, at)

    def _start(self, key: Key, fact: str, started: Run) -> None:
        assert started.owner.startswith(self.allowed[key[0]].owners), f"{fact} makes {started.owner} owe {key}"
        runs = self.runs.setdefault(key, [])
        if runs and runs[-1].is_owed:
            assert fact in self.allowed[key[0]].put_off, f"{fact} starts {key}, which runs already"
            assert runs[-1].overdue_at is None, f"{fact} puts {key} off, which has been told to be overdue"
            in_time = started.started_at <= runs[-1].due_at
            assert in_time, f"{fact} puts {key} off after its time: nobody has told that it ran out"
            runs.pop()
        runs.append(started)

    def _end(self, key: Key, names: set[str], action: str, at: datetime, happened: datetime) -> None:
        fact = max(names)
        assert self.runs.get(key), f"{fact} ends {key}, which never ran"
        run = self.runs[key][-1]
        assert run.is_owed, f"{fact} ends {key}, which has ended"
        if action == "met":
            assert names & self.allowed[key[0]].met, f"{fact} meets {key}"
            run.met_at = at
            return
        assert names & self.allowed[key[0]].cancelled, f"{fact} cancels {key}"
        in_time = run.overdue_at is not None or happened <= run.due_at or names & self.allowed[key[0]].anew
        assert in_time, f"{fact} cancels {key} after its time: nobody has told that it ran out"
        run.cancelled_at = at

    def _run_out(self, key: Key, fact: str, body: Mapping[str, Any], at: datetime) -> None:
        assert self.runs.get(key), f"{fact} of {key}, which never ran"
        run = self.runs[key][-1]
        assert run.is_owed, f"{fact} of {key}, which has ended"
        assert run.overdue_at is None, f"{fact} of {key} for the second time"
        assert run.due_at < at, f"{fact} of {key} before its time"
        said = (body["owner"], _time(body["dueAt"]))
        assert said == (run.owner, run.due_at), f"{fact} of {key} says {said}, not {run.owner} by {run.due_at}"
        run.overdue_at = at

    def last(self, obligation: str) -> dict[str, Run]:
        """The last run of each clock of an obligation, by what is owed."""
        return {subject: runs[-1] for (name, subject), runs in self.runs.items() if name == obligation}

    def silent_after(self, now: datetime) -> list[Key]:
        """The clocks that have run out by now and of which nothing was told."""
        return [key for key, runs in self.runs.items() for run in runs if run.is_silent and run.due_at < now]

    def must_equal(self, ledger: Iterable[Mapping[str, Any]]) -> None:
        """AssertionError unless the service's own ledger says the same of every clock."""
        mine = {
            key: (r.owner, r.due_at, r.started_at, r.met_at, r.cancelled_at, r.overdue_at)
            for key, (*_, r) in self.runs.items()
        }
        columns = ("owner", "due_at", "started_at", "met_at", "cancelled_at", "overdue_at")
        kept = {(row["obligation"], str(row["subject_id"])): tuple(row[name] for name in columns) for row in ledger}
        assert kept == mine, f"{set(kept.items()) ^ set(mine.items())} in the ledger and in the facts"
