"""A service of one aggregate, small enough to test the runtime with: it keeps a line for every report it hears of.

It hears court's events, and tells two events of the contracts that need little: so the runtime is tested apart from any
real service's rules.
"""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from sqlalchemy import Text
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel
from starlette.responses import Response

from shared.contracts.court import CheckRequested, ReportOverdue, ReportRequested
from shared.contracts.envelope import Received
from shared.contracts.model import Actor, ClockChange, Contract, Obligation
from shared.decisions import Decision, Invalid, NotAllowed, Occasion, State
from shared.probation.calendar import end_of_day, london_date
from shared.probation.vocabulary import Agency, CheckKind
from shared.runtime.auth import Caller, Role, requires
from shared.runtime.command import Commanded
from shared.runtime.reactions import Reactions
from shared.runtime.repository import Part, Repository
from shared.runtime.service import Service
from shared.runtime.transaction import Transaction


class Note(Contract):
    line_id: UUID
    note_id: UUID
    words: str


class Line(State):
    line_id: UUID
    crn: str
    written_by: str
    heard: int = 0
    notes: tuple[Note, ...] = ()

    def seen_by(self) -> frozenset[str]:
        return frozenset({self.written_by})


class WriteLine(Contract):
    crn: str = Field(max_length=7)
    clock: bool = False


class WriteNote(Contract):
    words: str


class DiaryTable(SQLModel, registry=registry()):
    pass


class LineRow(DiaryTable, table=True):
    __tablename__ = "diary_line"
    line_id: UUID = Field(primary_key=True)
    version: int
    crn: str = Field(sa_type=Text)
    written_by: str = Field(sa_type=Text)
    heard: int


class NoteRow(DiaryTable, table=True):
    __tablename__ = "diary_note"
    note_id: UUID = Field(primary_key=True)
    line_id: UUID = Field(foreign_key="diary_line.line_id", index=True)
    words: str = Field(sa_type=Text)


lines = Repository("diary", Line, LineRow, "line_id", {"notes": Part(NoteRow, "note_id")})


def told(line: Line, actor: Actor, *clocks: ClockChange) -> CheckRequested:
    """A fact about a line, in a contract that is at hand."""
    return CheckRequested(
        crn=line.crn,
        detail_url=f"/lines/{line.line_id}",
        recorded_by=actor,
        clocks=clocks,
        report_id=line.line_id,
        check_id=line.line_id,
        check_kind=CheckKind.MENTAL_HEALTH,
        asked_of=Agency.HEALTH,
    )


def write(asked: WriteLine, occasion: Occasion) -> Decision[Line]:
    if asked.crn == "X000000":
        raise Invalid.one("/crn", "nobody", "Nobody has this CRN.")
    line = Line(line_id=occasion.new_id(), crn=asked.crn, written_by=occasion.actor.organisation)
    due = end_of_day(london_date(occasion.now))
    clock = ClockChange.started(Obligation.REPORT_DELIVERED, line.line_id, due, line.written_by)
    return Decision(line, (told(line, occasion.actor, *([clock] if asked.clock else [])),))


def note(line: Line, asked: WriteNote, occasion: Occasion) -> Decision[Line]:
    if len(line.notes) == 3:
        raise NotAllowed("full", "note", ["read"])
    one = Note(line_id=line.line_id, note_id=occasion.new_id(), words=asked.words)
    met = ClockChange.met(Obligation.REPORT_DELIVERED, line.line_id)
    return Decision(line.model_copy(update={"notes": (*line.notes, one)}), (told(line, occasion.actor, met),))


router = APIRouter()


@router.post("/lines", status_code=201)
async def write_line(
    asked: WriteLine, command: Commanded, _: Annotated[Caller, requires(Role.COURT_OFFICER)]
) -> Response:
    return await command.create(lines, write, asked, lambda line: line, "/lines")


@router.post("/lines/{line_id}/notes")
async def write_note(line_id: UUID, asked: WriteNote, command: Commanded) -> Response:
    return await command.handle(lines, line_id, note, asked, lambda line: line)


reactions = Reactions()
mended = Reactions()
"""The reactions of a later deployment, which can write down every court."""
broken = Reactions()
"""The reactions of a bad deployment, which fails every message."""


@reactions.on(ReportRequested)
async def hear(transaction: Transaction, events: Sequence[Received[ReportRequested]]) -> None:
    if any(event.data.court_code == "POISON" for event in events):
        raise ValueError("this court cannot be written down")
    await hear_every_court(transaction, events)


@broken.on(ReportRequested)
async def fail(_: Transaction, __: Sequence[Received[ReportRequested]]) -> None:
    raise RuntimeError("deployed on a Friday")


@mended.on(ReportRequested)
async def hear_every_court(transaction: Transaction, events: Sequence[Received[ReportRequested]]) -> None:
    await transaction.lock(lines, [event.data.report_id for event in events])
    for event in events:
        line = transaction.get(lines, event.data.report_id) or Line(
            line_id=event.data.report_id, crn=event.data.crn, written_by=event.data.division
        )
        heard = line.model_copy(update={"heard": line.heard + 1})
        transaction.put(lines, Decision(heard, (told(heard, event.data.recorded_by),)), cause=event)


SERVICE = Service(
    name="court",
    title="Diary",
    description="A service for tests.",
    routers=[router],
    metadata=DiaryTable.metadata,
    reactions=reactions,
    overdue={Obligation.REPORT_DELIVERED: ReportOverdue},
)
