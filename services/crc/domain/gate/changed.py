"""An appeal puts custody in the place of an order, or an order in the place of custody."""

from typing import Any

from services.crc.domain import contact_months
from services.crc.domain.cases import Case
from services.crc.domain.clocks import Clocks
from services.crc.domain.custody import RESETTLEMENT, closed, is_in_custody, owe, received, stay_of
from services.crc.domain.gate.contact import contact_ends
from services.crc.domain.gate.parts import CustodyTurn
from shared.contracts.crc_custody import CustodyChanged
from shared.contracts.model import Obligation
from shared.decisions import Decision
from shared.probation.limits import LimitName


def turn_custody(case: Case, turn: CustodyTurn) -> Decision[Case]:
    """The person goes to prison, and the prison owes a screening; or leaves it, and the order's first appointment is
    owed as from a sentence on that day. Who was on licence goes on being seen.
    """
    clocks = Clocks(case)
    changes: dict[str, Any]
    if turn.in_custody:
        contact_ends(case, clocks, turn.at)
        changes = received(case, clocks, turn.at)
    else:
        changes = {**closed(case, "replaceCustody"), "custody": None}
        _no_more_to_prepare(case, clocks, turn)
        if is_in_custody(case):
            assert case.allocated_at is not None
            start = max(turn.at, case.allocated_at)
            owe(clocks, Obligation.FIRST_APPOINTMENT, case.sentence_id, LimitName.FIRST_APPOINTMENT_COMMUNITY, start)
            contact_months.begin(clocks, case.sentence_id, start, case.order_ends_on)
    turns = tuple(
        one.model_copy(update={"told": True}) if one.number == turn.number else one for one in case.custody_turns
    )
    told = CustodyChanged(
        crn=case.crn,
        detail_url=case.url,
        recorded_by=case.by_rule,
        clocks=clocks.told,
        sentence_id=case.sentence_id,
        in_custody=turn.in_custody,
    )
    return Decision(case.model_copy(update={**changes, "custody_turns": turns, "owed": clocks.owed}), (told,))


def _no_more_to_prepare(case: Case, clocks: Clocks, turn: CustodyTurn) -> None:
    stay = stay_of(case)
    assert stay is not None
    for obligation in RESETTLEMENT:
        clocks.cancel_in_time(obligation, stay.stay_id, turn.at)
    for recall in case.recalls:
        clocks.cancel_in_time(Obligation.RECALL_COUNTERSIGNED, recall.recall_id, turn.at)
