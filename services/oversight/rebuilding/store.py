"""The SQL of a rebuild: the shadow, what has been taken in, the comparison, the locks and the swap.

Everything here runs on the rebuild's own connection, whose search path is the shadow alone: a statement of the
projection that named a table which is not there would fail, and never write to the live one. What is live is named with
its schema. No statement is in the list that a test prepares, because the shadow exists only while a rebuild runs; the
tests of rebuilding run each.
"""

from services.oversight.tables import OversightTable
from shared.runtime.database import Query

SHADOW, LIVE = "rebuild", "public"
# In the order in which readers lock them: the list of people holds `person` while it asks for `person_organisation`.
TABLES = tuple(sorted(OversightTable.metadata.tables, key=lambda name: (not name.startswith("person"), name)))
KEYS = {name: [column.name for column in OversightTable.metadata.tables[name].primary_key] for name in TABLES}


def _query(sql: str) -> Query:
    return Query(sql, module="oversight", listed=False)


def _all(schema: str) -> str:
    return ", ".join(f"{schema}.{name}" for name in TABLES)


ALONE = _query("SELECT pg_try_advisory_lock(hashtext('throughcare.rebuild'))")
NO_LONGER_ALONE = _query("SELECT pg_advisory_unlock(hashtext('throughcare.rebuild'))")
# What is half built is worth nothing after a crash of the server; the swap itself waits for the disk again.
COMMIT_WITHOUT_WAITING = _query("SET synchronous_commit = off")
COMMIT_DURABLY = _query("SET LOCAL synchronous_commit TO DEFAULT")

DROP_SHADOW = _query(f"DROP SCHEMA IF EXISTS {SHADOW} CASCADE")
CREATE_SHADOW = [
    _query(f"CREATE SCHEMA {SHADOW}"),
    _query("CREATE TABLE taken_in (event_id uuid PRIMARY KEY, round integer NOT NULL)"),
    *(_query(f"CREATE TABLE {n} (LIKE {LIVE}.{n} INCLUDING ALL EXCLUDING INDEXES)") for n in TABLES),
]
# PostgreSQL's own words for what LIKE leaves out or would name anew: owner, keys and indexes with their names, storage
# parameters, and who else may read. `pretty` leaves the schema out of an index where the search path finds its table,
# so that the same words make it in the shadow.
NAMES_AS_LIVE = _query(f"SET LOCAL search_path = {LIVE}")
NAMES_AS_SHADOW = _query(f"SET LOCAL search_path = {SHADOW}")
AS_THE_LIVE_ONES_ARE = _query("""
    WITH live AS (SELECT c.* FROM pg_class c JOIN unnest(:tables::text[]) t ON c.oid = t::regclass)
    SELECT statement FROM (
      SELECT 1, format('ALTER TABLE %I OWNER TO %s', relname, relowner::regrole) FROM live
      WHERE relowner::regrole::text <> quote_ident(current_user)
      UNION ALL
      SELECT 2, format('ALTER TABLE %I ADD CONSTRAINT %I %s', relname, conname, pg_get_constraintdef(k.oid))
      FROM live JOIN pg_constraint k ON k.conrelid = live.oid WHERE k.contype IN ('p', 'u', 'x')
      UNION ALL
      SELECT 3, pg_get_indexdef(indexrelid, 0, true) FROM live JOIN pg_index ON indrelid = live.oid
      WHERE NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = indexrelid)
      UNION ALL
      SELECT 4, format('ALTER TABLE %I SET (%s)', relname, array_to_string(reloptions, ', ')) FROM live
      WHERE reloptions IS NOT NULL
      UNION ALL
      SELECT 5, format('GRANT %s ON %I TO %s%s', privilege_type, relname,
                       CASE grantee WHEN 0 THEN 'PUBLIC' ELSE grantee::regrole::text END,
                       CASE WHEN is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
      FROM live, aclexplode(relacl) WHERE grantee <> relowner
    ) AS made (place, statement) ORDER BY place, statement
""")
# The new tables come with statistics and a visibility map: the first readers after the swap are not slower for it.
MAKE_READY = _query(f"VACUUM (ANALYZE) {', '.join(TABLES)}")

# One statement, so one instant: of each person it sees a beginning of what the topic told, and never a later event
# without an earlier one. A letter that is parked or was discarded is in the inbox and was not applied.
TAKE_IN = _query(f"""
    INSERT INTO taken_in (event_id, round)
    SELECT i.event_id, :round FROM {LIVE}.inbox i
    WHERE NOT EXISTS (SELECT FROM {LIVE}.dead_letter d WHERE d.event_id = i.event_id AND d.state <> 'redriven')
      AND NOT EXISTS (SELECT FROM taken_in t WHERE t.event_id = i.event_id)
""")
TAKEN_IN = _query("SELECT event_id FROM taken_in WHERE round = :round")
TAKEN_IN_OF = _query("SELECT event_id FROM taken_in WHERE round = :round AND event_id = ANY(:ids::uuid[])")

# Whoever dies or stops with these locks must not keep the consumer waiting: PostgreSQL ends the session.
GIVE_UP_WHEN_STOPPED = _query("SET LOCAL idle_in_transaction_session_timeout = '15s'")
WAIT_FOR_LOCKS = _query("SET LOCAL lock_timeout = '4s'")
# While this waits for a long reader, new readers wait behind it.
WAIT_FOR_READERS = _query("SET LOCAL lock_timeout = '1s'")
# A consumer writes to the inbox first, a redrive of dead letters locks those first: both wait here, holding nothing.
KEEP_WRITERS_OUT = _query(f"LOCK TABLE {LIVE}.inbox, {LIVE}.dead_letter IN EXCLUSIVE MODE")
KEEP_MIGRATIONS_OUT = _query(f"LOCK TABLE {_all(LIVE)} IN ACCESS SHARE MODE")
KEEP_READERS_OUT = _query(f"LOCK TABLE {_all(LIVE)} IN ACCESS EXCLUSIVE MODE")
REVISION = _query(f"SELECT version_num FROM {LIVE}.alembic_version")

SUMS = {
    (schema, name): _query(
        # The sum of every whole row's hash: in any order, and any column of any row changes it.
        f"SELECT count(*) AS rows, coalesce(sum(hash_record_extended(t, 0)), 0) AS checksum FROM {schema}.{name} t"
    )
    for schema in (LIVE, SHADOW)
    for name in TABLES
}
DIFFERENT = {
    name: _query(f"""
        SELECT count(*) AS rows, coalesce((array_agg(key ORDER BY key))[:3], '{{}}') AS examples
        FROM (SELECT concat_ws(' ', {", ".join(KEYS[name])}) AS key
              FROM {LIVE}.{name} l FULL JOIN {SHADOW}.{name} r USING ({", ".join(KEYS[name])})
              WHERE l IS DISTINCT FROM r) d
    """)
    for name in TABLES
}
# Dropped in the same transaction: the records are the copy that is kept, and whatever hangs on the old table, as a view
# made by hand does, stops the swap here instead of being left behind on a table that nobody writes to.
SWAP = [
    _query(statement)
    for name in TABLES
    for statement in (f"DROP TABLE {LIVE}.{name}", f"ALTER TABLE {SHADOW}.{name} SET SCHEMA {LIVE}")
]
