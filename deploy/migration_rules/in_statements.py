"""Rules over the statements of a migration that Squawk does not have: what running code, and a second attempt, need.

A table that the migration itself makes has no rows and no readers: for it only names matter.
"""

from collections.abc import Callable, Iterator

from pglast import ast, enums
from pglast.visitors import Ancestor, Visitor

from deploy.migration_rules.history import Migration, Statement
from deploy.migration_rules.known import Alter, Kind, constraints_of, dropped

Drop = enums.ObjectType
NAMED = {Kind.CONSTR_CHECK, Kind.CONSTR_UNIQUE, Kind.CONSTR_FOREIGN, Kind.CONSTR_EXCLUSION}
# What these rules and Squawk's know the effect of; a statement of another kind is refused until a rule knows it too.
UNDERSTOOD = (
    ast.AlterTableStmt, ast.CommentStmt, ast.CreateFunctionStmt, ast.CreateStmt, ast.CreateTrigStmt, ast.DeleteStmt,
    ast.DropStmt, ast.IndexStmt, ast.InsertStmt, ast.MergeStmt, ast.RenameStmt, ast.TransactionStmt, ast.TruncateStmt,
    ast.UpdateStmt, ast.VariableSetStmt,
)  # fmt: skip
ALTERATIONS = {
    Alter.AT_AddColumn, Alter.AT_AddConstraint, Alter.AT_AlterColumnType, Alter.AT_ColumnDefault, Alter.AT_DropColumn,
    Alter.AT_DropConstraint, Alter.AT_DropNotNull, Alter.AT_SetNotNull, Alter.AT_ValidateConstraint,
}  # fmt: skip


class _Walk(Visitor):  # type: ignore[misc] # its module has no types here: see pyproject.toml
    """Every node of a statement, with what stands inside it."""

    def __init__(self) -> None:
        self.nodes: list[ast.Node] = []

    def visit(self, ancestors: Ancestor, node: ast.Node) -> None:
        self.nodes.append(node)


def within(node: ast.Node) -> list[ast.Node]:
    """A statement and all that is in it."""
    walk = _Walk()
    walk(node)
    return walk.nodes


def alterations(migration: Migration) -> Iterator[tuple[Statement, str, ast.AlterTableCmd]]:
    """Each change to a table that was there, with the statement and the table."""
    for statement in migration.statements:
        if isinstance(statement.node, ast.AlterTableStmt):
            table = statement.node.relation.relname
            if migration.existing(table):
                yield from ((statement, table, command) for command in statement.node.cmds)


def is_concurrent(node: ast.Node) -> bool:
    """Whether it makes or drops an index while others write."""
    return isinstance(node, ast.IndexStmt | ast.DropStmt) and bool(node.concurrent)


def understood(migration: Migration) -> Iterator[str]:
    """Only statements whose effect on running code is known."""
    for statement in migration.statements:
        node = statement.node
        known = isinstance(node, UNDERSTOOD)
        if isinstance(node, ast.DropStmt):
            known = node.removeType in (Drop.OBJECT_TABLE, Drop.OBJECT_INDEX)
        if isinstance(node, ast.AlterTableStmt):
            known = all(command.subtype in ALTERATIONS for command in node.cmds)
        if isinstance(node, ast.CreateTrigStmt):
            known = not migration.existing(node.relation.relname)
        if isinstance(node, ast.CreateFunctionStmt):
            known = not node.replace
        if not known:
            yield f"No rule knows what this does to running code: {statement.sql}"


def hides_nothing(migration: Migration) -> Iterator[str]:
    """No IF EXISTS: what is not as expected must be seen. Only what is made outside a transaction may need it."""
    for statement in migration.statements:
        node = statement.node
        asks = [node, *(node.cmds if isinstance(node, ast.AlterTableStmt) else ())]
        asked = any(getattr(each, "missing_ok", False) or getattr(each, "if_not_exists", False) for each in asks)
        if asked and not (isinstance(node, ast.DropStmt) and is_concurrent(node)):
            yield f"IF [NOT] EXISTS would pass over a database that is not as expected: {statement.sql}"


def constraints_are_named(migration: Migration) -> Iterator[str]:
    """Every CHECK, UNIQUE, FOREIGN KEY, exclusion and index has a name; a primary key is its table's."""
    for statement in migration.statements:
        node, found = statement.node, list[ast.Constraint]()
        if isinstance(node, ast.IndexStmt) and not node.idxname:
            yield f"An index has no name: {statement.sql}"
        if isinstance(node, ast.CreateStmt):
            found = constraints_of(node)
        if isinstance(node, ast.AlterTableStmt):
            for command in node.cmds:
                match command.def_:
                    case ast.Constraint():
                        found.append(command.def_)
                    case ast.ColumnDef():
                        found += command.def_.constraints or ()
                    case _:
                        pass
        for constraint in found:
            if constraint.contype in NAMED and not constraint.conname:
                kind = Kind(constraint.contype).name.removeprefix("CONSTR_")
                yield f"A constraint of {node.relation.relname} ({kind}) has no name that says what it is for."


