"""The base of all stories: kept in a schema beside each service's tables, and put back between stories in one go."""

from typing import Any

TABLES = """
    SELECT c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'public' AND c.relkind = 'r' AND c.relname <> 'alembic_version' ORDER BY 1
"""
NUMBERS = "SELECT sequencename AS name, coalesce(last_value, 0) AS last FROM pg_sequences WHERE schemaname = 'public'"
STORIES_BETWEEN_VACUUMS = 20


async def snapshot(pool: Any) -> None:
    """Keep every row as it is now."""
    async with pool.raw.acquire() as connection:
        names = [row["name"] for row in await connection.fetch(TABLES)]
        await connection.execute("DROP SCHEMA IF EXISTS base CASCADE; CREATE SCHEMA base")
        statements = ["SET LOCAL session_replication_role = replica"]
        for name in names:
            await connection.execute(f'CREATE TABLE base."{name}" AS TABLE public."{name}"')
            statements.append(f'DELETE FROM public."{name}"')
            if await connection.fetchval(f'SELECT count(*) FROM base."{name}"'):
                statements.append(f'INSERT INTO public."{name}" OVERRIDING SYSTEM VALUE SELECT * FROM base."{name}"')
        for row in await connection.fetch(NUMBERS):
            statements.append(f"SELECT setval('public.\"{row['name']}\"', {row['last']} + 1, false)")
        pool.restoring = "; ".join(statements)


async def restore(pool: Any) -> None:
    """Put every row back. Now and then what was deleted is cleared away, or all would become slower and slower."""
    async with pool.raw.acquire() as connection:
        async with connection.transaction():
            await connection.execute(pool.restoring)
        pool.restored += 1
        if pool.restored % STORIES_BETWEEN_VACUUMS == 0:
            await connection.execute("VACUUM")
