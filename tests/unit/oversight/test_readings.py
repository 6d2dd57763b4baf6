"""Who is responsible now, and so has what was missing at sentence to read (¶11)."""

from typing import Any
from uuid import UUID

import pytest

from services.oversight.domain.readings import readers
from shared.contracts.allocation import AllocationEnded, CaseTransferred
from shared.contracts.crc import CaseOpened, ResponsibleOfficerNamed
from shared.contracts.crc_staff import ResponsibleOfficerLeft
from shared.contracts.model import EventData

SENTENCE = UUID(int=1)


def entry(fact: type[EventData], **body: Any) -> dict[str, Any]:
    return {"event_type": fact.event_type, "sentence_id": SENTENCE, "body": body}


NAMED = entry(ResponsibleOfficerNamed, officer="C17A001")


def test_the_officer_who_was_named_last_is_to_read() -> None:
    assert readers([NAMED, entry(ResponsibleOfficerNamed, officer="C17A002")]) == {SENTENCE: "C17A002"}


@pytest.mark.parametrize("fact", [ResponsibleOfficerLeft, CaseOpened, CaseTransferred, AllocationEnded])
def test_once_the_officer_or_the_case_has_left_it_is_nobodys_until_another_is_named(fact: type[EventData]) -> None:
    assert readers([NAMED, entry(fact)]) == {}
    assert readers([NAMED, entry(fact), NAMED]) == {SENTENCE: "C17A001"}
