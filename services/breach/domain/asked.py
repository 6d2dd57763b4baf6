"""Kinds of values that requests to the breach service share."""

from typing import Annotated

from pydantic import Field, StringConstraints

from shared.probation.written import SAYS_SOMETHING

# A character of value zero cannot be stored as text, and belongs in no sentence that a person wrote.
Grounds = Annotated[
    str,
    StringConstraints(min_length=1, max_length=2000, pattern=r"^[^\x00]*$"),
    Field(
        description="In words, for the record of this service; it is never published.",
        examples=["The proof of the instruction is on the second page of the pack."],
    ),
    SAYS_SOMETHING,
]

Office = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[^\x00-\x1f\x7f]*$", examples=["Croydon"])]
"""A place in one line: never free text, for it travels in events."""
