"""One check more than schemathesis has: data that the document allows is refused by a rule that has a name, or not."""

import re
from typing import Any

import schemathesis
from schemathesis import Case, CheckContext, GenerationMode, Response

OF_THE_SCHEMA = re.compile(r"(?!value_error$|decimal_)[a-z]+(_[a-z]+)+")
"""The codes of the validation itself, such as `string_pattern_mismatch`; our own rules are in camelCase, or validators.

How many digits a number has is left out: JSON Schema has no word for it.
"""


@schemathesis.check
def refused_by_a_named_rule(ctx: CheckContext, response: Response, case: Case[Any]) -> bool | None:
    """AssertionError where data that is right by the document is refused for its form."""
    if response.status_code != 422 or case.meta is None or case.meta.generation.mode is not GenerationMode.POSITIVE:
        return None
    errors: list[dict[str, Any]] = response.json().get("errors") or []
    # What is wrong with a list because each of its items is wrong is said of the list too.
    places = [error["pointer"] for error in errors]
    wrong = [
        error
        for error in errors
        if OF_THE_SCHEMA.fullmatch(error["code"])
        and not any(place.startswith(f"{error['pointer']}/") for place in places)
    ]
    assert not wrong, f"the document allows what is refused for its form: {wrong}"
    return None
