"""Two releases side by side: subscribers that know a changed recommendation in v1 only, and others that know v2 too.

Each notes what it applies in a table that takes everything, so that what is applied twice, or out of order, shows.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Column, Identity, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

from shared.contracts.breach import RecommendationChanged
from shared.contracts.catalogue import EVENT_TYPES, VERSIONS
from shared.contracts.envelope import Received
from shared.contracts.model import Actor, EventData
from shared.contracts.superseded import RecommendationChangedV1
from shared.contracts.versions import Versions
from shared.probation.vocabulary import Recommendation, RecommendationChangeReason
from shared.runtime.database import Query
from shared.runtime.inbox import Message
from shared.runtime.reactions import Reactions
from shared.runtime.service import Service
from shared.runtime.transaction import Transaction, new_id
from tests.support.running import message_of

V1, V2 = RecommendationChangedV1.event_type, RecommendationChanged.event_type
BEFORE_V2 = Versions({name: kind for name, kind in EVENT_TYPES.items() if name != V2})
"""What the release before v2 knows: it can read no v2, and tells nothing twice."""
V2_ALONE = Versions(EVENT_TYPES)
"""What is told when nobody is told v1 any more, and what a relay of the release before makes of a v2 in the record."""
AUTHOR, MANAGER = "C17A001", "C17M001"


class NotedTable(SQLModel, registry=registry()):
    pass


class NotedRow(NotedTable, table=True):
    __tablename__ = "noted"
    number: int = Field(sa_column=Column(BigInteger, Identity(always=True), primary_key=True))
    event_id: UUID
    crn: str = Field(sa_type=Text)
    body: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))


NOTE = Query(
    """
    INSERT INTO noted (event_id, crn, body)
    SELECT * FROM unnest(:ids::uuid[], :crns::text[], :bodies::jsonb[])
    """,
    listed=False,
)


def subscriber(versions: Versions = VERSIONS) -> Service:
    """A service of a release that knows these versions, and notes every changed recommendation."""
    reactions = Reactions(versions)
    (kind,) = (one for one in (RecommendationChanged, RecommendationChangedV1) if one in set(versions.newest_types()))

    @reactions.on(kind)
    async def note(transaction: Transaction, events: Sequence[Received[EventData]]) -> None:
        for event in events:
            assert isinstance(event.data, kind)
        await NOTE.run(
            transaction.connection,
            ids=[event.envelope.event_id for event in events],
            crns=[event.data.crn for event in events],
            bodies=[json.dumps(event.data.model_dump(mode="json", by_alias=True)) for event in events],
        )

    return Service(
        name="subscriber",
        title="Subscriber",
        description="A service for tests.",
        routers=[],
        metadata=NotedTable.metadata,
        reactions=reactions,
    )


def change(crn: str, version: int, *, by: str = MANAGER) -> RecommendationChanged:
    """A recommendation was changed, as the release with v2 tells it; the first was the author's."""
    return RecommendationChanged(
        crn=crn,
        detail_url="/breaches/1",
        recorded_by=Actor(organisation="C17", officer=by),
        breach_id=UUID(int=1),
        sentence_id=UUID(int=2),
        version=version,
        first_recommendation=Recommendation.CONTINUE,
        before=Recommendation.CONTINUE,
        after=Recommendation.FINE,
        reason=RecommendationChangeReason.MANAGERS_VIEW,
        changed_by=by,
        by_first_author=by == AUTHOR,
        first_recommended_by=AUTHOR,
    )


def as_v1(data: RecommendationChanged) -> RecommendationChangedV1:
    """The same as the release before tells it."""
    (older,) = VERSIONS.downcast(data)
    assert isinstance(older, RecommendationChangedV1)
    return older


def told_in_both(data: RecommendationChanged, at: datetime) -> tuple[Message, Message]:
    """A fact as it comes from its topic while both versions are told: one id, the older first."""
    event_id = new_id()
    older = message_of(as_v1(data), at, event_id=event_id, superseded_by=V2)
    return older, message_of(data, at, event_id=event_id)
