"""The codes by which the case-management system of the field names the states of a breach: BRE01 and so on.

The codes and their words are published [S]: the list of breach statuses in the design history of the Ministry of
Justice's "manage supervisions" service, June 2021. That the states here stand for them is our reading [C]. The field
has no status of its own for a pack that lies with the NPS or for a summons that was served: there the last code stays.
"""

from dataclasses import dataclass

from shared.probation.vocabulary import BreachOutcome, BreachState


@dataclass(frozen=True, slots=True)
class BreStatus:
    """A status of the field, and where a breach is that has it.

    `outcome` and `process` narrow the state where it has several; `is_exact` is false where the code stays from before.
    """

    state: BreachState
    code: str
    words: str
    outcome: BreachOutcome | None = None
    process: BreachState | None = None
    is_exact: bool = True


_S, _O = BreachState, BreachOutcome

STATUSES = (
    BreStatus(_S.INITIATED, "BRE01", "Breach Initiated"),
    BreStatus(_S.PREPARED, "BRE03", "Breach Information Pack Prepared"),
    BreStatus(_S.REFERRED, "BRE03", "Breach Information Pack Prepared", is_exact=False),
    BreStatus(_S.RETURNED, "BRE17", "Breach Referral Returned to RO for Further Work"),
    BreStatus(_S.ACCEPTED, "BRE04", "Breach Report/ Information Pack Checked"),
    BreStatus(_S.PRESENTED, "BRE19", "Warrant/ Summons Requested"),
    BreStatus(_S.SUMMONS_ISSUED, "BRE05", "Breach Summons Issued"),
    BreStatus(_S.WARRANT_ISSUED, "BRE11", "Warrant Issued"),
    BreStatus(_S.EXECUTED, "BRE05", "Breach Summons Issued", process=_S.SUMMONS_ISSUED, is_exact=False),
    BreStatus(_S.EXECUTED, "BRE12", "Warrant Executed", process=_S.WARRANT_ISSUED),
    BreStatus(_S.PROVEN, "BRE08", "Breach Proven - Order to Continue", outcome=_O.CONTINUE),
    BreStatus(_S.PROVEN, "BRE09", "Breach Proven - Resentenced", outcome=_O.RE_SENTENCED),
    BreStatus(_S.PROVEN, "BRE16", "Breach Proven - Committed to Custody", outcome=_O.CUSTODY),
    BreStatus(_S.PROVEN, "BRE15", "Breach Proven - SDO Imposed", outcome=_O.SUPERVISION_DEFAULT_ORDER),
    BreStatus(_S.NOT_PROVEN, "BRE07", "Breach Not Proven"),
    BreStatus(_S.WITHDRAWN, "BRE06", "Breach Withdrawn / de-listed"),
)
"""Every state with its code, in the order of the states."""

_BY_PLACE = {(one.state, one.outcome, one.process): one.code for one in STATUSES}


def bre_code(state: BreachState, outcome: BreachOutcome | None, process: BreachState | None) -> str:
    """The code of a breach that is in this state, with the court's outcome and process where there are any."""
    return _BY_PLACE[state, outcome, process if state is BreachState.EXECUTED else None]
