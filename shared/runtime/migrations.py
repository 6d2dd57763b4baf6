"""Migrations: Alembic, one history a service, named as sentences, run before a service starts and never by it.

Each migration waits at most four seconds for a lock, so that a long reader delays the migration and not every writer
behind it.
"""

import asyncio
from importlib.resources import files
from typing import Any

from alembic import command, context
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, pool, text
from sqlalchemy.ext.asyncio import create_async_engine

from shared.runtime.tables import Backbone

LOCK_TIMEOUT = "4s"


def config_of(service: str, database_url: str = "") -> Config:
    """Alembic's configuration for one service; the URL is handed on in attributes, so that no password is written."""
    config = Config()
    config.set_main_option("script_location", str(files("services") / service / "migrations"))
    config.set_main_option("path_separator", "os")
    config.attributes["database_url"] = database_url
    return config


def migrate(service: str, database_url: str, revision: str = "head") -> None:
    """Bring one service's database to a revision."""
    command.upgrade(config_of(service, database_url), revision)


def head_of(service: str) -> str | None:
    """The newest revision that the code has."""
    return ScriptDirectory.from_config(config_of(service)).get_current_head()


def sqlalchemy_url(database_url: str) -> str:
    """The same database for SQLAlchemy's asyncpg dialect."""
    return database_url.replace("postgresql://", "postgresql+asyncpg://", 1)


def run(metadata: MetaData) -> None:
    """Run migrations: each service's `migrations/env.py` is this one call.

    Without a database (Alembic's `--sql`) they are written as the statements that they would send.
    """
    if context.is_offline_mode():
        _write(metadata)
        return
    config = context.config
    connection: Connection | None = config.attributes.get("connection")
    if connection is not None:
        _run_on(connection, metadata)
    else:
        asyncio.run(_run_online(config.attributes["database_url"], metadata))


async def _run_online(database_url: str, metadata: MetaData) -> None:
    engine = create_async_engine(sqlalchemy_url(database_url), poolclass=pool.NullPool)
    try:
        async with engine.connect() as connection:
            await connection.run_sync(_run_on, metadata)
            await connection.commit()
    finally:
        await engine.dispose()


def _write(metadata: MetaData) -> None:
    context.configure(dialect_name="postgresql", literal_binds=True, **_options(metadata))
    context.execute(_lock_timeout())
    with context.begin_transaction():
        context.run_migrations()


def _run_on(connection: Connection, metadata: MetaData) -> None:
    connection.execute(text(_lock_timeout()))
    # Alembic's own table has room for 32 characters; a revision that is named as a sentence needs more.
    connection.execute(text("CREATE TABLE IF NOT EXISTS alembic_version (version_num text PRIMARY KEY)"))
    connection.commit()
    context.configure(connection=connection, **_options(metadata))
    with context.begin_transaction():
        context.run_migrations()


def _options(metadata: MetaData) -> dict[str, Any]:
    return {
        "target_metadata": [metadata, Backbone.metadata],
        "compare_type": True,
        # A transaction for each migration, so that one of them can make an index concurrently, outside any.
        "transaction_per_migration": True,
    }


def _lock_timeout() -> str:
    return f"SET lock_timeout = '{LOCK_TIMEOUT}'"
