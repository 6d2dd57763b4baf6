"""The allocation rules, whole: every combination of the criteria, each yes, no or unknown, and of what was missing.

What must come out is stated here a second time, from the facts alone and with no use of the rules: the NPS if anything
that is known keeps the case; the CRC for good only if each criterion is known not to; else the CRC provisionally, with
every unknown named.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from uuid import UUID

import pytest

from services.allocation.domain.allocations import Allocation
from services.allocation.domain.criteria import Evidence, RoshIndication, allocate
from services.allocation.domain.record import GapOnRecord, GapStanding
from shared.contracts.court import InformationGap, RiskPicture
from shared.probation.vocabulary import AllocationCriterion, CheckKind, GapCause, RoshDepth, RoshLevel
from tests.unit.allocation.given import allocated, gap

C = AllocationCriterion
YES, NO, UNKNOWN = True, False, None

ON = allocated().heard.sentenced_on
SCORES = (None, Decimal("2.99"), Decimal("6.89"), Decimal("6.90"))
"""No score, the ends of the low and of the medium band, and the beginning of the high one."""

FLAGS = {
    C.MAPPA_ELIGIBLE: "mappa_eligible",
    C.DEPORTATION: "subject_to_deportation",
    C.PUBLIC_INTEREST: "public_interest",
    C.DEFERRED_SENTENCE: "deferred_sentence",
}
GAPS: dict[str, tuple[InformationGap, set[AllocationCriterion]]] = {
    "a police check": (
        gap(GapCause.CHECK_UNANSWERED, CheckKind.DOMESTIC_ABUSE, gap_id=UUID(int=1)),
        {C.ROSH_HIGH_OR_VERY_HIGH},
    ),
    "the record of convictions": (
        gap(
            GapCause.CHECK_NEVER_REQUESTED,
            CheckKind.PREVIOUS_CONVICTIONS,
            *(C.ROSH_HIGH_OR_VERY_HIGH, C.MAPPA_ELIGIBLE, C.RSR_HIGH),
            gap_id=UUID(int=2),
        ),
        {C.ROSH_HIGH_OR_VERY_HIGH, C.MAPPA_ELIGIBLE, C.RSR_HIGH},
    ),
    "the score": (gap(GapCause.RSR_NOT_CALCULATED, None, C.RSR_HIGH, gap_id=UUID(int=3)), {C.RSR_HIGH}),
}
STANDINGS = (None, *GapStanding)
"""A gap was never there, is open, was answered, was given up, or ended with the order."""


@dataclass(frozen=True)
class Missing:
    """What had no answer: as evidence, and the criteria that it leaves in doubt."""

    unanswered: tuple[InformationGap, ...]
    in_doubt: frozenset[AllocationCriterion]


def with_gaps(standings: tuple[GapStanding | None, ...]) -> Allocation:
    held = tuple(
        GapOnRecord(**dict(one), state=standing)
        for (one, _), standing in zip(GAPS.values(), standings, strict=True)
        if standing is not None
    )
    return allocated().model_copy(update={"gaps": held})


def test_only_an_answer_takes_a_gap_out_of_the_evidence() -> None:
    tried = 0
    for standings in product(STANDINGS, repeat=len(GAPS)):
        wanted = [
            one.gap_id
            for (one, _), standing in zip(GAPS.values(), standings, strict=True)
            if standing in (GapStanding.OPEN, GapStanding.SUPERVISED_WITHOUT_IT, GapStanding.ORDER_ENDED)
        ]
        weighed = with_gaps(standings).evidence().unanswered
        assert [one.gap_id for one in weighed] == wanted
        assert all(type(one) is InformationGap for one in weighed)  # what became of it since is no evidence
        tried += 1
    assert tried == 5**3


def everything_missing() -> Iterator[Missing]:
    """Each set of unanswered gaps, once for each way in which it can have come about; equal evidence is tried once."""
    seen: dict[tuple[InformationGap, ...], Missing] = {}
    for standings in product(STANDINGS, repeat=len(GAPS)):
        unanswered = with_gaps(standings).evidence().unanswered
        in_doubt = {one for (held, bears_on) in GAPS.values() if held in unanswered for one in bears_on}
        seen[unanswered] = Missing(unanswered, frozenset(in_doubt))
    yield from seen.values()


def every_flag() -> Iterator[dict[AllocationCriterion, bool | None]]:
    for said in product((YES, NO, UNKNOWN), repeat=len(FLAGS)):
        yield dict(zip(FLAGS, said, strict=True))


def stated(
    level: RoshLevel | None,
    indicated: RoshLevel | None,
    score: Decimal | None,
    flags: dict[AllocationCriterion, bool | None],
    in_doubt: frozenset[AllocationCriterion],
) -> dict[AllocationCriterion, bool | None]:
    """What is known of each criterion: a "no" only where it was said and nothing that is missing could change it."""
    grave = (RoshLevel.HIGH, RoshLevel.VERY_HIGH)
    recorded: dict[AllocationCriterion, bool | None] = {
        C.ROSH_HIGH_OR_VERY_HIGH: (YES if level in grave or indicated in grave else UNKNOWN if level is None else NO),
        C.RSR_HIGH: UNKNOWN if score is None else score >= Decimal("6.90"),
        **flags,
    }
    return {one: UNKNOWN if said is NO and one in in_doubt else said for one, said in recorded.items()}


@pytest.mark.parametrize("depth", [None, *RoshDepth])
@pytest.mark.parametrize("indicated", [None, RoshLevel.MEDIUM, RoshLevel.HIGH, RoshLevel.VERY_HIGH])
def test_every_combination_has_its_one_answer_and_unknown_never_counts_as_no(
    depth: RoshDepth | None, indicated: RoshLevel | None
) -> None:
    indication = None if indicated is None else RoshIndication(indicated, "late answer: police")
    missing = tuple(everything_missing())
    assert len(missing) == 2 ** len(GAPS)
    tried = 0
    for level, score, flags in product((None, *RoshLevel), SCORES, every_flag()):
        said = {FLAGS[one]: value for one, value in flags.items()}
        risk = RiskPicture(rosh_level=level, rosh_depth=depth, rsr=score, **said)
        for lacking in missing:
            evidence = Evidence(ON, risk, lacking.unanswered, indication)
            outcome = allocate(evidence, division="N07", area_crc="C17")
            known = stated(level, indicated, score, flags, lacking.in_doubt)
            tried += 1

            answers = set(known.values())
            assert outcome.provider == ("N07" if YES in answers else "C17")
            assert outcome.provisional is (YES not in answers and answers != {NO})
            assert {one.criterion: one.nps_keeps for one in outcome.criteria} == known
            assert {one.criterion for one in outcome.criteria if not one.known} == {
                one for one, value in known.items() if value is UNKNOWN
            }
            assert all(one.source for one in outcome.criteria)
    assert tried == 5 * 4 * 81 * 8
