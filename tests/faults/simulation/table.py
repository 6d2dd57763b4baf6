"""What has been simulated, as a table: each fault, how often, and what became of what was going on then."""

from collections import Counter
from collections.abc import Iterable

from rich.table import Table

from tests.faults.simulation.story import Ended

KINDS = ("lost", "doubled", "stuck", "out of order")


def table(ended: Iterable[Ended], seconds: float) -> Table:
    """A row for each fault, over the stories in which it happened; and one for all stories."""
    stories = list(ended)
    drawn = Table(title=f"{len(stories)} stories in {seconds:.0f} s", title_justify="left")
    for name in ("fault", "injected", "stories", "acknowledged", *KINDS):
        drawn.add_column(name, justify="left" if name == "fault" else "right", no_wrap=True)
    for fault in sorted({fault for story in stories for fault in story.done}):
        drawn.add_row(fault, *_cells([story for story in stories if story.done[fault]], fault))
    drawn.add_section()
    drawn.add_row("all", *_cells(stories, None))
    return drawn


def _cells(stories: list[Ended], fault: str | None) -> list[str]:
    injected = sum(story.done.total() if fault is None else story.done[fault] for story in stories)
    kinds = Counter(one.kind for story in stories for one in story.violations)
    acknowledged = sum(story.acknowledged for story in stories)
    return [str(number) for number in (injected, len(stories), acknowledged, *(kinds[kind] for kind in KINDS))]
