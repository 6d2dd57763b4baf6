"""Who acts on a breach by name: what is signed, disputed or decided is an officer's, and never a system's."""

from pydantic import TypeAdapter, ValidationError

from services.breach.domain.breaches import ActsForTheOtherSide
from shared.decisions import Occasion
from shared.probation.identifiers import OfficerCode

_OFFICER: TypeAdapter[str] = TypeAdapter(OfficerCode)


def officer_of(occasion: Occasion, what: str) -> str:
    """The officer who acts; `ActsForTheOtherSide` where the token names none by their code."""
    try:
        return _OFFICER.validate_python(occasion.actor.officer)
    except ValidationError:
        raise ActsForTheOtherSide(f"{what}: the token names no officer by their code.") from None
