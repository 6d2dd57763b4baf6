"""What callers see of the versions of a pack, and of the rules that it is read by."""

from datetime import datetime
from typing import Any

from pydantic import Field

from services.breach.domain import checker
from services.breach.domain.breaches import Breach
from services.breach.domain.findings import PackFinding, ReviewKind
from services.breach.domain.pack import SignedPack
from shared.contracts.model import Contract
from shared.decisions import NotFound
from shared.probation.vocabulary import Recommendation, ReturnReason, ReturnSeverity

_OF_THE_VERSION = {"version", "prepared_at", "author", "countersigned_by", "countersigned_at"}


class PackChange(Contract):
    """One part of the pack that is not as it was in the version before."""

    place: str = Field(examples=["/recommendation"])
    before: Any = Field(description="As JSON.")
    after: Any = Field(description="As JSON.")


class PackReading(Contract):
    """One reading of the version, by the rules or by the NPS."""

    kind: ReviewKind
    at: datetime
    organisation: str
    officer: str | None
    findings: tuple[PackFinding, ...]


class PackVersionSummary(Contract):
    """A version as the list shows it."""

    version: int
    prepared_at: datetime
    author: str
    countersigned_by: str | None
    recommendation: Recommendation
    changed: tuple[str, ...] = Field(description="The places that are not as they were; empty in the first version.")


class PackVersions(Contract):
    """The versions of a pack."""

    items: tuple[PackVersionSummary, ...]


class PackVersion(Contract):
    """One version, whole."""

    pack: SignedPack
    changes: tuple[PackChange, ...] = Field(description="From the version before; empty in the first.")
    readings: tuple[PackReading, ...]


class RuleView(Contract):
    """One rule of the checker."""

    code: str = Field(description="Published with every finding; it does not change.")
    reason: ReturnReason
    severity: ReturnSeverity = Field(description="Only a fatal one may return a pack; it belongs to the reason (¶18).")
    looks_for: str
    source: str


class Rules(Contract):
    """Every rule, in the order in which a pack is read."""

    items: tuple[RuleView, ...]


def rule_views() -> tuple[RuleView, ...]:
    """The rules as they are published."""
    return tuple(
        RuleView(code=one.code, reason=one.reason, severity=one.severity, looks_for=one.looks_for, source=one.source)
        for one in checker.RULES
    )


def version_summaries(breach: Breach) -> tuple[PackVersionSummary, ...]:
    """The versions, the newest first."""
    return tuple(
        PackVersionSummary(
            **pack.model_dump(include=set(PackVersionSummary.model_fields) - {"changed"}),
            changed=tuple(one.place for one in _changes(breach, pack.version)),
        )
        for pack in reversed(breach.signed_packs)
    )


def pack_version(breach: Breach, version: int) -> PackVersion:
    """One version; `NotFound` where there is none of that number."""
    if version > len(breach.packs):
        raise NotFound
    return PackVersion(
        pack=breach.signed_packs[version - 1],
        changes=_changes(breach, version),
        readings=tuple(
            PackReading(**one.model_dump(include=set(PackReading.model_fields)))
            for one in breach.reviews
            if one.pack_version == version
        ),
    )


def _changes(breach: Breach, version: int) -> tuple[PackChange, ...]:
    if version == 1:
        return ()
    before, after = (
        breach.packs[number - 1].model_dump(mode="json", by_alias=True) for number in (version - 1, version)
    )
    own = {field.alias for name, field in SignedPack.model_fields.items() if name in _OF_THE_VERSION}
    return tuple(
        PackChange(place=f"/{name}", before=before[name], after=after[name])
        for name in after
        if name not in own and before[name] != after[name]
    )
