"""The journey's facts come on four topics; in whatever order two of them are read, all ends the same.

Not a sample: every order that keeps each topic's own is tried, and among the events the commands that the journey gives
meanwhile to the service that hears them. Each event is given twice, as Kafka may.
"""

import pytest

from simulator.journey import allocation, breach, court, directory, escalation, supervision
from tests.integration.across.hearings import Hearing, Played, in_one_batch, one_by_one, played
from tests.support.postgres import Databases

STEPS_1_TO_4 = (
    directory.the_court_knows_what_the_crc_offers,
    court.court_sentences_without_knowing,
    allocation.allocation_is_provisional,
    supervision.crc_reads_what_was_missing,
    supervision.the_late_answer_arrives,
)
JOURNEYS = {
    "the late answer": (("court", "allocation", "crc"), STEPS_1_TO_4),
    "the escalation": (
        ("court", "allocation", "crc"),
        (*STEPS_1_TO_4, escalation.the_risk_rises_and_the_case_transfers),
    ),
    "the breach": (
        ("court", "allocation", "crc", "breach"),
        (
            *STEPS_1_TO_4,
            supervision.two_failures_to_comply,
            breach.the_breach_goes_back_and_forth,
            breach.the_court_deals_with_it,
        ),
    ),
}

SENTENCED = frozenset({"sentence-passed"})
OPENED = SENTENCED | {"allocation-accepted"}
COURT = Hearing(
    "court",
    ("allocation", "crc"),
    30,
    {"/answer": frozenset()},
    before=("/authors", "/reports", "/author", "/checks", "/completion", "/sentences"),
)
ALLOCATION = Hearing("allocation", ("court", "crc"), 40, {"/acceptance": SENTENCED})
CRC = Hearing(
    "crc",
    ("court", "allocation"),
    76,
    {"/responsible-officer": OPENED, "/acknowledgement": OPENED, "/acknowledgement 2": OPENED},
    before=("/officers",),
)
ESCALATED = Hearing(
    "allocation",
    ("court", "crc"),
    50,
    {"/acceptance": SENTENCED},
    told_after={"risk-escalated": frozenset({"/acceptance"})},
)
CRC_OF_A_BREACH = Hearing(
    "crc",
    ("allocation", "breach"),
    3,
    before=(
        "/officers",
        "/responsible-officer",
        "/acknowledgement",
        "/appointments",
        "/outcome",
        "/excuse",
        "/plan",
        "/sign-offs",
        "/warning-letter",
    ),
    heard_before=("court", "allocation-decided", "allocation-accepted"),
)
BREACH_OF_COURT = Hearing("breach", ("court", "crc"), 91, heard_before=("allocation",))
BREACH_OF_ALLOCATION = Hearing("breach", ("allocation", "crc"), 91, heard_before=("court",))

HEARINGS = [
    pytest.param("the late answer", COURT, id="court"),
    pytest.param("the late answer", ALLOCATION, id="allocation"),
    pytest.param("the late answer", CRC, id="crc"),
    pytest.param("the breach", CRC_OF_A_BREACH, id="crc, through the breach"),
    pytest.param("the breach", BREACH_OF_COURT, id="breach"),
    pytest.param("the breach", BREACH_OF_ALLOCATION, id="breach, of allocation"),
]
WITH_STEP_7 = pytest.param("the escalation", ESCALATED, id="allocation, with the escalation of step 7")


@pytest.fixture(scope="module")
async def journeys(databases: Databases) -> dict[str, Played]:
    """The journey in three lengths."""
    return {name: await played(databases, services, parts) for name, (services, parts) in JOURNEYS.items()}


@pytest.mark.parametrize(("journey", "hearing"), [*HEARINGS, WITH_STEP_7])
async def test_every_order_of_two_topics_ends_alike(
    databases: Databases, journeys: dict[str, Played], journey: str, hearing: Hearing
) -> None:
    await one_by_one(databases, hearing, journeys[journey])


@pytest.mark.parametrize(("journey", "hearing"), HEARINGS)
async def test_every_order_in_one_batch_ends_as_one_by_one(
    databases: Databases, journeys: dict[str, Played], journey: str, hearing: Hearing
) -> None:
    await in_one_batch(databases, hearing, journeys[journey])
