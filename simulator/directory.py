"""What a CRC offers, and what a division may spend: put into the directory by their contract managers, through the API.

The entries are of the kinds that the field has: accredited programmes, women's centres, help with work, money and a
home, and the voluntary sector among those who deliver (¶12, ¶23-25). Names, places and prices are ours.
"""

import asyncio
import time
from dataclasses import dataclass
from typing import Any

from simulator.staff import Officer, Staff

PATIENCE_SECONDS = 60.0
OFFERED_FROM = "2015-02-01"
"""When the CRCs' contracts began."""

MEN, WOMEN, ANYBODY = ("male",), ("female",), ("female", "male")

SUPPLIERS = {
    "The CRC itself": "provider",
    "Women's centre partnership": "voluntary",
    "Debt and benefit advice charity": "voluntary",
    "Housing and resettlement charity": "voluntary",
    "Restorative justice charity": "voluntary",
    "Peer mentoring charity": "voluntary",
    "Recovery services company": "private",
    "Adult education college": "public",
    "Health and well-being trust": "public",
}
"""The supply chain of a CRC: who they are, and of which kind."""


@dataclass(frozen=True, slots=True)
class Offer:
    """An intervention as every CRC of the simulation offers it; its code begins with the CRC's."""

    code: str
    title: str
    needs: tuple[str, ...]
    open_to: tuple[str, ...]
    supplier: str
    capacity: int
    pence: int


OFFERS = (
    Offer(
        "BBR", "Building Better Relationships", ("relationships", "domesticAbuse"), MEN, "The CRC itself", 48, 148000
    ),
    Offer("RESOLVE", "Resolve", ("thinkingAndBehaviour", "attitudes"), MEN, "The CRC itself", 36, 97500),
    Offer(
        "TSP", "Thinking Skills Programme", ("thinkingAndBehaviour", "attitudes"), ANYBODY, "The CRC itself", 60, 89000
    ),
    Offer("DRINK", "Drink Impaired Drivers", ("alcohol", "lifestyle"), ANYBODY, "The CRC itself", 40, 41500),
    Offer(
        "WOMEN",
        "Women's centre: a programme of one's own",
        (
            "relationships",
            "domesticAbuse",
            "sexWork",
            "accommodation",
            "finance",
            "mentalHealth",
            "thinkingAndBehaviour",
        ),
        WOMEN,
        "Women's centre partnership",
        45,
        64500,
    ),
    Offer(
        "MONEY", "Finance, benefit and debt advice", ("finance",), ANYBODY, "Debt and benefit advice charity", 80, 18500
    ),
    Offer(
        "HOME", "Finding and keeping a home", ("accommodation",), ANYBODY, "Housing and resettlement charity", 70, 36000
    ),
    Offer(
        "WORK",
        "Employment, training and education",
        ("employmentTraining",),
        ANYBODY,
        "Adult education college",
        90,
        29500,
    ),
    Offer(
        "REPAIR",
        "Restorative justice conference",
        ("attitudes", "relationships"),
        ANYBODY,
        "Restorative justice charity",
        20,
        72000,
    ),
    Offer("MENTOR", "Peer mentoring", ("lifestyle", "attitudes"), ANYBODY, "Peer mentoring charity", 50, 22500),
    Offer(
        "RECOVER",
        "Alcohol and drugs: recovery group",
        ("alcohol", "drugs"),
        ANYBODY,
        "Recovery services company",
        75,
        33000,
    ),
    Offer("EXIT", "Leaving sex work", ("sexWork",), ANYBODY, "Peer mentoring charity", 15, 58000),
    Offer(
        "FAMILY",
        "Safe at home: support after abuse",
        ("domesticAbuse",),
        ANYBODY,
        "Women's centre partnership",
        25,
        47000,
    ),
    Offer(
        "HEALTH",
        "Health and well-being",
        ("mentalHealth", "physicalHealth"),
        ANYBODY,
        "Health and well-being trust",
        60,
        26000,
    ),
)
"""Together they answer every need of either sex."""


def contract_manager(organisation: str) -> Officer:
    """Who keeps the directory of a CRC, or the budget of a division."""
    return Officer(f"{organisation}C301", organisation, ("contractManager",))


async def every(staff: Staff, officer: Officer, service: str, path: str, **query: Any) -> list[dict[str, Any]]:
    """Every item of a list, page by page."""
    items: list[dict[str, Any]] = []
    cursor: dict[str, Any] = {}
    while True:
        page = await staff.get(officer, service, path, limit=200, **query, **cursor)
        items += page["items"]
        if not page.get("nextCursor"):
            return items
        cursor = {"cursor": page["nextCursor"]}


async def fill_directory(staff: Staff, crc: str) -> list[str]:
    """A CRC's contract manager lists what it offers, as far as it is not listed yet; the codes."""
    manager = contract_manager(crc)
    chain = {each["name"]: each for each in await every(staff, manager, "allocation", "/suppliers", provider=crc)}
    for name, kind in SUPPLIERS.items():
        if name not in chain:
            chain[name] = await staff.post(manager, "allocation", "/suppliers", {"name": name, "kind": kind})
    listed = {each["code"] for each in await every(staff, manager, "allocation", "/interventions", provider=crc)}
    for offer in OFFERS:
        asked = {
            "code": f"{crc}-{offer.code}",
            "title": offer.title,
            "needs": offer.needs,
            "openTo": offer.open_to,
            "supplierId": chain[offer.supplier]["supplierId"],
            "capacity": offer.capacity,
            "offeredFrom": OFFERED_FROM,
            "price": offer.pence,
        }
        if asked["code"] not in listed:
            await staff.post(manager, "allocation", "/interventions", asked)
    return [f"{crc}-{offer.code}" for offer in OFFERS]


async def set_budget(staff: Staff, division: str, financial_year: str, pence: int) -> None:
    """A division's contract manager says what may be spent in a year, where nobody has said it yet."""
    manager = contract_manager(division)
    known = {each["financialYear"] for each in await every(staff, manager, "allocation", "/budgets")}
    if financial_year not in known:
        await staff.post(manager, "allocation", "/budgets", {"financialYear": financial_year, "amount": pence})


async def court_has_heard(staff: Staff, officer: Officer, crc: str, codes: list[str]) -> None:
    """Wait until the court's own copy of a CRC's directory has every code. Raises TimeoutError where it never has."""
    await _has_heard(staff, officer, "court", codes, areaCrc=crc)


async def crc_has_heard(staff: Staff, officer: Officer, codes: list[str]) -> None:
    """The same of the CRC's own copy, which its officers plan from."""
    await _has_heard(staff, officer, "crc", codes, provider=officer.organisation)


async def _has_heard(staff: Staff, officer: Officer, service: str, codes: list[str], **query: str) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while True:
        heard = {each["code"] for each in await every(staff, officer, service, "/interventions", **query)}
        missing = sorted(set(codes) - heard)
        if not missing:
            return
        if time.monotonic() > end:
            raise TimeoutError(f"the {service} service has not heard of {', '.join(missing)}")
        await asyncio.sleep(0.1)
