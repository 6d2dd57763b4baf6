"""A purchase is refused with every reason at once: every combination of the reasons, exhaustively."""

import itertools

import pytest

from services.allocation.directory.domain.budgets import Budget
from services.allocation.directory.domain.interventions import Intervention
from services.allocation.directory.domain.referral import Supervision, refer
from services.allocation.domain.stages import AllocationStage
from shared.decisions import Invalid
from shared.probation.vocabulary import PurchaseState
from tests.unit.allocation.directory.given import (
    CRC,
    KEPT,
    NPS,
    PRICE,
    TODAY,
    bought,
    budget,
    entry,
    occasion,
    referral,
)

SUPERVISIONS: dict[str, Supervision | None] = {
    "kept": KEPT,
    "transferred": Supervision("X320741", AllocationStage.TRANSFERRED, "N07"),
    "with a CRC": Supervision("X320741", AllocationStage.ACCEPTED, "C17"),
    "not settled": Supervision("X320741", AllocationStage.AWAITING_REPLY, None),
    "of another division": Supervision("X320741", AllocationStage.KEPT_BY_NPS, "N04"),
    "ended": Supervision("X320741", AllocationStage.ENDED, "N07"),
    "unknown": None,
}
OFFERS = {
    "open": {},
    "last day": {"offered_until": TODAY},
    "not yet": {"offered_from": TODAY.replace(day=6)},
    "no longer": {"offered_until": TODAY.replace(day=4)},
}
BUDGETS: dict[str, Budget | None] = {
    "enough": budget(PRICE),
    "a penny short": budget(PRICE + PRICE - 1, committed=PRICE),
    "none": None,
}


@pytest.mark.parametrize("supervision", SUPERVISIONS)
@pytest.mark.parametrize("offer", OFFERS)
@pytest.mark.parametrize("money", BUDGETS)
def test_every_combination_of_reasons_is_told_whole_and_nothing_else(supervision: str, offer: str, money: str) -> None:
    seen = 0
    for need_fits, sex_fits, priced, room in itertools.product((True, False), repeat=4):
        into = entry(price=PRICE if priced else None, taken=2 if room else 3).model_copy(update=OFFERS[offer])
        asked = referral(into, "relationships" if need_fits else "drugs", "male" if sex_fits else "female")
        expected = {
            "notSupervisedByDivision": supervision not in ("kept", "transferred"),
            "notOfferedOnThisDay": offer in ("not yet", "no longer"),
            "notForThisNeed": not need_fits,
            "notForThisSex": not sex_fits,
            "noPriceInForce": not priced,
            "noPlaceLeft": not room,
            "budgetNotSet": money == "none",
            "budgetExceeded": money == "a penny short" and priced,
        }
        wanted = [code for code, applies in expected.items() if applies]
        if wanted:
            with pytest.raises(Invalid) as refused:
                refer(SUPERVISIONS[supervision], into, BUDGETS[money], asked, NPS)
            assert [fault.code for fault in refused.value.faults] == wanted
            assert len({fault.sentence for fault in refused.value.faults}) == len(wanted)
        else:
            made = refer(SUPERVISIONS[supervision], into, BUDGETS[money], asked, NPS)
            assert made.purchase.state.state is PurchaseState.REFERRED
        seen += 1
    assert seen == 16


def test_an_unknown_intervention_is_refused_with_what_else_is_wrong() -> None:
    with pytest.raises(Invalid) as refused:
        refer(None, None, None, referral(entry()), NPS)
    codes = [fault.code for fault in refused.value.faults]
    assert codes == ["notSupervisedByDivision", "interventionUnknown", "budgetNotSet"]


def test_a_sentence_of_another_division_is_refused_in_the_words_in_which_an_unknown_one_is() -> None:
    def told(supervision: Supervision | None, into: Intervention) -> str:
        with pytest.raises(Invalid) as refused:
            refer(supervision, into, budget(), referral(into), NPS)
        return str(refused.value)

    assert told(SUPERVISIONS["of another division"], entry()) == told(None, entry())


def test_only_a_division_of_the_nps_buys() -> None:
    with pytest.raises(Invalid) as refused:
        bought(at=CRC)
    assert [fault.code for fault in refused.value.faults] == ["notADivision"]
    with pytest.raises(Invalid):
        bought(at=occasion("police"))


def test_the_refusal_for_money_says_the_figures() -> None:
    with pytest.raises(Invalid) as refused:
        bought(money=budget(1_000_000, committed=999_999))
    [fault] = refused.value.faults
    assert fault.sentence == "The budget of 2016/17 has £0.01 left of £10,000.00; the intervention costs £645.00."


def test_the_refusal_for_places_says_how_many_there_are() -> None:
    with pytest.raises(Invalid) as refused:
        bought(into=entry(taken=3))
    [fault] = refused.value.faults
    assert fault.sentence == "Every place of C17-BBR is taken: 3 of 3."
