"""A migration suits the code that runs: columns that only the code of tomorrow knows are nothing to it.

The journey of one case is played on all five services; while it is under way every table gets further columns, on
connections that have prepared their statements long before. Nothing is refused, and the case ends as it ends elsewhere.
"""

from contextlib import AsyncExitStack

from services.named import SERVICES
from shared.runtime.app import create_app
from shared.runtime.auth import Role
from shared.runtime.clock import FixedClock
from shared.runtime.tables import Backbone
from simulator import journey
from tests.integration.across.hearings import EARLY
from tests.support.carrying import Carrier
from tests.support.playing import story_on
from tests.support.postgres import Databases
from tests.support.running import Running, running

EVERY_STEPS = 4


async def add_columns(service: Running, number: int) -> None:
    """What a migration may do to a table that is in use: a column that is nullable, and one that has a default."""
    tables = (*service.runtime.service.metadata.sorted_tables, *Backbone.metadata.sorted_tables)
    async with service.runtime.database.write() as connection:
        for table in tables:
            await connection.execute(
                f'ALTER TABLE "{table.name}" ADD COLUMN tomorrow_{number} text, '
                f"ADD COLUMN counted_{number} int NOT NULL DEFAULT 7"
            )


async def every_list_is_read(service: Running) -> None:
    """Each list answers; one that asks for more than it is given here says so, and does not fail."""
    headers = service.as_("HMIP", "HMIP001", Role.INSPECTOR)
    lists = [
        path
        for path, ways in create_app(service.runtime.service, service.runtime.settings).openapi()["paths"].items()
        if "get" in ways and "{" not in path and "health" not in path
    ]
    answers = {path: (await service.client.get(path, headers=headers)).status_code for path in lists}
    assert {path: status for path, status in answers.items() if status not in (200, 403, 422)} == {}
    assert 200 in answers.values()


async def test_a_case_goes_through_every_service_while_migrations_add_columns_to_every_table(
    databases: Databases,
) -> None:
    async with AsyncExitStack() as stack:
        services = {name: await stack.enter_async_context(running(databases, name)) for name in SERVICES}
        clock = FixedClock(EARLY)
        for service in services.values():
            service.clock = service.runtime.clock = service.runtime.work.clock = clock
        carrier = Carrier(services.values())
        story = story_on(services, carrier, clock)
        steps = 0

        async def step(_: str) -> None:
            nonlocal steps
            steps += 1
            if steps % EVERY_STEPS == 0:
                for service in services.values():
                    await add_columns(service, steps)

        story.step = step
        told = await journey.play(story)
        assert steps == journey.STEPS
        assert told["events"]
        for service in services.values():
            assert await service.rows("SELECT reason FROM dead_letter") == []
            await every_list_is_read(service)
        [row] = await services["crc"].rows("SELECT counted_4 FROM supervised_case LIMIT 1")
        assert row["counted_4"] == 7
