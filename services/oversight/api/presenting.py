"""What a page shows of a timeline: the same facts, in words, days and shares; nothing is decided here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from markupsafe import Markup

from services.oversight.api.views import Clock, Gap, RiskHolder, Timeline, TimelineEvent
from services.oversight.domain.clocks import ClockResult
from services.oversight.domain.summaries import OWED
from services.oversight.domain.words import count, who
from shared.contracts.model import Obligation
from shared.probation.vocabulary import CheckKind, GapCause, GapClosure, Source

LONDON = ZoneInfo("Europe/London")
TAGS = {
    ClockResult.MET: "govuk-tag--green",
    ClockResult.MET_LATE: "govuk-tag--yellow",
    ClockResult.MISSED: "govuk-tag--red",
    ClockResult.RUNNING: "govuk-tag--blue",
    ClockResult.CANCELLED: "govuk-tag--grey",
}


@dataclass(frozen=True, slots=True)
class TimelinePage:
    """A timeline as its page shows it."""

    crn: str
    facts: list[dict[str, Any]]
    sentences: list[list[dict[str, Any]]]
    gaps: list[dict[str, Any]]
    clocks: list[dict[str, Any]]
    days: list[tuple[date, list[dict[str, Any]]]]


def present(timeline: Timeline, now: datetime) -> TimelinePage:
    """The page of a timeline at a moment."""
    about = {gap.gap_id: _what(gap) for gap in timeline.gaps}
    return TimelinePage(
        timeline.crn,
        facts=_facts(timeline),
        sentences=[_holders(held, now) for _, held in groupby(timeline.risk_holders, lambda held: held.sentence_id)],
        gaps=[_gap(gap) for gap in timeline.gaps],
        clocks=[_clock(clock, about) for clock in timeline.clocks],
        days=[
            (day, [_event(event) for event in events])
            for day, events in groupby(timeline.events, lambda event: event.occurred_at.astimezone(LONDON).date())
        ],
    )


def side(organisation: str) -> str:
    """On which side of the split an organisation stands: `nps` or `crc`."""
    return "crc" if organisation.startswith("C") else "nps"


def moment(at: datetime) -> Markup:
    """A moment in London's time, as a person writes it and as a program reads it."""
    return _time(at, "%-d %b %Y, %H:%M")


def day(at: datetime) -> Markup:
    """A moment's day in London."""
    return _time(at, "%-d %b %Y")


def clock_time(at: datetime) -> Markup:
    """A moment's time of day in London."""
    return _time(at, "%H:%M")


def _time(at: datetime, form: str) -> Markup:
    local = at.astimezone(LONDON)
    return Markup('<time datetime="{}">{}</time>').format(local.isoformat(timespec="minutes"), local.strftime(form))


def _facts(timeline: Timeline) -> list[dict[str, Any]]:
    holding = list(dict.fromkeys(held.organisation for held in timeline.risk_holders if held.until is None))
    open_gaps = sum(gap.closed_at is None for gap in timeline.gaps)
    unread = sum(gap.acknowledged_at is None for gap in timeline.gaps)
    missed = sum(clock.result in (ClockResult.MISSED, ClockResult.MET_LATE) for clock in timeline.clocks)
    label = "hold the risk now, each of a sentence" if len(holding) > 1 else "holds the risk now"
    ended = bool(timeline.risk_holders) and not holding
    return [
        {
            "value": " and ".join(map(who, holding)) or ("Nobody" if ended else "Nobody yet"),
            "label": "holds the risk: the order has ended" if ended else label,
            "tone": "crc" if holding and side(holding[-1]) == "crc" else "",
        },
        _counted(open_gaps, "gap", "at sentence still open"),
        _counted(unread, "gap", "not read by the officer"),
        _counted(missed, "clock", "missed or met late"),
    ]


def _counted(number: int, noun: str, what: str) -> dict[str, Any]:
    """How many of something there are that should be none."""
    return {"value": number, "label": f"{noun}{'' if number == 1 else 's'} {what}", "tone": "warn" if number else ""}


def _holders(held: Iterable[RiskHolder], now: datetime) -> list[dict[str, Any]]:
    """Each holding of one sentence's risk with its days; the share in the band grows with them, none is too thin."""
    found = []
    for holder in held:
        days = max(((holder.until or now) - holder.since).days, 0)
        shown = count(days, "day") if days else "under a day"
        found.append({**holder.model_dump(), "days": shown, "share": max(days, 1)})
    return found


def _what(gap: Gap) -> str:
    """What was missing: the check by its kind, the source by its name, anything else by the cause of its missing."""
    if gap.check_kind:
        return CheckKind(gap.check_kind).description
    if gap.source:
        return Source(gap.source).description
    return GapCause(gap.cause).description if gap.cause else "Not known yet: the sentence has not been heard of"


def _gap(gap: Gap) -> dict[str, Any]:
    why = GapCause(gap.cause).description if gap.cause and (gap.check_kind or gap.source) else ""
    how = GapClosure(gap.closure).description if gap.closure else ""
    return {**gap.model_dump(), "what": _what(gap), "why": why, "how": how}


def _clock(clock: Clock, gaps: dict[UUID, str]) -> dict[str, Any]:
    what = OWED[Obligation(clock.obligation)]
    about = gaps.get(clock.subject_id, "")  # several clocks of one obligation run at once: which is which
    return {
        **clock.model_dump(),
        "what": what,
        "about": about,
        "result": clock.result.description,
        "tag": TAGS[clock.result],
    }


def _event(event: TimelineEvent) -> dict[str, Any]:
    return {**event.model_dump(), "overdue": "-overdue." in event.type}
