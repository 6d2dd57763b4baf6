"""The benchmark of lists as a table, with whether each met its goal."""

from collections.abc import Mapping, Sequence
from statistics import median

from benchmarks.lists.timing import Timed
from benchmarks.report import table

GOAL = 1.5
"""Most times as long as at the small size."""

HEAD = ("List", "Caller", "Page", "Rows", "Small, ms", "Large, ms", "Large ÷ small", "Goal")


def told(
    timed: Sequence[Timed],
    people: tuple[int, int],
    rows: Mapping[str, tuple[dict[str, int], dict[str, int]]],
    machine: str,
    rounds: int,
    requests: int,
) -> str:
    """The section of the page."""
    bounded = [one for one in timed if one.bounded]
    met = sum(not missed(one) for one in bounded)
    worst = max(bounded, key=lambda one: one.ratio)
    sizes = "; ".join(
        f"{service}: {_counts(small)} against {_counts(large)}" for service, (small, large) in rows.items()
    )
    return "\n\n".join(
        (
            f"**{met} of {len(bounded)} within {GOAL} times; the slowest by comparison {worst.ratio:.2f} times "
            f"({worst.name}, {worst.caller}, {worst.page} page).**",
            f"{people[1]:,} people against {people[0]:,}; {machine}. Medians of {rounds} rounds of {requests} requests "
            "at each size, in turn; in brackets the least and the most of the rounds.",
            table(HEAD, [_row(one) for one in timed], right=3),
            f"Rows by table. {sizes}.",
        )
    )


def missed(one: Timed) -> bool:
    """Whether it has the goal and takes longer."""
    return one.bounded and one.ratio > GOAL


def _counts(rows: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {number:,}" for name, number in rows.items() if number)


def _row(one: Timed) -> tuple[str, ...]:
    times = [f"{median(each):.1f} ({min(each):.1f}–{max(each):.1f})" for each in (one.small, one.large)]
    ratio = f"{one.ratio:.2f} ({min(one.ratios):.2f}–{max(one.ratios):.2f})"
    goal = "none: it counts" if not one.bounded else "**missed**" if missed(one) else "met"
    return (
        f"`{one.name}`",
        one.caller,
        one.page,
        str(one.rows),
        *times,
        ratio,
        goal,
    )
