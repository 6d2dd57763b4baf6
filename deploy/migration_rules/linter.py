"""The linter: every rule over every migration, less what was released before there was a rule."""

from collections.abc import Iterator, Sequence
from importlib.resources import files
from pathlib import Path

from deploy.embedded.surroundings import SERVICES
from deploy.migration_rules import in_source, in_statements, squawk
from deploy.migration_rules.exemptions import EXEMPTIONS, Exemption
from deploy.migration_rules.fault import Fault
from deploy.migration_rules.history import Migration, history


def released() -> list[Migration]:
    """Every migration of every service."""
    return [
        one for service in SERVICES for one in history(service, Path(str(files("services") / service / "migrations")))
    ]


def judge(migrations: list[Migration]) -> list[Fault]:
    """Every fault, whatever is exempt."""
    return [*_of_this_house(migrations), *squawk.judge(migrations)]


def refused(faults: Sequence[Fault], exemptions: Sequence[Exemption] = EXEMPTIONS) -> list[Fault]:
    """The faults that nothing exempts."""
    exempt = {one.key for one in exemptions}
    return [fault for fault in faults if (fault.service, fault.migration, fault.rule) not in exempt]


def needless(faults: Sequence[Fault], exemptions: Sequence[Exemption] = EXEMPTIONS) -> list[Exemption]:
    """The exemptions that exempt nothing."""
    found = {(fault.service, fault.migration, fault.rule) for fault in faults}
    return [one for one in exemptions if one.key not in found]


def _of_this_house(migrations: list[Migration]) -> Iterator[Fault]:
    for migration in migrations:
        # What could not be written down as statements is a fault by itself.
        rules = in_source.RULES | ({} if migration.failure else in_statements.RULES)
        for rule, broken_by in rules.items():
            for sentence in broken_by(migration):
                yield Fault(migration.service, migration.name, rule, " ".join(sentence.split()))
