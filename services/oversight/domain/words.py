"""The words of a summary: organisations by name, codes by what they mean, numbers with their nouns."""

from datetime import date

from shared.probation.described import Described
from shared.probation.organisations import UnknownOrganisation, organisation
from shared.probation.vocabulary import CheckKind, GapCause, Source


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


def day(on: date) -> str:
    """`6 September 2016`."""
    return f"{on.day} {on:%B %Y}"


def pounds(pence: int) -> str:
    """`£645.00`."""
    return f"£{pence // 100:,}.{pence % 100:02}"


def missing(check: CheckKind | None, source: Source | None, cause: GapCause | None) -> str:
    """What an information gap lacks, inside a sentence: the check, the source not consulted, or else its cause."""
    return low(check or source or cause)
