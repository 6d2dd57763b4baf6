"""The committed documents are those of the code, valid by their own standards, and break nothing that was published."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from deploy.contracts import ROOT, stale
from services.named import SERVICES
from shared.contracts.catalogue import EVENT_TYPES

PUBLISHED = Path(__file__).parent / "published"


def read(path: Path) -> Any:
    return json.loads(path.read_text())


def test_no_committed_document_is_stale() -> None:
    assert stale() == [], "run `make contracts` and commit"


def test_the_asyncapi_document_is_valid_by_the_official_schema() -> None:
    official = read(PUBLISHED / "asyncapi-3.0.0.schema.json")
    jsonschema.validators.validator_for(official)(official).validate(read(ROOT / "shared/contracts/asyncapi.json"))


def test_the_asyncapi_document_describes_every_event_type_and_no_reference_dangles() -> None:
    document = read(ROOT / "shared/contracts/asyncapi.json")
    assert set(document["components"]["messages"]) == set(EVENT_TYPES)

    def references(node: Any) -> list[str]:
        if isinstance(node, dict):
            own = [node["$ref"]] if isinstance(node.get("$ref"), str) else []
            return own + [r for value in node.values() for r in references(value)]
        return [r for item in node for r in references(item)] if isinstance(node, list) else []

    for reference in references(document):
        target = document
        for step in reference.removeprefix("#/").split("/"):
            target = target[step.replace("~1", "/")]


@pytest.mark.parametrize("name", SERVICES)
def test_an_openapi_document_says_for_every_operation_what_it_is_and_how_it_fails(name: str) -> None:
    document = read(ROOT / "services" / name / "openapi.json")
    assert document["openapi"].startswith("3.1")
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            where = f"{name}: {method.upper()} {path}"
            assert operation.get("description") or operation.get("summary"), where
            assert operation["operationId"], where
            if method == "post":
                assert {"401", "403", "422"} <= set(operation["responses"]), where
                assert "application/problem+json" in operation["responses"]["422"]["content"], where


@pytest.mark.parametrize("name", SERVICES)
def test_every_link_of_an_openapi_document_leads_to_an_operation_with_all_that_its_path_needs(name: str) -> None:
    paths = read(ROOT / "services" / name / "openapi.json")["paths"]
    needs = {
        operation["operationId"]: {part[1:-1] for part in path.split("/") if part.startswith("{")}
        for path, operations in paths.items()
        for operation in operations.values()
    }
    links = [
        link
        for operations in paths.values()
        for operation in operations.values()
        for answer in operation["responses"].values()
        for link in answer.get("links", {}).values()
    ]
    assert links
    for link in links:
        assert set(link["parameters"]) == needs[link["operationId"]], link
