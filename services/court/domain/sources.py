"""Which sources the author of a report must have consulted, by the type of the report, as dated configuration (¶10-11).

A source is consulted when it was looked at: records that hold nothing about the person have been consulted too.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from services.court.domain.dated import Dated, in_force
from shared.probation.limits import SPLIT
from shared.probation.vocabulary import ReportType, Source


@dataclass(frozen=True, slots=True)
class SourcesNeeded(Dated):
    """The sources needed, one entry for every type of report."""

    by_type: Mapping[ReportType, tuple[Source, ...]]


_ORAL = (Source.PROSECUTION_PAPERS, Source.PREVIOUS_CONVICTIONS)
_FAST = (Source.INTERVIEW, *_ORAL, Source.SUPERVISION_RECORDS)

SOURCES_NEEDED = (
    SourcesNeeded(
        effective_from=SPLIT,
        source="Ours, from inspectorate ¶10-11: the more time a report is given, the more it must have looked at",
        mark="D",
        by_type={
            ReportType.ORAL: _ORAL,
            ReportType.FAST: _FAST,
            ReportType.STANDARD: (*_FAST, Source.PREVIOUS_ASSESSMENTS),
            # An addendum needs nothing of its own: with it, the report that it adds to needs what it needed before.
            ReportType.ADDENDUM: (),
        },
    ),
)
"""The police and children's services are asked by checks, which are counted themselves; a victim's statement or the
health services are not there in every case, and are needed once their check has been asked for."""


def sources_needed(report_type: ReportType, on: date) -> tuple[Source, ...]:
    """The sources that a report of that type needs by the rule of that London day."""
    return in_force(SOURCES_NEEDED, on).by_type[report_type]
