"""Recommending something else: a new version of the pack, the same but for that, by name and with a reason (¶8)."""

from typing import Annotated

from pydantic import ConfigDict, Field

from services.breach.domain.acting import officer_of
from services.breach.domain.breaches import Breach, only_for
from services.breach.domain.pack import Words
from services.breach.domain.preparing import with_version
from services.breach.domain.reading import blank
from shared.contracts.model import Contract
from shared.decisions import Decision, Fault, Invalid, NotAllowed, Occasion
from shared.probation.vocabulary import Recommendation, RecommendationChangeReason


class RecommendationAsked(Contract):
    """What is recommended now, and why not what was."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "recommendation": "moreOnerous",
                    "reason": "managersView",
                    "rationale": "Two unexplained absences in a month call for more structure than a warning.",
                }
            ]
        }
    )

    recommendation: Recommendation
    reason: RecommendationChangeReason
    rationale: Annotated[Words, Field(min_length=1)]


def recommend(breach: Breach, asked: RecommendationAsked, occasion: Occasion) -> Decision[Breach]:
    """Somebody of the provider, who may be a manager, recommends something else; nothing else of the pack changes.

    Raises `NotAllowed` before there is a pack, `Invalid` where nothing changes or no reason is said.
    """
    only_for(breach.provider, occasion, "change the recommendation")
    breach.must_allow("prepare")
    if not breach.packs:
        raise NotAllowed(breach.state, "recommend", breach.allowed)
    before = breach.pack
    faults = []
    if asked.recommendation is before.recommendation:
        faults.append(Fault("/recommendation", "nothingChanges", "That is what the pack recommends already."))
    if blank(asked.rationale) or asked.rationale == before.rationale:
        faults.append(Fault("/rationale", "changeNeedsAReason", "Say why in a new rationale (¶8)."))
    if faults:
        raise Invalid(faults)
    version = before.model_copy(
        update={
            "version": before.version + 1,
            "recommendation": asked.recommendation,
            "recommendation_change": asked.reason,
            "rationale": asked.rationale,
            "author": officer_of(occasion, "A recommendation is somebody's"),
            "prepared_at": occasion.now,
        }
    )
    return with_version(breach, version, occasion)
