"""The OpenAPI document of a service: what the framework derives from the routes, and what it does not know.

Invariant: every operation's errors are problem documents, and the answer that names a thing links to everything that
can be asked of that thing; both are derived from the routes, so neither can be forgotten for a new one.
"""

import re
from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI
from pydantic.alias_generators import to_camel

from shared.runtime import problems

_PARAMETER = re.compile(r"{(\w+)}")


def describe(app: FastAPI) -> None:
    """Let the app answer its document with problems and links."""
    original = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            document = original()
            _describe_problems(document)
            _link(document)
            app.openapi_schema = document
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def _describe_problems(document: dict[str, Any]) -> None:
    """Put the problem document among the schemas; take out the framework's own error shape, never answered here."""
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    described = problems.Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(described.pop("$defs", {}))
    schemas["Problem"] = described
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    for path in document["paths"].values():
        for operation in path.values():
            answer = operation.get("responses", {}).get("422", {})
            if "application/json" in answer.get("content", {}):
                content = {"schema": {"$ref": "#/components/schemas/Problem"}}
                operation["responses"]["422"] = {
                    "description": "Refused: each fault is named",
                    "content": {problems.MEDIA_TYPE: content},
                }


def _link(document: dict[str, Any]) -> None:
    """Link what makes a thing, and what reads some, to what can be asked of it: its identifiers are in the answer."""
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            status = "201" if "201" in operation["responses"] else "200"
            if status == "200" and method != "get":
                continue
            answer = operation["responses"][status]
            schema = answer.get("content", {}).get("application/json", {}).get("schema", {})
            links = dict(_links(document, path, operation["operationId"], _resolved(document, schema)))
            if links:
                answer["links"] = links


def _links(document: dict[str, Any], path: str, asked: str, schema: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """The operations below this path whose every path parameter is in its answer, or was in its own path."""
    known = {name: f"$request.path.{name}" for name in _PARAMETER.findall(path)}
    for other, operations in document["paths"].items():
        wanted = _PARAMETER.findall(other)
        if not other.startswith(f"{path}/") and other != path:
            continue
        found = {name: known.get(name) or _place(document, schema, to_camel(name)) for name in wanted}
        if not found or None in found.values():
            continue
        for operation in operations.values():
            if operation["operationId"] != asked:
                yield operation["operationId"], {"operationId": operation["operationId"], "parameters": found}


def _place(document: dict[str, Any], schema: dict[str, Any], name: str) -> str | None:
    """Where an answer has an identifier: its own, or that of the first of its parts."""
    properties = schema.get("properties", {})
    if name in properties:
        return f"$response.body#/{name}"
    for part, its in properties.items():
        if name in _resolved(document, its.get("items", {})).get("properties", {}):
            return f"$response.body#/{part}/0/{name}"
    return None


def _resolved(document: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in schema:
        return schema
    found: dict[str, Any] = document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
    return found
