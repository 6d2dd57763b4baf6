"""What runs have shown, as Markdown, and its place in the page."""

from collections import Counter
from collections.abc import Mapping, Sequence

from benchmarks.report import machine, table
from benchmarks.report import write as write_between
from tests.faults.rig.findings import Kind
from tests.faults.rig.run import Outcome
from tests.faults.rig.table import HEAD, together
from tests.kafka.node import CHECKOUT, kafka_version

PAGE = CHECKOUT / "docs" / "rig.md"


def told(outcomes: Sequence[Outcome], skipped: Mapping[str, str], seed: int) -> str:
    """A few sentences and the table; `skipped` says what was not done, and why."""
    rows = together([outcome.rows for outcome in outcomes])
    again = sum((outcome.tried_again for outcome in outcomes), Counter[str]())
    broken = ", ".join(f"{count} {kind}" for kind, count in zip(Kind, rows[-1].found, strict=True))
    people, minutes = sum(one.people for one in outcomes), sum(one.seconds for one in outcomes) / 60
    lines = [
        f"**{rows[-1].times} times something was broken; {rows[-1].acknowledged} commands acknowledged; {broken}.**",
        "",
        f"{people} people served in {minutes:.0f} minutes, seed {seed}; Apache Kafka {kafka_version()}; {machine()}, "
        "shared with other work: the seconds are illustrative.",
        "",
        f"Calls that were made again: {_counted(again)}. Messages that stand on a topic more than once: "
        f"{sum(outcome.repeated for outcome in outcomes)}; after a later one of their person, of another record: "
        f"{sum(outcome.overtaken for outcome in outcomes)}.",
        "",
        table(HEAD, [row.cells() for row in rows], right=1),
    ]
    lines += [f"\nNot done: {name}, because {why}." for name, why in skipped.items()]
    return "\n".join(lines)


def _counted(again: Counter[str]) -> str:
    return ", ".join(f"{times} times {why}" for why, times in again.most_common()) or "none"


def write(text: str) -> None:
    """Put it into the page of the rig."""
    write_between("rig", text, PAGE)
