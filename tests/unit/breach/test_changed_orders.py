"""What a breach knows of an order that was changed or has ended, and of a case that has moved to another CRC."""

from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from services.breach.domain.assembling import order_of
from services.breach.domain.preparing import prepare
from shared.contracts.allocation import CaseTransferred
from shared.contracts.court import AssessmentRevised, OrderAmended, OrderRevoked, Requirement, RiskPicture
from shared.contracts.crc import ResponsibleOfficerNamed
from shared.contracts.model import EventData
from shared.probation.vocabulary import (
    AmendmentCause,
    Disposal,
    RequirementKind,
    RevocationCause,
    RoshLevel,
    StaffGrade,
    TransferReason,
)
from tests.unit.breach.story import (
    BY_CRC,
    CRC,
    NPS,
    OFFICER,
    OTHER_CRC,
    SENTENCE,
    Story,
    asked,
    begun,
    known_from,
)

TEN_DAYS = Requirement(kind=RequirementKind.REHABILITATION_ACTIVITY, amount=10, unit="days")


def about(**facts: Any) -> dict[str, Any]:
    passed = Story().sentence_passed()
    return {
        "crn": passed.crn,
        "detail_url": passed.detail_url,
        "recorded_by": passed.recorded_by,
        "sentence_id": SENTENCE,
        **facts,
    }


def amended(number: int = 1, ends: date = date(2017, 3, 5), **facts: Any) -> OrderAmended:
    told = {
        "event_number": 1,
        "number": number,
        "cause": AmendmentCause.APPLICATION,
        "area_crc": CRC,
        "disposal": Disposal.SUSPENDED_SENTENCE_ORDER,
        "order_ends_on": ends,
        "requirements": (TEN_DAYS,),
        "vague_rar": False,
    }
    return OrderAmended(**about(**told, **facts))


def revoked() -> OrderRevoked:
    return OrderRevoked(**about(event_number=1, cause=RevocationCause.RE_SENTENCED, ended_on=date(2016, 9, 5)))


def revised() -> AssessmentRevised:
    risk = RiskPicture(rosh_level=RoshLevel.HIGH)
    return AssessmentRevised(**about(assessment_id=SENTENCE, risk=risk, sara_completed=None))


def moved() -> CaseTransferred:
    return CaseTransferred(
        **about(
            event_number=1,
            from_provider=CRC,
            to_provider=OTHER_CRC,
            reason=TransferReason.MOVE_OF_RESIDENCE,
            escalation_id=None,
            risk_held_by=OTHER_CRC,
        )
    )


def named_elsewhere() -> ResponsibleOfficerNamed:
    return ResponsibleOfficerNamed(
        supervised_by=None,
        caseload=1,
        handed_over_by=None,
        handover_reason=None,
        **about(provider=OTHER_CRC, officer="C01A001", grade=StaffGrade.PO),
    )


def test_the_order_is_the_one_that_stands_now() -> None:
    order = order_of(known_from([Story().sentence_passed(), amended()]))
    assert order is not None
    assert (order.disposal, order.order_ends_on) == (Disposal.SUSPENDED_SENTENCE_ORDER, date(2017, 3, 5))
    assert order.requirements == (TEN_DAYS,)
    assert order.sentenced_at == Story().sentence_passed().sentenced_at


def test_of_two_changes_the_later_counts_and_a_sentence_told_again_undoes_neither() -> None:
    sentence, second = Story().sentence_passed(), amended(2, date(2017, 1, 1))
    for told in ([sentence, amended(), second], [sentence, second, amended()], [sentence, second, sentence]):
        assert known_from(told).order_ends_on == date(2017, 1, 1)


def test_a_pack_keeps_the_order_that_its_author_had_before_it_and_the_next_version_has_the_new_one() -> None:
    first = prepare(begun(), asked(), BY_CRC).state
    changed = first.model_copy(update={"known": (known_from([*Story().in_order(), amended()]),)})
    second = prepare(changed, asked(), BY_CRC).state
    orders = [pack.order.requirements for pack in second.packs if pack.order is not None]
    assert orders == [Story().sentence_passed().requirements, (TEN_DAYS,)]


def test_the_end_of_the_order_is_known_with_its_day_and_cause() -> None:
    known = known_from([*Story().in_order(), revoked()])
    assert (known.ended_on, known.ended_because) == (date(2016, 9, 5), RevocationCause.RE_SENTENCED)


def test_the_risk_is_the_one_that_was_assessed_last() -> None:
    assert known_from([Story().sentence_passed(), revised()]).rosh is RoshLevel.HIGH
    assert known_from([Story().sentence_passed(), revised(), Story().risk_reviewed()]).rosh is RoshLevel.MEDIUM


def test_after_a_move_the_new_crc_supervises_and_nobody_is_responsible_until_it_has_named_somebody() -> None:
    before = known_from(Story().in_order())
    assert (before.provider, before.responsible_officer) == (CRC, OFFICER)
    known = known_from([*Story().in_order(), moved()])
    assert (known.provider, known.responsible_officer) == (OTHER_CRC, None)
    assert known.seen_by() == {OTHER_CRC, NPS}
    assert known_from([*Story().in_order(), moved(), named_elsewhere()]).responsible_officer == "C01A001"


TOPICS: list[list[EventData]] = [
    [*Story().told()[0], amended(), revised(), amended(2), revoked()],
    [*Story().told()[1], moved()],
    [*Story().told()[2], named_elsewhere()],
]


@given(st.permutations([number for number, topic in enumerate(TOPICS) for _ in topic]))
def test_topics_in_any_order_make_the_same_known_case(order: list[int]) -> None:
    left = [iter(topic) for topic in TOPICS]
    assert known_from(next(left[number]) for number in order) == known_from(one for topic in TOPICS for one in topic)
