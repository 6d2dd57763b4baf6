"""What different callers read from oversight."""

from typing import Any

from shared.runtime.auth import Role
from tests.support.running import Running

READ_MODEL = ("timeline_entry", "clock", "gap", "person", "person_organisation")


def inspector(oversight: Running) -> dict[str, str]:
    return oversight.as_("HMIP", "HMIP001", Role.INSPECTOR)


def officer_of(oversight: Running, organisation: str) -> dict[str, str]:
    return oversight.as_(organisation, f"{organisation}A101", Role.RESPONSIBLE_OFFICER)


async def timeline(oversight: Running, crn: str = "X320741") -> dict[str, Any]:
    answer = await oversight.client.get(f"/people/{crn}/timeline", headers=inspector(oversight))
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def people(oversight: Running, headers: dict[str, str], **query: Any) -> dict[str, Any]:
    answer = await oversight.client.get("/people", headers=headers, params=query)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def forget(oversight: Running) -> None:
    """Throw the read model away, and the memory of what was heard."""
    await oversight.rows(f"TRUNCATE {', '.join(READ_MODEL)}, inbox")
