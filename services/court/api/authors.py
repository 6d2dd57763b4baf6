"""The register of report authors: who writes reports, of which grade, and what they are trained for (¶12)."""

from datetime import date
from uuid import UUID

from fastapi import APIRouter, Response

from services.court import store
from services.court.domain.authors import Author, RecordTraining, RegisterAuthor, record_training, register_author
from shared.contracts.model import Contract
from shared.probation.identifiers import OfficerCode, ProviderCode, TeamCode
from shared.probation.vocabulary import EmploymentKind, StaffGrade, Training
from shared.runtime.auth import Role, requires
from shared.runtime.command import Commanded
from shared.runtime.paging import Cursor, Limit, Page, decode_cursor, page
from shared.runtime.problems import responses
from shared.runtime.reading import Reading

router = APIRouter(prefix="/authors", tags=["authors"])

SeniorProbationOfficer = requires(Role.SENIOR_PROBATION_OFFICER)


class TrainingView(Contract):
    """What an author is trained for, and who recorded it when."""

    training: Training
    recorded_on: date
    recorded_by: str | None


class AuthorView(Contract):
    """A report author. What is not recorded counts as not trained for."""

    author_id: UUID
    officer: OfficerCode
    division: ProviderCode
    team: TeamCode
    grade: StaffGrade
    employment: EmploymentKind
    training: tuple[TrainingView, ...]
    version: int


def author_view(author: Author) -> AuthorView:
    """An author with their training, in the order of the vocabulary."""
    records = sorted(author.training, key=lambda record: tuple(Training).index(record.training))
    return AuthorView(
        **author.model_dump(exclude={"training", "registered_at", "registered_by"}),
        training=tuple(TrainingView(**one.model_dump(exclude={"training_id", "author_id"})) for one in records),
    )


@router.post(
    "",
    operation_id="registerAuthor",
    status_code=201,
    response_model=AuthorView,
    responses=responses(409),
    dependencies=[SeniorProbationOfficer],
)
async def register_an_author(asked: RegisterAuthor, command: Commanded) -> Response:
    """Enter an officer of the caller's division in the register. 409 where the officer is in it already."""
    return await command.create(store.authors, register_author, asked, author_view, "/authors")


@router.get("", operation_id="listAuthors", responses=responses())
async def list_authors(
    reading: Reading, team: TeamCode | None = None, limit: Limit = 50, cursor: Cursor = None
) -> Page[AuthorView]:
    """The report authors of the caller's division, by officer."""
    (after,) = decode_cursor(cursor, str) or (None,)
    of_team = {} if team is None else {"team": team}
    async with reading.database.read() as connection:
        rows = await (store.AUTHORS if team is None else store.AUTHORS_OF_TEAM).all(
            connection, organisations=reading.caller.organisations(), after=after, rows=limit + 1, **of_team
        )
        found, next_cursor = page(rows, limit, lambda row: (row["officer"],))
        authors = await store.authors.read(connection, [row["author_id"] for row in found])
    return Page(items=[author_view(authors[row["author_id"]]) for row in found], next_cursor=next_cursor)


@router.get("/{author_id}", operation_id="getAuthor", responses=responses(404))
async def get_author(author_id: UUID, reading: Reading, response: Response) -> AuthorView:
    """One report author."""
    return author_view(await reading.one(store.authors, author_id, response))


@router.post(
    "/{author_id}/training",
    operation_id="recordTraining",
    response_model=AuthorView,
    responses=responses(404, 412),
    dependencies=[SeniorProbationOfficer],
)
async def record_a_training(author_id: UUID, asked: RecordTraining, command: Commanded) -> Response:
    """Record what an author has been trained for. Reports that are with them already are named to them anew."""
    return await command.handle(store.authors, author_id, record_training, asked, author_view)
