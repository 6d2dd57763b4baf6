"""From events to rows of the read model: pure, one row for each thing touched, whatever the number of events.

Organisations that have a part in a case are found where contracts name one: as actor, provider, division or owner.
"""

import json
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from services.oversight.domain.readings import READING
from shared.contracts.allocation import NpsGapAcknowledged
from shared.contracts.court import InformationGapClosed, SentencePassed
from shared.contracts.crc import GapAcknowledged
from shared.contracts.envelope import Received
from shared.contracts.ledger import fold
from shared.contracts.model import ClockAction, EventData

Row = dict[str, Any]
PARTS = ("division", "provider", "receiving_provider", "from_provider", "to_provider", "transferred_to", "owner")
"""The fields in which a contract names an organisation that takes part."""


def project(events: Sequence[Received[EventData]]) -> dict[str, str]:
    """The rows of a batch, as JSON documents by parameter of the projecting statement."""
    clocks = fold((event.data, event.envelope.time) for event in events)
    started = [_clock(row) for row in clocks if row.is_start]
    ended = [_clock(row) for row in clocks if not row.is_start]
    return {
        "entries": _documents(_entry(event) for event in events),
        "clocks_started": _documents(started),
        "clocks_ended": _documents(ended),
        "gaps": _documents(_gaps(events)),
        "people": _documents(_people(events)),
        "organisations": _documents(_organisations(events)),
    }


def _documents(rows: Iterable[Row]) -> str:
    return json.dumps(list(rows), default=str)


def _entry(event: Received[EventData]) -> Row:
    # As it was told, in whichever version: so a timeline that is told again from the record is the same.
    envelope, data, told = event.envelope, event.data, event.as_told
    return {
        "event_id": envelope.event_id,
        "crn": data.crn,
        "occurred_at": envelope.time.isoformat(),
        "event_type": told.event_type,
        "organisation": data.recorded_by.organisation,
        "officer": data.recorded_by.officer,
        "sentence_id": getattr(data, "sentence_id", None),
        "risk_held_by": getattr(data, "risk_held_by", None) or _held_at_sentence(data),
        "causation_id": envelope.causation_id,
        "body": told.model_dump(mode="json", by_alias=True),
    }


def _held_at_sentence(data: EventData) -> str | None:
    """From sentence until an allocation is accepted the division of the NPS holds the risk."""
    return data.division if isinstance(data, SentencePassed) and data.disposal.brings_supervision else None


def _clock(row: Any) -> Row:
    times = ("started_at", "due_at", "met_at", "cancelled_at", "overdue_at")
    return {
        "obligation": row.obligation,
        "subject_id": row.subject_id,
        "crn": row.crn,
        "sentence_id": row.sentence_id,
        "owner": row.owner,
        **{name: getattr(row, name).isoformat() if getattr(row, name) else None for name in times},
    }


def _gaps(events: Sequence[Received[EventData]]) -> Iterable[Row]:
    rows: dict[UUID, Row] = {}
    for event in events:
        data, at = event.data, event.envelope.time.isoformat()
        match data:
            case SentencePassed():
                for gap in data.gaps:
                    row = rows.setdefault(gap.gap_id, {"gap_id": gap.gap_id})
                    row |= {"crn": data.crn, "sentence_id": data.sentence_id, "cause": gap.cause}
                    row |= {"check_kind": gap.check_kind, "source": gap.source}
                    row |= {"opened_at": at, "due_at": gap.due_at.isoformat()}
            case InformationGapClosed():
                row = rows.setdefault(data.gap_id, {"gap_id": data.gap_id})
                row |= {"crn": data.crn, "sentence_id": data.sentence_id, "cause": data.cause}
                row |= {"check_kind": data.check_kind, "source": data.source}
                row |= {"closed_at": at, "closure": data.closure}
            case GapAcknowledged() | NpsGapAcknowledged():
                row = rows.setdefault(data.gap_id, {"gap_id": data.gap_id})
                row |= {"crn": data.crn, "sentence_id": data.sentence_id}
                if (at, data.officer) > (row.get("acknowledged_at", ""), row.get("acknowledged_by", "")):
                    row |= {"acknowledged_at": at, "acknowledged_by": data.officer}
        for gap_id in _to_be_read(data):
            row = rows.setdefault(gap_id, {"gap_id": gap_id})
            row |= {"crn": data.crn, "sentence_id": getattr(data, "sentence_id", None)}
            row["to_read_since"] = max(at, row.get("to_read_since", ""))
    return [rows[key] for key in sorted(rows)]  # in one order, so that no two projections wait for each other


def _to_be_read(data: EventData) -> list[UUID]:
    """The gaps that an officer is to read from now on: the clock of the reading starts, for the first time or again."""
    return [one.subject_id for one in data.clocks if one.obligation in READING and one.action is ClockAction.STARTED]


def _people(events: Sequence[Received[EventData]]) -> Iterable[Row]:
    latest: dict[str, Any] = {}
    for event in events:
        crn, at = event.data.crn, event.envelope.time
        latest[crn] = max(latest.get(crn, at), at)
    return [{"crn": crn, "last_event_at": at.isoformat()} for crn, at in sorted(latest.items())]


def _organisations(events: Sequence[Received[EventData]]) -> Iterable[Row]:
    parts = {(event.data.crn, organisation) for event in events for organisation in organisations_in(event.data)}
    return [{"crn": crn, "organisation": organisation} for crn, organisation in sorted(parts)]


def organisations_in(data: EventData) -> set[str]:
    """The organisations that a fact names as taking part."""
    named = {data.recorded_by.organisation, *(getattr(data, part, None) for part in PARTS)}
    return {one for one in named if one}
