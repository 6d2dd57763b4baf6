"""`python -m tests.faults.rig`: every fault on real processes; exits 1 where anything was lost, doubled or stuck."""

import argparse
import asyncio
import logging
import signal
import sys

from deploy.embedded.errors import StackError
from tests.faults.rig import upgrade
from tests.faults.rig.faults import every_fault
from tests.faults.rig.run import Outcome, run
from tests.faults.rig.told import told, write
from tests.kafka.apache_kafka import ApacheKafka, KafkaUnavailable


def tell(line: str) -> None:
    """Progress, on the error stream."""
    print(line, file=sys.stderr, flush=True)


def main(arguments: argparse.Namespace) -> int:
    """Run it; the exit status."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # an exception, so that all that was started is ended
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)  # it tells of every try while the broker is away
    try:
        kafka = ApacheKafka()
    except KafkaUnavailable as reason:
        print(f"skipped: {reason}")
        return 0
    try:
        outcomes, skipped = asyncio.run(everything(kafka, arguments))
    except StackError as error:
        print(f"It could not run. {error}")
        return 1
    finally:
        kafka.remove()
    text = told(outcomes, skipped, arguments.seed)
    print(text)
    findings = [finding for outcome in outcomes for finding in outcome.findings]
    for finding in findings:
        tell(f"{finding.kind}: {finding.what} ({finding.fault})")
    if arguments.write:
        write(text)
    return int(bool(findings))


async def everything(kafka: ApacheKafka, arguments: argparse.Namespace) -> tuple[list[Outcome], dict[str, str]]:
    """The faults, then the upgrade, each on a system of its own; and what could not be done, with the reasons."""
    seed, people, only = arguments.seed, arguments.people, arguments.only
    outcomes: list[Outcome] = []
    skipped: dict[str, str] = {}
    faults = [one for one in every_fault(arguments.times) if not only or any(word in str(one) for word in only)]
    if faults:
        outcomes.append(await run(kafka, faults, seed, people, tell))
        skipped |= outcomes[-1].skipped
    if not only or "upgrade" in only:
        if (reason := upgrade.unavailable_reason()) is not None:
            skipped[upgrade.NAME] = reason
        else:
            outcomes.append(await upgrade.upgrade(kafka, seed, people, tell))
    return outcomes, skipped


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.faults.rig", description=__doc__)
    parser.add_argument("--seed", type=int, default=2016, help="chooses order, moments and people (%(default)s)")
    parser.add_argument("--times", type=int, default=1, help="how often each fault is injected (%(default)s)")
    parser.add_argument("--people", type=int, default=6, help="of one court's day (%(default)s)")
    parser.add_argument("--only", nargs="*", metavar="WORD", help="only faults that have one of these words")
    parser.add_argument("--write", action="store_true", help="write the table into docs/rig.md")
    raise SystemExit(main(parser.parse_args()))
