"""Event types of which there is a newer version, each with its way up and its way down, and which are still told.

Invariant: whatever was recorded or told in an older version can be read as the newest; what an older version could not
know is `None` there, never a guess.
"""

from datetime import date
from uuid import UUID

from pydantic import Field

from shared.contracts.breach import RecommendationChanged
from shared.contracts.model import EVENT_TYPES, EventData
from shared.contracts.versions import StillTold, Versions
from shared.probation.identifiers import OfficerCode
from shared.probation.vocabulary import Recommendation, RecommendationChangeReason


class RecommendationChangedV1(EventData, name="probation.breach.recommendation-changed.v1"):
    """Superseded by v2: the recommendation is not what it was, and whether the pack's first author changed it (¶8)."""

    breach_id: UUID
    sentence_id: UUID
    version: int
    first_recommendation: Recommendation
    before: Recommendation
    after: Recommendation
    reason: RecommendationChangeReason
    changed_by: OfficerCode
    by_manager: bool = Field(description="Changed by somebody other than the pack's first author, manager or not.")


STILL_TOLD = (
    StillTold(
        RecommendationChangedV1,
        since=date(2026, 11, 28),
        why="v1 is released; subscribers outside cannot read v2 before it is released too.",
    ),
)
"""Older versions that are told beside the newest. The period ends by deleting the line."""

VERSIONS = Versions(EVENT_TYPES, STILL_TOLD)


@VERSIONS.upcasts(RecommendationChangedV1, RecommendationChanged)
def recommendation_changed_as_v2(told: RecommendationChangedV1) -> RecommendationChanged:
    """The first author is known where they changed it themself: then it is whoever changed it."""
    by_first_author = not told.by_manager
    return RecommendationChanged(
        **{name: value for name, value in told if name != "by_manager"},
        by_first_author=by_first_author,
        first_recommended_by=told.changed_by if by_first_author else None,
    )


@VERSIONS.downcasts(RecommendationChanged, RecommendationChangedV1)
def recommendation_changed_as_v1(told: RecommendationChanged) -> RecommendationChangedV1:
    """What v1 calls a manager is anybody but the first author."""
    known = {name: value for name, value in told if name not in ("by_first_author", "first_recommended_by")}
    return RecommendationChangedV1(**known, by_manager=not told.by_first_author)
