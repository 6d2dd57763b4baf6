"""What the simulator shows in a terminal: a timeline, as a person reads it."""

from datetime import datetime
from typing import Any

from rich.console import Console
from rich.table import Table

from simulator.calendar import LONDON

MARKS = {"met": "[green]met[/]", "metLate": "[yellow]met late[/]", "missed": "[red]missed[/]"}


def when(moment: str | None) -> str:
    """A moment in London's time, as officers write it."""
    if moment is None:
        return "-"
    return datetime.fromisoformat(moment).astimezone(LONDON).strftime("%a %d %b %Y %H:%M")


def timeline(console: Console, told: dict[str, Any]) -> None:
    """Print one person's timeline: what happened, who held the risk, what was missing, and each clock."""
    events = Table(title=f"{told['crn']}: what happened", title_justify="left", expand=False)
    for column in ("When", "Who", "What"):
        events.add_column(column, overflow="fold")
    for event in told["events"]:
        events.add_row(when(event["occurredAt"]), event["organisation"], event["summary"])
    console.print(events)

    holders = Table(title="Who held the risk", title_justify="left")
    for column in ("Organisation", "From", "To"):
        holders.add_column(column)
    for holder in told["riskHolders"]:
        holders.add_row(holder["organisation"], when(holder["from"]), when(holder["to"]) if holder["to"] else "now")
    console.print(holders)

    gaps = Table(title="What was missing at sentence", title_justify="left")
    for column in ("Cause", "Check or source", "Closed", "By", "Read by the officer of now"):
        gaps.add_column(column)
    for gap in told["gaps"]:
        gaps.add_row(
            gap["cause"],
            gap["checkKind"] or gap["source"] or "-",
            when(gap["closedAt"]),
            gap["closure"] or "still open",
            when(gap["acknowledgedAt"]),
        )
    console.print(gaps)

    clocks = Table(title="Clocks", title_justify="left")
    for column in ("What was owed", "By", "Due", "Done", "Result"):
        clocks.add_column(column)
    for clock in told["clocks"]:
        clocks.add_row(
            clock["obligation"],
            clock["owner"],
            when(clock["dueAt"]),
            when(clock["metAt"]),
            MARKS.get(clock["result"], clock["result"]),
        )
    console.print(clocks)
