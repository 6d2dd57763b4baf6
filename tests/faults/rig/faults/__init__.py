"""Every fault that the rig knows, a family a module."""

from deploy.embedded.surroundings import SERVICES
from tests.faults.rig.faults.broker import BrokerKilled, BrokerRestarted
from tests.faults.rig.faults.database import DatabaseCrashed, DatabaseRestarted
from tests.faults.rig.faults.disk import DataDiskFull, LogDiskFull, SlowDisk
from tests.faults.rig.faults.fault import Fault
from tests.faults.rig.faults.instances import (
    LeadingRelayKilled,
    LeadingRelayStopped,
    OneOfTwoConsumersStopped,
    RollingRestart,
)
from tests.faults.rig.faults.processes import Killed, Stopped


def every_fault(times: int) -> list[Fault]:
    """All of them: those of one service for each service, and each so often; what takes a minute, half as often."""
    each = [
        *(Killed(service) for service in SERVICES),
        *(Stopped(service) for service in SERVICES),
        BrokerRestarted(),
        BrokerKilled(),
        DatabaseRestarted(),
        DatabaseCrashed(),
        DataDiskFull(),
        LogDiskFull(),
        SlowDisk(),
        LeadingRelayKilled(),
        OneOfTwoConsumersStopped(),
    ]
    long = [LeadingRelayStopped(), RollingRestart()]
    return [*each * times, *long * ((times + 1) // 2)]
