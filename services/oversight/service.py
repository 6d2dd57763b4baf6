"""The oversight service: one timeline of each person across the split."""

from services.oversight.api import pages, people
from services.oversight.reactions import reactions
from services.oversight.tables import OversightTable
from shared.runtime.service import Service

SERVICE = Service(
    name="oversight",
    title="Throughcare: oversight",
    description=(
        "The read side across the split: for each person one timeline of everything that was told, who held the risk "
        "when, what was missing at sentence and whether it was read, and every clock met or missed. "
        "It commands nothing and publishes nothing."
    ),
    routers=[people.router, pages.router],
    metadata=OversightTable.metadata,
    reactions=reactions,
    extend=pages.extend,
)
