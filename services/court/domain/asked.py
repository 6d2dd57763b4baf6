"""Types of what is asked of the court service that several commands share."""

from typing import Annotated

from pydantic import Field, StringConstraints

from shared.probation.written import SAYS_SOMETHING

CourtCode = Annotated[str, Field(pattern=r"^[A-Z0-9]{2,8}$", description="Code of the court.", examples=["CRYDMC"])]

# A character of value zero cannot be stored as text, and belongs in no sentence that a person wrote.
Reason = Annotated[
    str,
    StringConstraints(min_length=1, max_length=2000, pattern=r"^[^\x00]*$"),
    Field(description="In words, for the record of this service; it is never published."),
    SAYS_SOMETHING,
]

Analysis = Annotated[
    str,
    StringConstraints(min_length=1, max_length=20_000, pattern=r"^[^\x00]*$"),
    Field(description="The author's analysis, for the court; it is never published."),
    SAYS_SOMETHING,
]
