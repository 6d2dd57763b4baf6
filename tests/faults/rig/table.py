"""The table: a row for each fault, with what was promised meanwhile, what was broken of it, and the time to recover."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from tests.faults.rig.findings import AT_REST, Finding, Kind, fault_at
from tests.faults.rig.system import CALM, Injection

HEAD = (
    "Fault",
    "Times",
    "Commands acknowledged",
    *(kind.value.capitalize() for kind in Kind),
    "Recovered after, s: median",
    "most",
)


@dataclass(frozen=True, slots=True)
class Row:
    """What is told of one fault."""

    fault: str
    times: int
    acknowledged: int
    found: tuple[int, ...]
    """By kind, in the order of `Kind`."""
    recovered: tuple[float, ...]

    def cells(self) -> list[str]:
        """The row as text."""
        after = [f"{median(self.recovered):.1f}", f"{max(self.recovered):.1f}"] if self.recovered else ["-", "-"]
        times = str(self.times) if self.times else "-"
        return [self.fault, times, str(self.acknowledged), *map(str, self.found), *after]


def rows(injections: list[Injection], acknowledged_at: Sequence[float], findings: Sequence[Finding]) -> list[Row]:
    """A row for the time without any fault, one for each that was injected, and one for what is put down to none."""
    commands = Counter(fault_at(injections, at) for at in acknowledged_at)
    found = Counter((finding.fault, finding.kind) for finding in findings)
    names = list(dict.fromkeys(one.fault for one in injections))
    if any(finding.fault == AT_REST for finding in findings):
        names.append(AT_REST)
    return [
        Row(
            fault=name,
            times=sum(one.fault == name for one in injections) if name != CALM else 0,
            acknowledged=commands[name],
            found=tuple(found[name, kind] for kind in Kind),
            recovered=tuple(one.recovered for one in injections if one.fault == name and one.recovered is not None),
        )
        for name in names
    ]


def added_up(of: Sequence[Row], fault: str = "in all") -> Row:
    """One row that is the sum of some."""
    return Row(
        fault=fault,
        times=sum(row.times for row in of),
        acknowledged=sum(row.acknowledged for row in of),
        found=tuple(sum(row.found[place] for row in of) for place in range(len(Kind))),
        recovered=tuple(seconds for row in of for seconds in row.recovered),
    )


def together(runs: Sequence[Sequence[Row]]) -> list[Row]:
    """The rows of several runs as one table, by the names of the faults, with the sum of all below."""
    every = [row for run in runs for row in run]
    names = sorted({row.fault for row in every}, key=lambda name: (name == AT_REST, name != CALM, name))
    made = [added_up([row for row in every if row.fault == name], name) for name in names]
    return [*made, added_up(made)]
