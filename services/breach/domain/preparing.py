"""Preparing a pack: what the events know is put together, what only the author can say is added, a version is kept.

Invariant: the first recommendation never changes; whoever recommends something else says why, by name, and it is told
who recommended first and whether they are the same (¶8).
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from uuid import UUID

from services.breach.domain.acting import officer_of
from services.breach.domain.assembling import failure_of, letters_of, order_of, risk_of, summary_of
from services.breach.domain.breaches import Breach, only_for
from services.breach.domain.disputes import without_dispute
from services.breach.domain.pack import FailureAsked, Pack, PackAsked
from services.breach.domain.reading import blank
from shared.contracts.breach import PackPrepared, RecommendationChanged
from shared.contracts.model import EventData
from shared.decisions import Decision, Fault, Invalid, Occasion


def prepare(breach: Breach, asked: PackAsked, occasion: Occasion) -> Decision[Breach]:
    """A new version of the pack, from `initiated`, `prepared` or `returned`.

    Refused as `Invalid` where it names an appointment that the contact log does not have, and where it changes the
    recommendation without a reason of its own (¶8). Faults that the checker finds do not refuse it: a pack may be
    prepared in several sittings.
    """
    only_for(breach.provider, occasion, "prepare the pack")
    breach.must_allow("prepare")
    faults = [*_of_the_failures(breach, asked, occasion.now), *_of_the_recommendation(breach, asked)]
    if faults:
        raise Invalid(faults)
    author = officer_of(occasion, "A pack has an author")
    return with_version(breach, _pack(breach, asked, author, occasion.now), occasion)


def with_version(breach: Breach, pack: Pack, occasion: Occasion) -> Decision[Breach]:
    """The breach with one more version of its pack; an open dispute of the one before is over."""
    before = breach.recommendation
    breach, withdrawn = without_dispute(breach, occasion)
    first = breach.first_recommendation or pack.recommendation
    changed = before is not None and before is not pack.recommendation
    first_author = breach.packs[0].author if breach.packs else pack.author
    after = breach.moved(
        "prepare",
        occasion,
        packs=(*breach.packs, pack),
        first_recommendation=first,
        recommendation=pack.recommendation,
        recommendation_changes=breach.recommendation_changes + changed,
        changes_by_manager=breach.changes_by_manager + (changed and pack.author != first_author),
    )
    told: list[EventData] = [
        PackPrepared(
            **breach.facts(occasion),
            version=pack.version,
            first_recommendation=first,
            recommendation=pack.recommendation,
            author=pack.author,
            attachments=len(pack.attachments),
        )
    ]
    if before is not None and pack.recommendation_change is not None:
        told.append(
            RecommendationChanged(
                **breach.facts(occasion),
                version=pack.version,
                first_recommendation=first,
                before=before,
                after=pack.recommendation,
                reason=pack.recommendation_change,
                changed_by=pack.author,
                by_first_author=pack.author == first_author,
                first_recommended_by=first_author,
            )
        )
    return Decision(after, (*withdrawn, *told))


def _relied_on(breach: Breach, asked: PackAsked) -> Mapping[UUID, FailureAsked]:
    chosen = asked.failures or tuple(FailureAsked(appointment_id=one) for one in breach.failures)
    return {one.appointment_id: one for one in chosen}


def _of_the_failures(breach: Breach, asked: PackAsked, now: datetime) -> Iterator[Fault]:
    seen: set[UUID] = set()
    for index, one in enumerate(asked.failures or ()):
        place = f"/failures/{index}"
        if one.appointment_id in seen:
            yield Fault(f"{place}/appointmentId", "namedTwice", "The same appointment is named twice.")
        seen.add(one.appointment_id)
    for index, appointment_id in enumerate(_relied_on(breach, asked)):
        contact = breach.case.contact(appointment_id)
        if contact is None:
            yield Fault(
                f"/failures/{index}/appointmentId",
                "noSuchAppointment",
                "The contact log has no such appointment.",
            )
        elif contact.at > now:
            yield Fault(f"/failures/{index}/appointmentId", "notYet", "The appointment is still to come.")


def _of_the_recommendation(breach: Breach, asked: PackAsked) -> Iterator[Fault]:
    before = breach.recommendation
    if before is None or before is asked.recommendation:
        if asked.recommendation_change is not None:
            yield Fault("/recommendationChange", "nothingChanges", "The recommendation is what it was.")
        return
    changes = f"The recommendation changes from '{before.description}'"
    if asked.recommendation_change is None:
        yield Fault("/recommendationChange", "changeNeedsAReason", f"{changes}: name the reason from the list (¶8).")
    if blank(asked.rationale) or asked.rationale == breach.pack.rationale:
        yield Fault("/rationale", "changeNeedsAReason", f"{changes}: say why in a new rationale.")


def _pack(breach: Breach, asked: PackAsked, author: str, now: datetime) -> Pack:
    known = breach.case
    relied_on = _relied_on(breach, asked)
    contacts = sorted((one for one in known.contacts if one.appointment_id in relied_on), key=lambda one: one.at)
    return Pack(
        breach_id=breach.breach_id,
        version=len(breach.packs) + 1,
        court_code=asked.court_code,
        order=order_of(known),
        failures=tuple(failure_of(one, relied_on[one.appointment_id].excuse, now) for one in contacts),
        letters=letters_of(known),
        summary=summary_of(known, now),
        risk=risk_of(known),
        risk_summary=asked.risk_summary,
        current_address=asked.current_address,
        progress=asked.progress,
        previous_breaches=asked.previous_breaches,
        earlier_breaches=breach.earlier,
        attachments=asked.attachments,
        recommendation=asked.recommendation,
        recommendation_change=asked.recommendation_change,
        rationale=asked.rationale,
        author=author,
        prepared_at=now,
    )
