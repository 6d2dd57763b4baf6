"""The marker: one person's way through four services, played after a fault to see that the system works again.

The court sentences, allocation decides by itself, the CRC takes the case, and oversight has all of it.
"""

import asyncio
from datetime import timedelta
from itertools import count

from simulator.calendar import LONDON
from simulator.caseload.people import COURT, COURT_CODE, CRC, DIVISION, MANAGER
from simulator.journey.story import INSPECTOR
from simulator.staff import Staff

_NUMBERS = count(1)
PAUSE_SECONDS = 0.05


async def mark(staff: Staff) -> None:
    """Returns when oversight tells that the CRC has opened the case of a person sentenced just now."""
    crn = f"M{next(_NUMBERS):06}"
    today = staff.world.clock.now().astimezone(LONDON).date()
    asked = {
        "crn": crn,
        "courtCode": COURT_CODE,
        "division": DIVISION,
        "areaCrc": CRC,
        "eventNumber": 1,
        "disposal": "communityOrder",
        "orderEndsOn": (today + timedelta(days=365)).isoformat(),
        "requirements": [{"kind": "unpaidWork", "amount": 80, "unit": "hours"}],
    }
    sentence = (await staff.post(COURT, "court", "/sentences", asked))["sentenceId"]
    await _seen(staff, crn, "allocation-decided")
    await staff.post(MANAGER, "allocation", f"/allocations/{sentence}/acceptance")
    await _seen(staff, crn, "case-opened")


async def _seen(staff: Staff, crn: str, fact: str) -> None:
    while True:
        timeline = await staff.get(INSPECTOR, "oversight", f"/people/{crn}/timeline")
        if any(fact in event["type"] for event in timeline["events"]):
            return
        await asyncio.sleep(PAUSE_SECONDS)
