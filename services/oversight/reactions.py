"""What oversight does with what it is told: it writes down every fact about a person, and decides nothing.

One reaction serves every event type, because a projection treats them alike; a batch is one statement.
"""

from collections.abc import Sequence

from services.oversight import store
from services.oversight.domain.projection import project
from shared.contracts.catalogue import VERSIONS
from shared.contracts.envelope import Received
from shared.contracts.model import EventData
from shared.runtime.reactions import Reactions
from shared.runtime.transaction import Transaction

reactions = Reactions()


@reactions.on(*(kind for kind in VERSIONS.newest_types() if issubclass(kind, EventData)))
async def write_it_down(tx: Transaction, events: Sequence[Received[EventData]]) -> None:
    """Timeline, clocks, gaps, and who has a part in the case."""
    await store.PROJECT.run(tx.connection, **project(events))
