"""Kinds of values that requests share."""

from typing import Annotated

from pydantic import Field, StringConstraints

from shared.probation.written import SAYS_SOMETHING

Short = Annotated[str, Field(max_length=40, pattern=r"^[^\x00-\x1f\x7f]*$"), SAYS_SOMETHING]
"""A code or a place in one line: never free text, for it travels in events."""

Note = Annotated[
    str,
    StringConstraints(min_length=1, max_length=2000, pattern=r"^[^\x00]*$"),
    Field(description="In words, for the record of this service; it is never published."),
    SAYS_SOMETHING,
]
