"""The words of a summary: organisations by name, codes by what they mean, numbers with their nouns."""

from shared.probation.described import Described
from shared.probation.organisations import UnknownOrganisation, organisation


def who(code: str | None) -> str:
    """An organisation as people speak of it: `NPS London`, `London CRC`; another code as it is."""
    if code is None:
        return "nobody"
    try:
        found = organisation(code)
    except UnknownOrganisation:
        return code
    return f"NPS {found.name}" if code.startswith("N") else f"{found.name} CRC"


def low(word: Described | None) -> str:
    """A word of a vocabulary inside a sentence."""
    if word is None:
        return "not known"
    text = word.description
    return text if text[:2].isupper() else text[0].lower() + text[1:]


def count(number: int, noun: str, plural: str | None = None) -> str:
    """`1 gap`, `3 gaps`, `no gaps`."""
    many = plural or f"{noun}s"
    return f"1 {noun}" if number == 1 else f"{number or 'no'} {many}"
