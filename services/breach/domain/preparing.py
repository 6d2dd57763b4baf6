"""Preparing a pack: what the events know is put together, what only the author can say is added, a version is kept."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from uuid import UUID

from services.breach.domain.acting import officer_of
from services.breach.domain.assembling import letters_of, line_of, order_of, risk_of, summary_of
from services.breach.domain.breaches import Breach, only_for
from services.breach.domain.disputes import without_dispute
from services.breach.domain.pack import ExcuseAsked, Pack, PackAsked, PackFailure
from services.breach.domain.reading import blank
from shared.contracts.breach import PackPrepared
from shared.decisions import Decision, Fault, Invalid, Occasion
from shared.probation.vocabulary import ExcuseDecision


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
    pack = _pack(breach, asked, officer_of(occasion, "A pack has an author"), occasion.now)
    breach, withdrawn = without_dispute(breach, occasion)
    first = breach.first_recommendation or asked.recommendation
    after = breach.moved(
        "prepare",
        occasion,
        packs=(*breach.packs, pack),
        first_recommendation=first,
        recommendation=asked.recommendation,
    )
    prepared = PackPrepared(
        **breach.facts(occasion),
        version=pack.version,
        first_recommendation=first,
        recommendation=asked.recommendation,
        author=pack.author,
        attachments=0,
    )
    return Decision(after, (*withdrawn, prepared))


def _relied_on(breach: Breach, asked: PackAsked) -> Mapping[UUID, ExcuseAsked]:
    chosen = asked.failures or tuple(ExcuseAsked(appointment_id=one) for one in breach.failures)
    return {one.appointment_id: one for one in chosen}


def _of_the_failures(breach: Breach, asked: PackAsked, now: datetime) -> Iterator[Fault]:
    seen: set[UUID] = set()
    for index, one in enumerate(asked.failures or ()):
        place = f"/failures/{index}"
        if one.appointment_id in seen:
            yield Fault(f"{place}/appointmentId", "namedTwice", "The same appointment is named twice.")
        seen.add(one.appointment_id)
        if one.excuse_decision is ExcuseDecision.NONE_GIVEN and not blank(one.excuse):
            yield Fault(f"{place}/excuseDecision", "excuseGiven", "An excuse is named, so one was given.")
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
        return
    if blank(asked.rationale) or asked.rationale == breach.pack.rationale:
        yield Fault(
            "/rationale",
            "changeNeedsAReason",
            f"The recommendation changes from '{before.description}': say why in a new rationale.",
        )


def _pack(breach: Breach, asked: PackAsked, author: str, now: datetime) -> Pack:
    known = breach.case
    excuses = _relied_on(breach, asked)
    contacts = sorted((one for one in known.contacts if one.appointment_id in excuses), key=lambda one: one.at)
    failures = (
        PackFailure(
            **line_of(contact).model_dump(),
            excuse=excuses[contact.appointment_id].excuse,
            excuse_decision=excuses[contact.appointment_id].excuse_decision,
        )
        for contact in contacts
    )
    return Pack(
        breach_id=breach.breach_id,
        version=len(breach.packs) + 1,
        court_code=asked.court_code,
        order=order_of(known),
        failures=tuple(failures),
        letters=letters_of(known),
        summary=summary_of(known, now),
        risk=risk_of(known),
        risk_summary=asked.risk_summary,
        current_address=asked.current_address,
        progress=asked.progress,
        previous_breaches=asked.previous_breaches,
        recommendation=asked.recommendation,
        rationale=asked.rationale,
        author=author,
        countersigned_by=asked.countersigned_by,
        prepared_at=now,
    )
