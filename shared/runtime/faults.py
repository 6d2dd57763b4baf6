"""Which errors are faults of the moment: the same work may well succeed later, so it is tried again and never given up.

Invariant: an error that lies in the work itself (a value that no column takes, a rule that refuses) is never one of
these, or whoever tries again would try for ever.
"""

import asyncpg
from aiokafka.errors import KafkaError

_OF_THE_MOMENT: tuple[type[BaseException], ...] = (
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # the server has ended an idle connection, and the driver has read only half of that
    asyncpg.SerializationError,
    asyncpg.DeadlockDetectedError,
    asyncpg.LockNotAvailableError,
    asyncpg.InsufficientResourcesError,  # the disk is full, no memory, too many connections
    asyncpg.OperatorInterventionError,  # it shuts down, starts, or recovers from a crash
    asyncpg.PostgresSystemError,  # the disk does not answer
    asyncpg.ReadOnlySQLTransactionError,  # what was reached is a standby: the server that takes writes has moved
    asyncpg.IdleInTransactionSessionTimeoutError,  # this process stood still, and the server let its locks go
    asyncpg.InvalidCachedStatementError,  # a migration has just been run; the driver prepares anew from here on
    asyncpg.OutdatedSchemaCacheError,
    OSError,
    TimeoutError,
)


def of_the_moment(error: BaseException) -> bool:
    """Whether an error is nobody's fault but the moment's."""
    return isinstance(error, _OF_THE_MOMENT)


def of_the_surroundings(error: BaseException) -> bool:
    """Whether the database or Kafka complains: a task that runs for ever says so, waits, and begins again."""
    return of_the_moment(error) or isinstance(error, asyncpg.PostgresError | KafkaError)
