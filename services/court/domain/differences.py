"""How the sentence differs from what the report proposed (¶12): recorded by rule, whenever something was proposed."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from services.court.domain.proposals import Proposal
from shared.contracts.court import Requirement
from shared.probation.calendar import add_months
from shared.probation.vocabulary import Disposal, ProposalDifference, RequirementKind

_D = ProposalDifference
_A_CENTURY = 1200
"""In months: no calendar need reach further to tell that an order is shorter."""


def proposal_differences(
    proposal: Proposal, disposal: Disposal, requirements: Iterable[Requirement], sentenced_on: date, order_ends_on: date
) -> tuple[ProposalDifference, ...]:
    """The differences, each word once, in the order of the vocabulary; none where the court did as was proposed.

    Requirements are compared kind by kind, whatever their order: what was proposed and made alike is set aside first,
    and of what is left one proposed and one made of a kind are the same requirement, made otherwise. A proposal that
    left the length to the court differs in none; months end on their day or on the day before, as courts count both.
    """
    found = set(_of_requirements(proposal.requirements, requirements))
    if disposal is not proposal.disposal:
        found.add(_D.DISPOSAL)
    if proposal.months is not None:
        last = add_months(sentenced_on, min(proposal.months, _A_CENTURY))
        if order_ends_on not in (last, last - timedelta(days=1)):
            found.add(_D.LENGTH)
    return tuple(word for word in _D if word in found)


def _of_requirements(proposed: Iterable[Requirement], made: Iterable[Requirement]) -> Iterator[ProposalDifference]:
    was, became = Counter(proposed), Counter(made)
    only_proposed, only_made = _by_kind(was - became), _by_kind(became - was)
    for kind in RequirementKind:
        left_out, added = only_proposed[kind], only_made[kind]
        if left_out and added:
            yield _D.REQUIREMENT_CHANGED
        if left_out > added:
            yield _D.REQUIREMENT_LEFT_OUT
        if added > left_out:
            yield _D.REQUIREMENT_ADDED


def _by_kind(requirements: Counter[Requirement]) -> Counter[RequirementKind]:
    by_kind: Counter[RequirementKind] = Counter()
    for requirement, times in requirements.items():
        by_kind[requirement.kind] += times
    return by_kind
