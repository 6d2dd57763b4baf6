"""The base of every vocabulary: the value travels in JSON, the description is what a person reads."""

from enum import StrEnum


class Described(StrEnum):
    """An enumeration whose members are `VALUE = "value", "what a person reads"`.

    The member *is* its value (a string), so it compares, sorts and serialises as the published code. A description is
    left out only when a member is looked up by its value: `ReportType("oral")`.
    """

    _value_: str
    description: str

    def __new__(cls, value: str, description: str = "") -> "Described":
        """A member: the string that travels, and what a person reads."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.description = description
        return member
