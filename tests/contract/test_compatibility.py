"""A released event type never changes in a way that breaks a subscriber: such a change is made here, and refused."""

import copy
import json
from collections.abc import Callable, Mapping
from typing import Any

import jsoncompat
import pytest

from deploy.contracts import RELEASED, ROOT, SCHEMAS
from shared.contracts.catalogue import VERSIONS
from shared.contracts.superseded import STILL_TOLD

Schema = dict[str, Any]
BASELINE: dict[str, Schema] = json.loads((ROOT / RELEASED).read_text())
NOW: dict[str, Schema] = {file.stem: json.loads(file.read_text()) for file in (ROOT / SCHEMAS).glob("*.json")}
LEFT = "probation.allocation.allocation-ended.v1"
RETURNED = "probation.breach.pack-returned.v1"


def broken(released: Mapping[str, Schema], now: Mapping[str, Schema]) -> list[str]:
    """The released types whose subscribers could not read what is written now: those that changed so, or have gone."""
    return [
        name
        for name, schema in released.items()
        # A subscriber reads with the schema that it knows: what we write now must be readable by what was released.
        if name not in now or not jsoncompat.check_compat(json.dumps(schema), json.dumps(now[name]), "serializer")
    ]


def test_no_released_event_type_has_changed_in_a_way_that_breaks_a_subscriber_or_has_gone() -> None:
    assert broken(BASELINE, NOW) == [], "publish a new version beside it: see CONTRIBUTING.md"


def test_an_older_version_is_told_until_its_successor_has_been_released() -> None:
    """Whoever reads by the baseline cannot know a version that is not in it."""
    told = {one.older.event_type for one in STILL_TOLD}
    silent = {name for name in BASELINE if VERSIONS.newest(name) not in BASELINE} - told
    assert silent == set()


def field_removed(schema: Schema) -> None:
    name = schema["required"].pop()
    del schema["properties"][name]


def field_added(schema: Schema) -> None:
    assert schema["additionalProperties"] is False
    schema["properties"]["mood"] = {"type": "string"}


def field_no_longer_always_there(schema: Schema) -> None:
    schema["required"].remove("reasons" if "reasons" in schema["required"] else schema["required"][-1])


def field_renamed(schema: Schema) -> None:
    schema["properties"]["sentence"] = schema["properties"].pop("sentenceId")
    schema["required"][schema["required"].index("sentenceId")] = "sentence"


def type_changed(schema: Schema) -> None:
    schema["properties"]["sentenceId"] = {"type": "integer"}


def null_allowed(schema: Schema) -> None:
    schema["properties"]["sentenceId"] = {"anyOf": [schema["properties"]["sentenceId"], {"type": "null"}]}


def word_added(schema: Schema) -> None:
    vocabulary = next(part for part in schema["$defs"].values() if "enum" in part)
    vocabulary["enum"].append("somethingElse")


def field_added_within(schema: Schema) -> None:
    schema["$defs"]["Actor"]["properties"]["team"] = {"type": "string"}


def limit_raised(schema: Schema) -> None:
    schema["$defs"]["Actor"]["properties"]["organisation"]["maxLength"] += 1


BREAKING = (
    field_removed,
    field_added,
    field_no_longer_always_there,
    field_renamed,
    type_changed,
    null_allowed,
    word_added,
    field_added_within,
    limit_raised,
)


@pytest.mark.parametrize("change", BREAKING, ids=lambda change: change.__name__)
@pytest.mark.parametrize("name", [LEFT, RETURNED])
def test_a_change_that_breaks_a_subscriber_is_refused(name: str, change: Callable[[Schema], None]) -> None:
    now = copy.deepcopy(NOW)
    change(now[name])
    assert now[name] != NOW[name]
    assert broken(BASELINE, now) == [name]


def test_a_released_type_that_has_gone_is_refused() -> None:
    assert broken(BASELINE, {name: schema for name, schema in NOW.items() if name != RETURNED}) == [RETURNED]


def described_better(schema: Schema) -> None:
    schema["properties"]["sentenceId"]["description"] = "The sentence that it is about."


def deprecated(schema: Schema) -> None:
    schema["deprecated"] = True


def always_there_from_now_on(schema: Schema) -> None:
    schema["required"].append("clocks")


def limit_lowered(schema: Schema) -> None:
    schema["$defs"]["Actor"]["properties"]["organisation"]["maxLength"] -= 1


def word_no_longer_used(schema: Schema) -> None:
    vocabulary = next(part for part in schema["$defs"].values() if "enum" in part)
    vocabulary["enum"].pop()


COMPATIBLE = (described_better, deprecated, always_there_from_now_on, limit_lowered, word_no_longer_used)


@pytest.mark.parametrize("change", COMPATIBLE, ids=lambda change: change.__name__)
@pytest.mark.parametrize("name", [LEFT, RETURNED])
def test_a_change_that_every_subscriber_can_read_is_accepted(name: str, change: Callable[[Schema], None]) -> None:
    now = copy.deepcopy(NOW)
    change(now[name])
    assert now[name] != NOW[name]
    assert broken(BASELINE, now) == []


def test_a_new_type_and_a_new_version_beside_the_old_are_accepted() -> None:
    v2 = copy.deepcopy(NOW[RETURNED])
    field_renamed(v2)
    assert broken(BASELINE, {**NOW, RETURNED.replace(".v1", ".v2"): v2}) == []
