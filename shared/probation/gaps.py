"""Which allocation criteria a missing piece of information bears on [D ¶11].

Known here to both: the court records a gap with the criteria that its answer could change, and the allocation service
previews a decision with gaps that nobody has recorded yet.
"""

from collections.abc import Mapping

from shared.probation.allocation import AllocationCriterion
from shared.probation.court import CheckKind, GapCause, Source

_C = AllocationCriterion
CHECK_BEARS_ON: Mapping[CheckKind, tuple[AllocationCriterion, ...]] = {
    CheckKind.DOMESTIC_ABUSE: (_C.ROSH_HIGH_OR_VERY_HIGH,),
    CheckKind.CHILD_SAFEGUARDING: (_C.ROSH_HIGH_OR_VERY_HIGH,),
    # Eligibility for MAPPA and the RSR score both rest on the record of convictions [C].
    CheckKind.PREVIOUS_CONVICTIONS: (_C.ROSH_HIGH_OR_VERY_HIGH, _C.MAPPA_ELIGIBLE, _C.RSR_HIGH),
    CheckKind.PRIOR_SUPERVISION: (_C.ROSH_HIGH_OR_VERY_HIGH,),
    CheckKind.MENTAL_HEALTH: (_C.ROSH_HIGH_OR_VERY_HIGH,),
    CheckKind.VICTIM_STATEMENT: (_C.ROSH_HIGH_OR_VERY_HIGH,),
}
ASSESSMENT_BEARS_ON: Mapping[GapCause, tuple[AllocationCriterion, ...]] = {
    GapCause.ROSH_NOT_FULLY_ASSESSED: (_C.ROSH_HIGH_OR_VERY_HIGH,),
    GapCause.RSR_NOT_CALCULATED: (_C.RSR_HIGH,),
    GapCause.SARA_MISSING: (_C.ROSH_HIGH_OR_VERY_HIGH,),
}
SOURCE_BEARS_ON: Mapping[Source, tuple[AllocationCriterion, ...]] = {
    Source.INTERVIEW: (_C.ROSH_HIGH_OR_VERY_HIGH,),
    Source.PROSECUTION_PAPERS: (_C.ROSH_HIGH_OR_VERY_HIGH,),
    # As the check of the same name: eligibility for MAPPA and the RSR score rest on the record [C].
    Source.PREVIOUS_CONVICTIONS: (_C.ROSH_HIGH_OR_VERY_HIGH, _C.MAPPA_ELIGIBLE, _C.RSR_HIGH),
    Source.SUPERVISION_RECORDS: (_C.ROSH_HIGH_OR_VERY_HIGH,),
    Source.PREVIOUS_ASSESSMENTS: (_C.ROSH_HIGH_OR_VERY_HIGH, _C.RSR_HIGH),
    Source.POLICE: (_C.ROSH_HIGH_OR_VERY_HIGH,),
    Source.CHILDRENS_SERVICES: (_C.ROSH_HIGH_OR_VERY_HIGH,),
    Source.HEALTH: (_C.ROSH_HIGH_OR_VERY_HIGH,),
    Source.VICTIM_STATEMENT: (_C.ROSH_HIGH_OR_VERY_HIGH,),
}


def is_of_a_check(cause: GapCause) -> bool:
    """Whether the gap is a check unanswered or never made, and so has its kind."""
    return cause in (GapCause.CHECK_UNANSWERED, GapCause.CHECK_NEVER_REQUESTED)


def is_of_a_source(cause: GapCause) -> bool:
    """Whether the gap is a source that was not consulted, and so names it."""
    return cause is GapCause.SOURCE_NOT_CONSULTED


def bears_on(
    cause: GapCause, check_kind: CheckKind | None = None, source: Source | None = None
) -> tuple[AllocationCriterion, ...]:
    """The allocation criteria that could turn out otherwise, were this known.

    Raises KeyError where a gap of a check has no kind, or one of a source no source: such a gap is never recorded.
    """
    if check_kind is not None:
        return CHECK_BEARS_ON[check_kind]
    return ASSESSMENT_BEARS_ON[cause] if source is None else SOURCE_BEARS_ON[source]
