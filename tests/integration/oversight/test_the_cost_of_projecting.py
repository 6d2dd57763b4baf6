"""What projecting and reading cost: statements counted, not timed; the same for one person and for many."""

from functools import partial

import pytest

from services.oversight.tables import OversightTable
from tests.integration.oversight.reading import inspector, officer_of, people, timeline
from tests.integration.oversight.stories import journey
from tests.integration.oversight.story import Story
from tests.support.cases import sentence
from tests.support.counting import statements_of
from tests.support.running import MONDAY, Running
from tests.support.samples import PERSONAL, sample


async def test_a_batch_costs_the_same_whatever_its_size(oversight: Running) -> None:
    one, many = [sentence(MONDAY)], [sentence(MONDAY, f"X{number:06}") for number in range(500)]
    # BEGIN, the inbox, the projection, COMMIT
    assert len(await statements_of(oversight, partial(oversight.deliver, one))) == 4
    assert len(await statements_of(oversight, partial(oversight.deliver, many))) == 4


async def test_a_batch_of_every_type_costs_no_more_than_one_of_one(oversight: Running) -> None:
    batch = [sample(name, f"X{number:06}") for number, name in enumerate(PERSONAL)]
    plain = [event.model_copy(update={"clocks": ()}) for event in batch]
    assert len(await statements_of(oversight, partial(oversight.deliver, plain))) == 4
    story: Story = journey("X777777")
    assert len(await statements_of(oversight, partial(oversight.deliver, story.messages()))) == 4


@pytest.mark.parametrize("organisation", ["HMIP", "C17"])
async def test_reading_costs_the_same_whatever_was_told(oversight: Running, organisation: str) -> None:
    headers = inspector(oversight) if organisation == "HMIP" else officer_of(oversight, organisation)
    await oversight.deliver(journey().messages())
    path = "/people/X320741/timeline"
    assert len(await statements_of(oversight, partial(oversight.client.get, path, headers=headers))) == 4
    assert len(await statements_of(oversight, partial(people, oversight, headers))) == 1


async def test_oversight_tells_nothing_and_owes_nothing(oversight: Running) -> None:
    await oversight.deliver(journey().messages())
    assert await oversight.events() == []
    assert await oversight.waiting() == 0
    assert await oversight.rows("SELECT 1 FROM deadline") == []
    assert await timeline(oversight)


def test_the_read_model_has_tables_of_its_own_only() -> None:
    assert set(OversightTable.metadata.tables) == {
        "timeline_entry",
        "clock",
        "gap",
        "person",
        "person_organisation",
    }
