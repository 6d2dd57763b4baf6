"""What the routes of the directory share: it is read by everybody who has a token, and kept by its provider alone."""

from typing import Annotated, TypeVar
from uuid import UUID

from fastapi import Query, Response

from shared.decisions import NotFound, State
from shared.probation.identifiers import ProviderCode
from shared.probation.organisations import CRCS, crcs_of, is_nps
from shared.runtime.auth import Role, requires
from shared.runtime.reading import Reading
from shared.runtime.repository import Repository

S = TypeVar("S", bound=State)

ContractManager = requires(Role.CONTRACT_MANAGER)

Area = Annotated[
    ProviderCode | None, Query(description="A CRC; or an NPS division, for every CRC on its ground. Default: all.")
]


def providers_of(area: str | None) -> list[str]:
    """The CRCs that a search is about."""
    if area is None:
        return [one.code for one in CRCS]
    return list(crcs_of(area)) if is_nps(area) else [area]


async def public(reading: Reading, repository: Repository[S], key: UUID, response: Response) -> S:
    """One record of the directory, whosever it is, with its version as the ETag."""
    async with reading.database.read() as connection:
        state = (await repository.read(connection, [key])).get(key)
    if state is None:
        raise NotFound
    response.headers["ETag"] = f'"{state.version}"'
    return state
