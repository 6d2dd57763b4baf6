"""A fault: which migration breaks which rule, and in a sentence how."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One fault; `rule` is a name of Squawk's or of this house."""

    service: str
    migration: str
    rule: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.service} {self.migration}: {self.rule}: {self.sentence}"
