"""Every migration keeps the contract, and the linter refuses by name what breaks it."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from deploy.migration_rules import in_source, in_statements
from deploy.migration_rules.exemptions import EXEMPTIONS, Exemption
from deploy.migration_rules.fault import Fault
from deploy.migration_rules.linter import judge, needless, refused
from tests.support.migrations import ENV, NAME, RELEASED, Written, judged, outside, sql

FAULTS = judge(RELEASED)

COLUMN = sql("ALTER TABLE book ADD COLUMN pages integer")
INDEX = outside("DROP INDEX CONCURRENTLY IF EXISTS b", "CREATE INDEX CONCURRENTLY b ON book (state)")
NO_TIMEOUT = """
from alembic import context

context.configure(dialect_name="postgresql", literal_binds=True, transaction_per_migration=True)
with context.begin_transaction():
    context.run_migrations()
"""

GOOD = {
    "a column that may be null": Written('op.add_column("book", sa.Column("pages", sa.Integer))'),
    "a column with a constant default": sql("ALTER TABLE book ADD COLUMN pages integer NOT NULL DEFAULT 0"),
    "a column with the time of the migration": sql(
        "ALTER TABLE book ADD COLUMN bought_at timestamptz NOT NULL DEFAULT now()"
    ),
    "a new table, whatever it demands of itself": sql(
        "CREATE TABLE loan (loan_id uuid PRIMARY KEY, book_id uuid NOT NULL, days integer NOT NULL,"
        " CONSTRAINT loan_is_of_a_book FOREIGN KEY (book_id) REFERENCES book (book_id))",
        "ALTER TABLE loan ADD CONSTRAINT loan_is_for_some_days CHECK (days > 0)",
        "CREATE INDEX loan_of_book ON loan (book_id)",
        "CREATE FUNCTION loan_stays() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
        "CREATE TRIGGER loan_stays BEFORE DELETE ON loan FOR EACH ROW EXECUTE FUNCTION loan_stays()",
        "INSERT INTO loan VALUES (gen_random_uuid(), gen_random_uuid(), 1)",
        "UPDATE loan SET days = 2",
    ),
    "a check that is not validated yet": sql(
        "ALTER TABLE book ADD CONSTRAINT book_title_is_said CHECK (title <> '') NOT VALID"
    ),
    "a wider check in place of a narrow one": sql(
        "ALTER TABLE book DROP CONSTRAINT book_state_is_known",
        "ALTER TABLE book ADD CONSTRAINT book_state_is_known CHECK (state IN ('in', 'out', 'lost')) NOT VALID",
    ),
    "a foreign key that is not validated yet": sql(
        "ALTER TABLE book ADD COLUMN reader_id uuid",
        "ALTER TABLE book ADD CONSTRAINT book_is_with_a_reader FOREIGN KEY (reader_id) REFERENCES reader (reader_id)"
        " NOT VALID",
    ),
    "a check of an earlier migration is validated": sql("ALTER TABLE book VALIDATE CONSTRAINT book_has_a_shelf"),
    "what is proven not to be null is demanded": sql(
        "ALTER TABLE book VALIDATE CONSTRAINT book_has_a_shelf", "ALTER TABLE book ALTER COLUMN shelf SET NOT NULL"
    ),
    "an index that is made concurrently and can be tried again": outside(
        "DROP INDEX CONCURRENTLY IF EXISTS book_of_state", "CREATE INDEX CONCURRENTLY book_of_state ON book (state)"
    ),
    "rows of a list that the service starts with": sql("INSERT INTO reader VALUES (gen_random_uuid())"),
}
BAD: dict[str, tuple[Written, set[str]]] = {
    "a name that is no sentence": (replace(COLUMN, name="0003_pages", revision="0003_pages"), {"not-a-sentence"}),
    "no docstring": (replace(COLUMN, docstring="# Nothing."), {"not-a-sentence"}),
    "a number that leaves one out": (
        replace(COLUMN, name="0004_know_more_of_a_book", revision="0004_know_more_of_a_book"),
        {"not-the-next-number"},
    ),
    "a revision of another name": (replace(COLUMN, revision="0003_pages"), {"revision-is-not-the-file"}),
    "today's tables": (
        replace(COLUMN, imports="from services.court.tables import CourtTable"),
        {"imports-what-may-change"},
    ),
    "a function of the backbone that has no version": (
        replace(COLUMN, imports="from shared.runtime.backbone_migrations import _instant"),
        {"imports-what-may-change"},
    ),
    "a relative import": (
        replace(COLUMN, imports="from . import tables"),
        {"imports-what-may-change", "not-plain-statements"},
    ),
    "statements that hang on what the database answers": (
        Written('op.get_bind().execute(sa.text("ALTER TABLE book ADD COLUMN pages integer"))'),
        {"not-plain-statements"},
    ),
    "no downgrade": (replace(COLUMN, downgrade="pass"), {"no-downgrade"}),
    "a downgrade that refuses": (replace(COLUMN, downgrade='raise RuntimeError("Never.")'), {"no-downgrade"}),
    "no lock timeout": (COLUMN, {"require-lock-timeout"}),
    "a lock timeout of its own": (
        sql("SET lock_timeout = '1h'", "ALTER TABLE book ADD COLUMN pages integer"),
        {"setting-changed"},
    ),
    "a column that demands a value": (
        sql("ALTER TABLE book ADD COLUMN pages integer NOT NULL"),
        {"adding-required-field"},
    ),
    "a default that differs from row to row": (
        sql("ALTER TABLE book ADD COLUMN mark uuid NOT NULL DEFAULT gen_random_uuid()"),
        {"adding-field-with-default"},
    ),
    "a column that is computed and stored": (
        sql("ALTER TABLE book ADD COLUMN long text GENERATED ALWAYS AS (title || title) STORED"),
        {"adding-field-with-default"},
    ),
    "a column that numbers the rows": (
        sql("ALTER TABLE book ADD COLUMN number bigserial"),
        {"prefer-identity"},
    ),
    "a column that numbers the rows for ever": (
        sql("ALTER TABLE book ADD COLUMN number bigint GENERATED ALWAYS AS IDENTITY"),
        {"adding-field-with-default"},
    ),
    "a check that comes with its column": (
        sql("ALTER TABLE book ADD COLUMN pages integer CONSTRAINT book_has_pages CHECK (pages > 0)"),
        {"check-with-column"},
    ),
    "a column that is gone": (sql("ALTER TABLE book DROP COLUMN shelf"), {"ban-drop-column"}),
    "a column of another name": (sql("ALTER TABLE book RENAME COLUMN shelf TO place"), {"renaming-column"}),
    "a column of another type": (
        sql("ALTER TABLE book ALTER COLUMN shelf TYPE integer USING 1"),
        {"changing-column-type"},
    ),
    "a column that may be null where code relies on it": (
        sql("ALTER TABLE book ALTER COLUMN title DROP NOT NULL"),
        {"ban-drop-not-null"},
    ),
    "a default that running code leaves it to": (
        sql("ALTER TABLE book ALTER COLUMN state DROP DEFAULT"),
        {"ban-drop-default"},
    ),
    "a table that is gone": (sql("DROP TABLE reader"), {"ban-drop-table"}),
    "a table of another name": (sql("ALTER TABLE reader RENAME TO borrower"), {"renaming-table"}),
    "a constraint of another name": (
        sql("ALTER TABLE book RENAME CONSTRAINT book_is_one_of_its_title TO book_is_one"),
        {"renaming-object"},
    ),
    "a key that is gone": (sql("ALTER TABLE book DROP CONSTRAINT book_is_one_of_its_title"), {"key-dropped"}),
    "a unique index that is gone": (
        outside("DROP INDEX CONCURRENTLY IF EXISTS book_is_one_of_its_place"),
        {"key-dropped"},
    ),
    "a check that reads every row under the lock": (
        sql("ALTER TABLE book ADD CONSTRAINT book_title_is_said CHECK (title <> '')"),
        {"constraint-missing-not-valid"},
    ),
    "a check that is added and validated at once": (
        sql(
            "ALTER TABLE book ADD CONSTRAINT book_title_is_said CHECK (title <> '') NOT VALID",
            "ALTER TABLE book VALIDATE CONSTRAINT book_title_is_said",
        ),
        {"constraint-missing-not-valid"},
    ),
    "a foreign key that reads every row under the lock": (
        sql("ALTER TABLE book ADD CONSTRAINT book_is_lent FOREIGN KEY (book_id) REFERENCES reader (reader_id)"),
        {"constraint-missing-not-valid", "adding-foreign-key-constraint"},
    ),
    "a unique constraint that makes its index under the lock": (
        sql("ALTER TABLE book ADD CONSTRAINT book_is_alone UNIQUE (shelf)"),
        {"constraint-missing-not-valid", "disallowed-unique-constraint"},
    ),
    "a constraint without a name": (
        sql("CREATE TABLE loan (loan_id uuid PRIMARY KEY, days integer CHECK (days > 0))"),
        {"unnamed"},
    ),
    "a name that PostgreSQL would cut off": (
        sql(f"CREATE TABLE loan (loan_id uuid PRIMARY KEY, CONSTRAINT loan_{'very_' * 12}long UNIQUE (loan_id))"),
        {"identifier-too-long"},
    ),
    "null forbidden without a proof": (sql("ALTER TABLE book ALTER COLUMN state SET NOT NULL"), {"not-null-unproven"}),
    "null forbidden while the proof is not validated": (
        sql("ALTER TABLE book ALTER COLUMN shelf SET NOT NULL"),
        {"not-null-unproven"},
    ),
    "every row changed": (sql("UPDATE book SET shelf = 'A'"), {"rows-changed"}),
    "every row changed behind a WITH": (
        sql("WITH old AS (DELETE FROM reader RETURNING reader_id) INSERT INTO reader SELECT reader_id FROM old"),
        {"rows-changed"},
    ),
    "a table emptied": (sql("TRUNCATE reader"), {"rows-changed"}),
    "a table copied": (
        sql("CREATE TABLE loan (loan_id uuid PRIMARY KEY)", "INSERT INTO loan SELECT book_id FROM book"),
        {"rows-changed"},
    ),
    "an index that keeps writers waiting": (
        sql("CREATE INDEX book_of_state ON book (state)"),
        {"require-concurrent-index-creation"},
    ),
    "an index that goes while readers wait": (
        sql("DROP INDEX book_is_one_of_its_place", "CREATE UNIQUE INDEX book_is_one_of_its_place ON book (title)"),
        {"require-concurrent-index-deletion", "require-concurrent-index-creation"},
    ),
    "an index made concurrently in a transaction": (
        sql("DROP INDEX CONCURRENTLY IF EXISTS b", "CREATE INDEX CONCURRENTLY b ON book (state)"),
        {"ban-concurrent-index-creation-in-transaction", "not-one-transaction"},
    ),
    "an index beside something else": (
        replace(INDEX, upgrade=f"{COLUMN.upgrade}\n{INDEX.upgrade}"),
        {"index-not-alone"},
    ),
    "an index that cannot be tried again": (
        outside("CREATE INDEX CONCURRENTLY book_of_state ON book (state)"),
        {"index-not-repeatable"},
    ),
    "an end of an index that cannot be tried again": (
        outside("DROP INDEX CONCURRENTLY book_of_state"),
        {"index-not-repeatable"},
    ),
    "half of it committed": (
        sql("ALTER TABLE book ADD COLUMN pages integer", "COMMIT", "BEGIN", "ALTER TABLE book ADD COLUMN year integer"),
        {"not-one-transaction"},
    ),
    "outside of a transaction what could be inside": (
        outside("ALTER TABLE book ADD COLUMN pages integer"),
        {"not-one-transaction"},
    ),
    "a column only if it is not there": (
        sql("ALTER TABLE book ADD COLUMN IF NOT EXISTS pages integer"),
        {"if-exists"},
    ),
    "a constraint dropped only if it is there": (
        sql("ALTER TABLE book DROP CONSTRAINT IF EXISTS book_state_is_known"),
        {"if-exists"},
    ),
    "a table only if it is not there": (
        sql("CREATE TABLE IF NOT EXISTS loan (loan_id uuid PRIMARY KEY)"),
        {"if-exists"},
    ),
    "a block whose statements nobody reads": (sql("DO 'BEGIN NULL; END'"), {"not-understood"}),
    "a trigger under running code": (
        sql("CREATE TRIGGER book_stays BEFORE DELETE ON book FOR EACH ROW EXECUTE FUNCTION book_stays()"),
        {"not-understood"},
    ),
    "a lock of its own": (sql("LOCK TABLE book"), {"not-understood"}),
}


def test_every_migration_keeps_the_contract() -> None:
    assert [str(fault) for fault in refused(FAULTS)] == []


def test_every_exemption_is_needed_and_says_why() -> None:
    assert needless(FAULTS) == []
    assert len({one.key for one in EXEMPTIONS}) == len(EXEMPTIONS)
    assert [one for one in EXEMPTIONS if not one.reason.endswith(".")] == []


def test_an_exemption_is_of_one_migration_and_one_rule_and_needless_where_nothing_breaks_it() -> None:
    fault = Fault("library", NAME, "unnamed", "A constraint has no name.")
    it, other = Exemption("library", NAME, "unnamed", "Old."), Exemption("library", NAME, "rows-changed", "Old.")
    assert refused([fault], [it]) == []
    assert refused([fault], [other]) == [fault]
    assert needless([fault], [it, other]) == [other]


@pytest.mark.parametrize("what", GOOD)
def test_the_linter_lets_pass(what: str, tmp_path: Path) -> None:
    assert [str(fault) for fault in judged(tmp_path, GOOD[what])] == []


@pytest.mark.parametrize("what", BAD)
def test_the_linter_refuses(what: str, tmp_path: Path) -> None:
    migration, rules = BAD[what]
    faults = judged(tmp_path, migration, NO_TIMEOUT if what == "no lock timeout" else ENV)
    assert {fault.rule for fault in faults} == rules
    assert {(fault.service, fault.migration) for fault in faults} == {("library", migration.name)}


def test_every_rule_of_this_house_is_seen_to_refuse() -> None:
    seen = set[str]().union(*(rules for _, rules in BAD.values()))
    assert {*in_source.RULES, *in_statements.RULES} <= seen


def test_the_contract_in_words_names_every_rule_of_this_house() -> None:
    words = (Path(__file__).resolve().parents[2] / "CONTRIBUTING.md").read_text()
    assert [rule for rule in (*in_source.RULES, *in_statements.RULES) if f"`{rule}`" not in words] == []


def test_the_linter_says_a_sentence_when_it_is_run_alone() -> None:
    done = subprocess.run([sys.executable, "-m", "deploy.migration_rules"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, f"{len(RELEASED)} migrations keep the contract.\n"), done.stdout
