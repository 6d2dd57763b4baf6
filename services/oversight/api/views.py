"""What oversight answers of a person, as JSON and to its own pages."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from services.oversight.domain.clocks import ClockResult, result_of
from services.oversight.domain.newest import in_newest_version
from services.oversight.domain.order import in_order
from services.oversight.domain.readings import Reading, is_read, readers, readings
from services.oversight.domain.risk import holdings
from services.oversight.domain.summaries import summary_of
from shared.contracts.allocation import AllocationEnded


class View(BaseModel):
    """camelCase on the wire."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)


class TimelineEvent(View):
    """One fact, in one sentence."""

    event_id: UUID
    type: str = Field(examples=["probation.court.sentence-passed.v1"])
    service: str = Field(examples=["court"])
    occurred_at: datetime
    organisation: str
    officer: str | None
    summary: str
    sentence_id: UUID | None
    risk_held_by: str | None


class RiskHolder(View):
    """An organisation's time with the risk of one sentence; `to` is null while it has it."""

    sentence_id: UUID | None
    organisation: str
    since: datetime = Field(alias="from")
    until: datetime | None = Field(alias="to")


class EarlierReading(View):
    """An officer who was responsible before has read the gap."""

    officer: str
    at: datetime


class Gap(View):
    """Something that was not known at sentence; null times have not come."""

    gap_id: UUID
    sentence_id: UUID
    cause: str | None
    check_kind: str | None
    source: str | None = Field(description="The source that was not consulted, where that is the gap.")
    opened_at: datetime | None
    due_at: datetime | None
    closed_at: datetime | None
    closure: str | None
    to_be_read_by: str | None = Field(
        description="The responsible officer of now; null while nobody is named, or once the order has ended."
    )
    acknowledged_at: datetime | None = Field(description="By the officer who is to read it now: each reads anew.")
    acknowledged_by: str | None
    earlier_readings: list[EarlierReading]


class Clock(View):
    """One clock on one thing owed, and what became of it."""

    obligation: str
    subject_id: UUID
    sentence_id: UUID | None
    owner: str
    started_at: datetime
    due_at: datetime
    met_at: datetime | None
    cancelled_at: datetime | None
    overdue_at: datetime | None
    result: ClockResult


class Timeline(View):
    """Everything that was told about one person, in order."""

    crn: str
    events: list[TimelineEvent]
    risk_holders: list[RiskHolder]
    gaps: list[Gap]
    clocks: list[Clock]


class PersonSummary(View):
    """A person of whom something was told."""

    crn: str
    last_event_at: datetime


def timeline_of(
    crn: str, entries: list[dict[str, Any]], gaps: list[dict[str, Any]], clocks: list[dict[str, Any]], now: datetime
) -> Timeline:
    """The timeline out of the read model's rows, at a moment."""
    ordered = in_order([in_newest_version(entry) for entry in entries])
    return Timeline(
        crn=crn,
        events=[_event(entry) for entry in ordered],
        risk_holders=_risk_holders(ordered),
        gaps=_gaps(gaps, ordered),
        clocks=[_clock(clock, now) for clock in clocks],
    )


def _gaps(rows: list[dict[str, Any]], entries: list[dict[str, Any]]) -> list[Gap]:
    read, reader = readings(entries), readers(entries)
    return [_gap(row, read.get(row["gap_id"], []), reader.get(row["sentence_id"])) for row in rows]


def _gap(row: dict[str, Any], read: list[Reading], reader: str | None) -> Gap:
    """The reading that stands, if one does; every other is an earlier one."""
    stands = is_read(row["acknowledged_at"], row["to_read_since"])
    standing = Reading(row["acknowledged_by"], row["acknowledged_at"]) if stands else None
    return Gap.model_validate(
        {
            **row,
            "to_be_read_by": reader,
            "acknowledged_at": standing.at if standing else None,
            "acknowledged_by": standing.officer if standing else None,
            "earlier_readings": [{"officer": one.officer, "at": one.at} for one in read if one != standing],
        }
    )


def _risk_holders(entries: list[dict[str, Any]]) -> list[RiskHolder]:
    """Who held the risk, sentence by sentence: each is held by one organisation at a time, whoever holds another."""
    sentences = dict.fromkeys(entry["sentence_id"] for entry in entries if entry["risk_held_by"])
    ended = {e["sentence_id"]: e["occurred_at"] for e in entries if e["event_type"] == AllocationEnded.event_type}
    return [
        RiskHolder(sentence_id=sentence_id, organisation=held.organisation, since=held.since, until=held.until)
        for sentence_id in sentences
        for held in holdings(
            ((entry["occurred_at"], entry["risk_held_by"]) for entry in entries if entry["sentence_id"] == sentence_id),
            ended.get(sentence_id),
        )
    ]


def _event(entry: dict[str, Any]) -> TimelineEvent:
    return TimelineEvent(
        **{name: entry[name] for name in ("event_id", "occurred_at", "organisation", "officer", "sentence_id")},
        type=entry["event_type"],
        service=entry["event_type"].split(".")[1],
        summary=summary_of(entry["event_type"], entry["body"]),
        risk_held_by=entry["risk_held_by"],
    )


def _clock(row: dict[str, Any], now: datetime) -> Clock:
    result = result_of(row["due_at"], row["met_at"], row["cancelled_at"], now)
    return Clock.model_validate({**row, "result": result})
