"""A short run of the rig: what `make rig` does for many faults, with one of each family."""

import pytest

from tests.faults.rig.faults.broker import BrokerKilled
from tests.faults.rig.faults.database import DatabaseCrashed
from tests.faults.rig.faults.disk import DataDiskFull
from tests.faults.rig.faults.instances import LeadingRelayKilled
from tests.faults.rig.faults.processes import Killed, Stopped
from tests.faults.rig.run import run
from tests.kafka.apache_kafka import ApacheKafka

pytestmark = pytest.mark.apache_kafka

FAULTS = (
    Killed("crc"),
    Stopped("allocation"),
    BrokerKilled(),
    DatabaseCrashed(),
    DataDiskFull(),
    LeadingRelayKilled(),
)
PEOPLE = 4


@pytest.mark.timeout(900)
async def test_what_was_acknowledged_stays_done_once_and_in_order_whatever_is_broken(apache_kafka: ApacheKafka) -> None:
    outcome = await run(apache_kafka, FAULTS, seed=2016, people=PEOPLE, say=print)
    assert outcome.findings == []
    injected = {row.fault: row.times for row in outcome.rows if row.times}
    assert injected == {fault.name: 1 for fault in FAULTS if fault.name not in outcome.skipped}
    assert all(len(row.recovered) == row.times for row in outcome.rows)
    assert outcome.people >= PEOPLE
    # Each person of a story costs about twenty commands, each marked one two.
    assert sum(row.acknowledged for row in outcome.rows) > 20 * PEOPLE
