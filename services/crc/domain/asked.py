"""Kinds of values that requests share."""

from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints


def _says_something(text: str) -> str:
    if not text.strip():
        raise ValueError("must say something")
    return text.strip()


Short = Annotated[str, Field(max_length=40, pattern=r"^[^\x00-\x1f\x7f]*$"), AfterValidator(_says_something)]
"""A code or a place in one line: never free text, for it travels in events."""

Note = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=2000, pattern=r"^[^\x00]*$"),
    Field(description="In words, for the record of this service; it is never published."),
]
