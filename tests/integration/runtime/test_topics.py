"""Every event type goes through the real outbox, relay and broker, and is read there by the official SDK."""

import json
from collections import Counter

import httpx
from cloudevents.core.bindings.kafka import KafkaMessage, from_binary_event
from jsonschema import Draft202012Validator, FormatChecker

from deploy.embedded.broker import EmbeddedBroker
from shared.contracts.catalogue import EVENT_TYPES, publisher_of
from shared.contracts.documents import schema_of
from shared.contracts.superseded import STILL_TOLD
from shared.runtime.relay import Relay
from shared.runtime.tracing import Causes
from tests.support.kafka import producing, read_topic
from tests.support.running import Running
from tests.support.samples import one_of_each


async def test_the_official_sdk_reads_every_event_type_from_the_topic_and_it_keeps_to_the_schema_it_names(
    diary: Running, broker: EmbeddedBroker, topic: str
) -> None:
    async with diary.runtime.work.transaction(Causes("a-chain")) as transaction:
        transaction.tell(one_of_each())
    async with producing(broker.bootstrap_servers) as producer, diary.runtime.database.read() as connection:
        relay = Relay("court", diary.runtime.database, producer, diary.clock, "http://court.test", 1000)
        relay.topic = topic
        assert await relay.publish_once(connection) == (len(EVENT_TYPES), 0)
    seen: Counter[str] = Counter()
    # Of what is still told in an older version there is a record of its own here, and one from the newer version's.
    for record in await read_topic(broker.bootstrap_servers, topic, len(EVENT_TYPES) + len(STILL_TOLD)):
        event = from_binary_event(KafkaMessage(dict(record.headers), record.key, record.value))
        kind = str(event.get_type())
        schema_name = str(event.get_dataschema()).removeprefix("http://court.test/schemas/").removesuffix(".json")
        assert schema_name == kind
        Draft202012Validator(schema_of(schema_name), format_checker=FormatChecker()).validate(event.get_data())
        assert event.get_subject() == record.key.decode()
        seen[kind] += 1
    twice = {one.older.event_type for one in STILL_TOLD}
    assert seen == {name: 2 if name in twice else 1 for name in EVENT_TYPES}


async def test_the_schema_that_an_event_names_is_served_at_that_address(diary: Running) -> None:
    for name in EVENT_TYPES:
        answer: httpx.Response = await diary.client.get(f"/schemas/{name}.json")
        if publisher_of(name) == "court":
            assert json.loads(answer.content) == json.loads(json.dumps(schema_of(name)))
        else:
            assert answer.status_code == 404