def rows_are_left(migration: Migration) -> Iterator[str]:
    """No row of a table that was there is changed, and no such table copied: code that runs goes on writing."""
    for statement in migration.statements:
        for node in within(statement.node):
            match node:
                case ast.UpdateStmt() | ast.DeleteStmt() | ast.MergeStmt():
                    tables = [node.relation.relname]
                case ast.TruncateStmt():
                    tables = [relation.relname for relation in node.relations]
                case ast.InsertStmt():
                    tables = [n.relname for n in within(node) if isinstance(n, ast.RangeVar) and n is not node.relation]
                case _:
                    continue
            if held := sorted({table for table in tables if migration.existing(table)}):
                yield f"It goes through the rows of {', '.join(held)} in one statement: {statement.sql}"
                break


def indexes_are_alone(migration: Migration) -> Iterator[str]:
    """What is made concurrently cannot be rolled back, so nothing else is in its migration."""
    if any(is_concurrent(statement.node) for statement in migration.statements):
        for statement in migration.statements:
            node = statement.node
            if not is_concurrent(node) and not isinstance(node, ast.TransactionStmt | ast.VariableSetStmt):
                yield f"It stands beside an index that is made concurrently: {statement.sql}"


def indexes_can_be_tried_again(migration: Migration) -> Iterator[str]:
    """An index that was given up half way is there and is not valid: it is dropped, if it exists, before it is made."""
    gone: set[str] = set()
    for statement in migration.statements:
        node = statement.node
        if isinstance(node, ast.DropStmt) and is_concurrent(node):
            gone.update(dropped(node) if node.missing_ok else ())
            if not node.missing_ok:
                yield f"It fails when it is tried again; say IF EXISTS: {statement.sql}"
        if isinstance(node, ast.IndexStmt) and is_concurrent(node) and node.idxname not in gone:
            yield f"Drop {node.idxname} CONCURRENTLY IF EXISTS first: an attempt that gave up leaves it, not valid."


def is_one_transaction(migration: Migration) -> Iterator[str]:
    """All or nothing; only indexes that are made concurrently stand outside."""
    ends = [s.node for s in migration.statements if isinstance(s.node, ast.TransactionStmt)]
    outside = any(is_concurrent(statement.node) for statement in migration.statements)
    if len(ends) != (4 if outside else 2):
        yield "It is not one transaction: only an index that is made CONCURRENTLY may stand outside of it."


def settings_stay(migration: Migration) -> Iterator[str]:
    """Nothing is set but the lock timeout that comes before every migration."""
    for statement in migration.statements[1:]:
        if isinstance(statement.node, ast.VariableSetStmt):
            yield f"It changes a setting that every migration runs under: {statement.sql}"


def new_columns_bring_no_check(migration: Migration) -> Iterator[str]:
    """A CHECK that comes with a column reads every row under the strongest lock: it is added by itself, NOT VALID."""
    for statement, table, command in alterations(migration):
        if isinstance(command.def_, ast.ColumnDef):
            kinds = {constraint.contype for constraint in command.def_.constraints or ()}
            if Kind.CONSTR_CHECK in kinds:
                yield f"Add the CHECK to {table} by itself and NOT VALID, or every row is read: {statement.sql}"


def not_null_is_proven(migration: Migration) -> Iterator[str]:
    """SET NOT NULL only where a CHECK of an earlier migration, validated since, proves it: then no row is read."""
    validated: set[str] = set()
    for _, table, command in alterations(migration):
        if command.subtype == Alter.AT_ValidateConstraint:
            validated.add(command.name)
        if command.subtype == Alter.AT_SetNotNull and not any(
            where == table and known.not_null == command.name and (known.validated or name in validated)
            for (where, name), known in migration.known.constraints.items()
        ):
            yield (
                f"No validated CHECK of an earlier migration proves that {table}.{command.name} is not null: "
                "add it NOT VALID, validate it, and then demand it."
            )


def keys_stay(migration: Migration) -> Iterator[str]:
    """A key stays: `ON CONFLICT` of running code may rest on it. A CHECK or a foreign key may go."""
    for _, table, command in alterations(migration):
        if command.subtype == Alter.AT_DropConstraint:
            known = migration.known.constraints.get((table, command.name))
            if known is None or known.kind not in (Kind.CONSTR_CHECK, Kind.CONSTR_FOREIGN):
                yield f"{command.name} of {table} is no known CHECK or foreign key: running code may need it."
    made = {s.node.idxname for s in migration.statements if isinstance(s.node, ast.IndexStmt)}
    for statement in migration.statements:
        if isinstance(statement.node, ast.DropStmt):
            for name in dropped(statement.node):
                if name in migration.known.unique and name not in made:
                    yield f"The unique index {name} goes: running code may need it."


RULES: dict[str, Callable[[Migration], Iterator[str]]] = {
    "not-understood": understood,
    "if-exists": hides_nothing,
    "unnamed": constraints_are_named,
    "rows-changed": rows_are_left,
    "index-not-alone": indexes_are_alone,
    "index-not-repeatable": indexes_can_be_tried_again,
    "not-one-transaction": is_one_transaction,
    "setting-changed": settings_stay,
    "check-with-column": new_columns_bring_no_check,
    "not-null-unproven": not_null_is_proven,
    "key-dropped": keys_stay,
}
