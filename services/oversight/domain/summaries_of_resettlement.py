"""Sentences for the way through the gate: screening, resettlement, release, recall."""

from collections.abc import Callable
from typing import Any

from services.oversight.domain.words import count, day, low
from shared.contracts import crc_custody as g
from shared.contracts.model import EventData
from shared.probation.vocabulary import RecallState


def _screened(e: g.CustodyScreened) -> str:
    return f"Basic custody screening done: {count(len(e.needs), 'need')} found."


def _planned(e: g.ResettlementPlanned) -> str:
    return f"Resettlement plan made for {count(len(e.needs), 'need')}; release is on {day(e.release_on)}."


def _moved(e: g.ReleaseDateChanged) -> str:
    return f"The day of release is now {day(e.release_on)}; before, it was {day(e.before)}."


def _released(e: g.PersonReleased) -> str:
    settled = sum(one.help is not None and one.help.settles_the_need for one in e.needs)
    return f"Released from prison: {settled} of {count(len(e.needs), 'need')} met before release."


def _countersigned(e: g.RecallCountersigned) -> str:
    return "A manager countersigned the recall." if e.countersigned else "A manager did not countersign the recall."


def _decided(e: g.RecallDecided) -> str:
    return "Recalled to custody." if e.outcome is RecallState.RECALLED else "The licence was not revoked."


def _changed(e: g.CustodyChanged) -> str:
    if e.in_custody:
        return "On appeal, custody took the place of the order."
    return "On appeal, an order took the place of custody."


SENTENCES: dict[type[EventData], Callable[[Any], str]] = {
    g.CustodyScreened: _screened,
    g.ResettlementPlanned: _planned,
    g.ReleaseDateChanged: _moved,
    g.ResettlementHelpRecorded: lambda e: f"Help before release with {low(e.need)}: {low(e.help)}.",
    g.PersonReleased: _released,
    g.RecallRequested: lambda e: f"The officer asked for a recall: {low(e.reason)}.",
    g.RecallCountersigned: _countersigned,
    g.RecallDecided: _decided,
    g.CustodyChanged: _changed,
}
