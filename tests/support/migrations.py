"""The migrations that are released, and histories that are written for a test: three, of which the last is judged."""

from dataclasses import dataclass, replace
from pathlib import Path

from deploy.migration_rules.fault import Fault
from deploy.migration_rules.history import history
from deploy.migration_rules.linter import judge, released

RELEASED = released()
ENV = "from sqlalchemy import MetaData\nfrom shared.runtime.migrations import run\n\nrun(MetaData())\n"
FIRST, SECOND = "0001_create_the_books", "0002_say_that_a_book_has_a_shelf"
NAME = "0003_know_more_of_a_book"
TABLES = '''\
    op.execute("""
        CREATE TABLE book (book_id uuid PRIMARY KEY, title text NOT NULL, state text NOT NULL DEFAULT 'in', shelf text,
          CONSTRAINT book_state_is_known CHECK (state IN ('in', 'out')),
          CONSTRAINT book_is_one_of_its_title UNIQUE (title))
        """)
    op.execute("CREATE TABLE reader (reader_id uuid PRIMARY KEY)")
    op.execute("CREATE UNIQUE INDEX book_is_one_of_its_place ON book (shelf, title)")
'''
SHELF = 'op.execute("ALTER TABLE book ADD CONSTRAINT book_has_a_shelf CHECK (shelf IS NOT NULL) NOT VALID")'


@dataclass(frozen=True)
class Written:
    """A migration as it stands in its file."""

    upgrade: str
    name: str = NAME
    revision: str = NAME
    down_revision: str = SECOND
    docstring: str = '"""Know more of a book."""'
    imports: str = ""
    downgrade: str = 'op.drop_column("book", "pages")'

    @property
    def text(self) -> str:
        down = f'"{self.down_revision}"' if self.down_revision else "None"
        return (
            f"{self.docstring}\n\nimport sqlalchemy as sa\nfrom alembic import op\n{self.imports}\n\n"
            f'revision = "{self.revision}"\ndown_revision = {down}\n\n\n'
            f"def upgrade():\n{indented(self.upgrade)}\n\n\ndef downgrade():\n{indented(self.downgrade)}\n"
        )


def judged(folder: Path, last: Written, env: str = ENV) -> list[Fault]:
    """The faults of the last of three migrations: after tables with rows, and a CHECK that is not validated yet."""
    (folder / "versions").mkdir()
    (folder / "env.py").write_text(env)
    first = Written(TABLES, FIRST, FIRST, "")
    for one in (first, replace(first, upgrade=SHELF, name=SECOND, revision=SECOND, down_revision=FIRST), last):
        (folder / "versions" / f"{one.name}.py").write_text(one.text)
    return judge(history("library", folder)[-1:])


def indented(lines: str) -> str:
    """Lines of a function's body; those of TABLES stand where they must already."""
    return "\n".join(line if line.startswith("    ") else f"    {line}" for line in lines.splitlines())


def sql(*statements: str) -> Written:
    """A migration that sends these statements."""
    return Written("\n".join(f'op.execute("{one}")' for one in statements))


def outside(*statements: str) -> Written:
    """A migration that sends these statements outside of a transaction."""
    sent = "\n".join(f'        op.execute("{one}")' for one in statements)
    return Written(f"    with op.get_context().autocommit_block():\n{sent}")
