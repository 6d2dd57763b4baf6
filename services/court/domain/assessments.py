"""What the author of a report assessed. What is left out is not known, which is never "no" (¶11)."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated

from pydantic import Field

from services.court.domain.asked import Analysis
from shared.contracts.court import Ogrs3, RiskPicture, Rsr
from shared.contracts.model import Contract
from shared.decisions import Fault
from shared.probation.vocabulary import Need, RoshDepth, RoshLevel, SaraLevel, Source
from shared.probation.written import Day


class Offence(Contract):
    """An offence that the report is about."""

    code: Annotated[
        str,
        Field(
            pattern=r"^[0-9]{5}$",
            description="Home Office offence code: three digits of the class, two of the offence within it [C].",
            examples=["10501"],
        ),
    ]
    main: bool = Field(description="The main offence; a report has one.")
    committed_on: Day | None = Field(default=None, examples=["2016-08-20"])


class Sara(Contract):
    """Result of a spousal assault risk assessment."""

    towards_partner: SaraLevel
    towards_others: SaraLevel


class Assessment(Contract):
    """The whole assessment of a report."""

    offences: tuple[Offence, ...] = Field(default=(), max_length=50)
    factors: tuple[Need, ...] = Field(
        default=(),
        max_length=len(Need),
        description="The needs linked to the offending.",
        examples=[["alcohol"]],
        json_schema_extra={"uniqueItems": True},
    )
    analysis: Analysis | None = None
    rosh_level: RoshLevel | None = Field(default=None, examples=["medium"])
    rosh_depth: RoshDepth | None = Field(default=None, examples=["screening"])
    rsr: Rsr | None = None
    ogrs3: Ogrs3 | None = None
    mappa_eligible: bool | None = None
    subject_to_deportation: bool | None = None
    public_interest: bool | None = None
    deferred_sentence: bool | None = None
    domestic_abuse: bool | None = None
    child_safeguarding: bool | None = None
    sara: Sara | None = Field(
        default=None,
        description="Needed where there is domestic abuse; cannot be claimed before the police have answered.",
        examples=[None],
    )
    sources_consulted: tuple[Source, ...] = Field(
        default=(), max_length=len(Source), json_schema_extra={"uniqueItems": True}
    )

    def picture(self) -> RiskPicture:
        """The risk as the author assessed it."""
        return RiskPicture(**{name: getattr(self, name) for name in RiskPicture.model_fields})

    def added_to(self, before: "Assessment") -> "Assessment":
        """An addendum read with what it adds to: what it leaves out stays as it was, and consulted stays consulted."""
        said = {name: value for name in type(before).model_fields if (value := getattr(self, name)) not in (None, ())}
        consulted = tuple(one for one in Source if one in {*before.sources_consulted, *self.sources_consulted})
        return before.model_copy(update={**said, "sources_consulted": consulted})


def faults_in(assessment: Assessment, on: date) -> Iterator[Fault]:
    """What contradicts itself in an assessment, at its place; `on` is the London day of it."""
    mains = [index for index, offence in enumerate(assessment.offences) if offence.main]
    if assessment.offences and len(mains) != 1:
        place = f"/offences/{mains[1]}/main" if mains else "/offences"
        yield Fault(place, "oneMainOffence", f"One of the offences is the main one, not {len(mains)}.")
    for index, offence in enumerate(assessment.offences):
        if offence.committed_on is not None and offence.committed_on > on:
            yield Fault(f"/offences/{index}/committedOn", "inTheFuture", "An offence has been committed already.")
    for name in ("factors", "sources_consulted"):
        said = getattr(assessment, name)
        if len(set(said)) != len(said):
            place = "/factors" if name == "factors" else "/sourcesConsulted"
            yield Fault(place, "saidTwice", "Each is named once.")
    if assessment.rosh_depth is not None and assessment.rosh_level is None:
        yield Fault("/roshLevel", "roshLevelMissing", "A RoSH assessment has a level as its result.")
