"""Appeals that put custody in the place of an order, or an order in the place of custody."""

from datetime import timedelta

import pytest

from services.crc.domain.custody import stage_of
from services.crc.domain.gate.stages import StayState
from shared.contracts.court import OrderAmended
from shared.contracts.crc_custody import CustodyChanged
from shared.contracts.model import ClockAction, Obligation
from shared.decisions import NotAllowed
from shared.probation.calendar import due
from shared.probation.limits import LimitName
from shared.probation.vocabulary import (
    CustodyState,
    Disposal,
    RecallState,
)
from tests.unit.crc.gates import (
    ON_LICENCE,
    in_custody,
    last_stay,
    on_licence,
    owed_on,
    planned_in_custody,
    recall,
    recall_of,
    release,
)
from tests.unit.crc.given import (
    ACCEPTED_AT,
    MONDAY,
    accepted,
    amended,
    heard,
    sentence,
    supervised,
)
from tests.unit.crc.orders import interleavings, told_set

CUSTODY = amended(disposal=Disposal.CUSTODY)
ORDER = amended(disposal=Disposal.COMMUNITY_ORDER)
APPEALED_AT = MONDAY + timedelta(days=30)


def test_an_appeal_that_puts_custody_in_the_place_of_an_order_sends_the_person_to_prison() -> None:
    case, (told,) = heard((CUSTODY, APPEALED_AT), case=supervised())
    assert isinstance(told, CustodyChanged)
    assert told.in_custody
    assert (case.custody, last_stay(case).since) == (CustodyState.IN_CUSTODY, APPEALED_AT.date())
    assert owed_on(case)[Obligation.CUSTODY_SCREENED] == APPEALED_AT + timedelta(hours=72)
    assert Obligation.MONTHLY_CONTACT not in owed_on(case)
    # It had run out before the appeal, and stays missed.
    assert Obligation.FIRST_APPOINTMENT in owed_on(case)


def test_an_appeal_that_puts_an_order_in_the_place_of_custody_opens_the_gate() -> None:
    case, (told,) = heard((ORDER, APPEALED_AT), case=planned_in_custody())
    assert isinstance(told, CustodyChanged)
    assert (case.custody, last_stay(case).state) == (None, StayState.CLOSED)
    first = due(LimitName.FIRST_APPOINTMENT_COMMUNITY, APPEALED_AT)
    assert owed_on(case)[Obligation.FIRST_APPOINTMENT] == first
    assert Obligation.PRE_RELEASE_WORK not in owed_on(case)
    assert stage_of(case, APPEALED_AT.date()) is None
    with pytest.raises(NotAllowed, match="not a custodial one"):
        release(case)


def test_an_appeal_while_on_licence_overtakes_the_recall_and_contact_goes_on() -> None:
    case, (told,) = heard((ORDER, ON_LICENCE + timedelta(hours=1)), case=recall(on_licence()).state)
    assert {(one.obligation, one.action) for one in told.clocks} == {
        (Obligation.RECALL_COUNTERSIGNED, ClockAction.CANCELLED)
    }
    assert recall_of(case).state is RecallState.OVERTAKEN


def test_a_second_appeal_begins_another_stay() -> None:
    back = amended(disposal=Disposal.CUSTODY, number=2)
    case, _ = heard((ORDER, APPEALED_AT), (back, APPEALED_AT + timedelta(days=20)), case=in_custody())
    assert [one.state for one in sorted(case.stays, key=lambda one: one.number)] == [
        StayState.CLOSED,
        StayState.RECEIVED,
    ]
    assert len({one.stay_id for one in case.stays}) == 2


def test_a_change_that_leaves_the_person_where_they_are_tells_nothing() -> None:
    case, told = heard((CUSTODY, APPEALED_AT), case=in_custody())
    assert (told, case.custody_turns) == ([], ())


@pytest.mark.parametrize("turn", [CUSTODY, ORDER])
def test_an_appeal_tells_the_same_whether_the_case_was_open_already_or_not(turn: OrderAmended) -> None:
    disposal = Disposal.CUSTODY if turn is ORDER else Disposal.COMMUNITY_ORDER
    court = [(sentence(disposal=disposal), MONDAY), (turn, MONDAY + timedelta(hours=1))]
    outcomes = [heard(*order) for order in interleavings(court, [(accepted(), ACCEPTED_AT)])]
    for case, told in outcomes:
        assert case == outcomes[0][0]
        assert told_set(told) == told_set(outcomes[0][1])
