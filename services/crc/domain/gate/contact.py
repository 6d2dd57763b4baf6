"""What custody does to contact: nobody owes an appointment, a letter or a month's contact with a person in prison."""

from datetime import datetime

from services.crc.domain import contact_months
from services.crc.domain.cases import Case
from services.crc.domain.clocks import Clocks
from shared.contracts.model import Obligation

_CONTACT = (Obligation.FIRST_APPOINTMENT, Obligation.CONTACT_FOLLOW_UP, Obligation.WARNING_LETTER)


def contact_ends(case: Case, clocks: Clocks, at: datetime) -> None:
    """The person is in prison from then; what had run out stays missed."""
    contact_months.stop(clocks)
    for owed in case.owed:
        if owed.obligation in _CONTACT:
            clocks.cancel_in_time(owed.obligation, owed.subject_id, at)
