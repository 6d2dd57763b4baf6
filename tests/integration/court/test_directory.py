"""The court's copy of the directory: heard from allocation, searched, and what a proposal is held to (¶12)."""

import itertools
from functools import partial
from typing import Any

from tests.integration.court.conftest import COMPLETION, Court, listed
from tests.integration.court.test_lists import pages
from tests.support.counting import statements_of

RAR = {"kind": "rehabilitationActivity", "amount": 20, "unit": "days", "need": "alcohol", "intervention": "C17-ALC"}
PROPOSAL = {"disposal": "communityOrder", "months": 12, "areaCrc": "C17", "sex": "female", "requirements": [RAR]}


async def codes(court: Court, **query: Any) -> list[str]:
    return [entry["code"] for entry in await pages(court, "/interventions", **query)]


async def test_the_newest_version_of_an_entry_stands_in_whatever_order_it_is_heard(court: Court) -> None:
    for place, order in enumerate(itertools.permutations((1, 2, 3))):
        apart, together = f"C17-A{place}", f"C17-T{place}"
        for code, sizes in ((apart, 1), (together, 6)):
            versions = [listed(code, number, title=f"Version {number}") for number in (*order, *order)]
            for start in range(0, 6, sizes):
                await court.service.deliver(versions[start : start + sizes])
    entries = (await court.get("/interventions"))["items"]
    assert len(entries) == 12
    assert {entry["title"] for entry in entries} == {"Version 3"}


async def test_interventions_are_found_by_area_need_and_sex_while_they_are_open(court: Court) -> None:
    await court.service.deliver(
        [
            listed("C17-ALC"),
            listed("C17-ALW", open_to=["female"]),
            listed("C17-DRU", needs=["drugs", "alcohol"]),
            listed("C17-OLD", offered_until="2016-09-04"),
            listed("C17-NEW", offered_from="2016-09-06"),
            listed("C17-DAY", offered_from="2016-09-05", offered_until="2016-09-05"),
            listed("C18-ALC"),
        ]
    )
    assert await codes(court) == ["C17-ALC", "C17-ALW", "C17-DAY", "C17-DRU", "C18-ALC"]
    assert await codes(court, areaCrc="C18") == ["C18-ALC"]
    assert await codes(court, need="drugs") == ["C17-DRU"]
    assert await codes(court, areaCrc="C17", need="alcohol", sex="male") == ["C17-ALC", "C17-DAY", "C17-DRU"]
    assert await codes(court, areaCrc="C01") == []
    await court.list_intervention("C18-ALC", 2, offered_until="2016-09-01")
    assert "C18-ALC" not in await codes(court)
    for query in ({"areaCrc": "London"}, {"need": "money"}, {"sex": "x"}, {"cursor": "rubbish"}):
        await court.get("/interventions", 422, **query)


async def complete(court: Court, expected: int, **changed: Any) -> Any:
    report = await court.request()
    proposal = {**PROPOSAL, **changed}
    path = f"/reports/{report['reportId']}/completion"
    return (await court.post(path, {**COMPLETION, "proposal": proposal}, expected=expected)).json()


async def test_a_proposal_names_what_the_directory_has_and_is_kept_with_the_report(court: Court) -> None:
    await court.list_intervention()
    report = await complete(court, 200)
    assert report["proposal"]["requirements"][0]["intervention"] == "C17-ALC"
    assert (report["proposal"]["areaCrc"], report["proposal"]["sex"]) == ("C17", "female")


async def test_looking_into_the_directory_costs_no_round_trip_of_its_own(court: Court) -> None:
    await court.list_intervention()
    costs = []
    for proposal in (PROPOSAL, None, PROPOSAL):  # the first prepares the statements
        report = await court.request()
        body = {**COMPLETION, "proposal": proposal}
        done = partial(court.post, f"/reports/{report['reportId']}/completion", body, expected=200)
        costs.append(len(await statements_of(court.service, done)))
    assert costs[1] == costs[2] == 5


async def test_a_refused_proposal_names_what_the_directory_has_instead(court: Court) -> None:
    others = [listed(code) for code in ("C17-ALW", "C17-AL2", "C18-ALC")]
    await court.service.deliver([listed("C17-MEN", open_to=["male"]), *others])
    problem = await complete(court, 422, requirements=[{**RAR, "intervention": "C17-MEN"}])
    [error] = problem["errors"]
    assert error["pointer"] == "/proposal/requirements/0/intervention"
    assert error["code"] == "rarInterventionForAnotherSex"
    assert error["detail"].endswith("For Alcohol (female) in C17 the directory has C17-AL2, C17-ALW.")
    problem = await complete(court, 422, requirements=[{**RAR, "need": "finance", "intervention": "C18-ALC"}])
    assert problem["errors"][0]["detail"].endswith("It has nothing for Finance, benefit and debt (female) in C17.")


async def test_to_address_offending_behaviour_is_refused_whatever_the_directory_has(court: Court) -> None:
    await court.list_intervention()
    rar = {**RAR, "intervention": "to address offending behaviour"}
    problem = await complete(court, 422, requirements=[rar])
    assert [error["code"] for error in problem["errors"]] == ["rarNotTargeted"]


async def test_what_the_court_made_otherwise_than_was_proposed_is_recorded_and_told(court: Court) -> None:
    await court.list_intervention()
    sentence = await court.sentence(await complete(court, 200), requirements=[{**RAR, "amount": 30}])
    assert sentence["proposalDifferences"] == ["requirementChanged"]
    [(_, event)] = await court.service.events("sentence-passed")
    assert event["proposalDifferences"] == ["requirementChanged"]
    assert (await court.sentence(eventNumber=2))["proposalDifferences"] is None
