"""One whole case across the split, in eight parts: from the request for a report to the transfer of a raised risk."""

from typing import Any

from simulator.journey import allocation, breach, court, directory, escalation, oversight, supervision
from simulator.journey.story import Story

STEPS = 31
"""How often a story says what it does next."""


async def play(story: Story) -> dict[str, Any]:
    """Play it all; answers the timeline as oversight tells it. Raises where anything went otherwise."""
    for part in (
        directory.the_court_knows_what_the_crc_offers,
        court.court_sentences_without_knowing,
        allocation.allocation_is_provisional,
        supervision.crc_reads_what_was_missing,
        supervision.the_late_answer_arrives,
        supervision.two_failures_to_comply,
        breach.the_breach_goes_back_and_forth,
        breach.the_court_deals_with_it,
        escalation.the_risk_rises_and_the_case_transfers,
    ):
        await part(story)
    return await oversight.oversight_tells_it_all(story)
