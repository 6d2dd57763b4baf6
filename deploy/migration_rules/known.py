"""What is there before a migration: tables, constraints and unique indexes, as the migrations before it made them."""

from copy import deepcopy
from dataclasses import dataclass, field

from pglast import ast, enums

Kind = enums.ConstrType
Alter = enums.AlterTableType


@dataclass
class Known:
    """The tables that running code may use, and what is promised of them."""

    tables: set[str] = field(default_factory=set)
    # By table and name.
    constraints: dict[tuple[str, str], "KnownConstraint"] = field(default_factory=dict)
    # Names of unique indexes: `ON CONFLICT` of running code may rest on them.
    unique: set[str] = field(default_factory=set)

    def after(self, nodes: list[ast.Node]) -> "Known":
        """What is there after these statements."""
        known = deepcopy(self)
        for node in nodes:
            known._take(node)
        return known

    def _take(self, node: ast.Node) -> None:
        match node:
            case ast.CreateStmt():
                table = node.relation.relname
                self.tables.add(table)
                for constraint in constraints_of(node):
                    self._add(table, constraint)
            case ast.IndexStmt() if node.unique and node.idxname:
                self.unique.add(node.idxname)
            case ast.DropStmt():
                for name in dropped(node):
                    self.unique.discard(name)
                    self.tables.discard(name)
            case ast.RenameStmt() if node.renameType == enums.ObjectType.OBJECT_TABLE:
                self.tables.discard(node.relation.relname)
                self.tables.add(node.newname)
            case ast.AlterTableStmt():
                for command in node.cmds:
                    self._alter(node.relation.relname, command)
            case _:
                pass

    def _alter(self, table: str, command: ast.AlterTableCmd) -> None:
        match command.subtype:
            case Alter.AT_AddConstraint:
                self._add(table, command.def_)
            case Alter.AT_AddColumn:
                for constraint in command.def_.constraints or ():
                    self._add(table, constraint)
            case Alter.AT_ValidateConstraint:
                if found := self.constraints.get((table, command.name)):
                    found.validated = True
            case Alter.AT_DropConstraint:
                self.constraints.pop((table, command.name), None)
            case _:
                pass

    def _add(self, table: str, constraint: ast.Constraint) -> None:
        if constraint.conname:
            self.constraints[table, constraint.conname] = KnownConstraint(
                constraint.contype, _column_not_null(constraint), not constraint.skip_validation
            )


@dataclass
class KnownConstraint:
    """A constraint: what kind, which column it proves to be not null if any, and whether every row was checked."""

    kind: enums.ConstrType
    not_null: str | None
    validated: bool


def constraints_of(create: ast.CreateStmt) -> list[ast.Constraint]:
    """Every constraint that stands in a CREATE TABLE, with a column or by itself."""
    found: list[ast.Constraint] = []
    for element in create.tableElts or ():
        found += [element] if isinstance(element, ast.Constraint) else list(element.constraints or ())
    return found


def dropped(drop: ast.DropStmt) -> list[str]:
    """The names of what is dropped."""
    return [name[-1].sval for name in drop.objects if isinstance(name, tuple)]


def _column_not_null(constraint: ast.Constraint) -> str | None:
    """The column of `CHECK (column IS NOT NULL)`: with it PostgreSQL need not read the table to SET NOT NULL."""
    match constraint.raw_expr:
        case ast.NullTest(
            nulltesttype=enums.NullTestType.IS_NOT_NULL, arg=ast.ColumnRef(fields=(ast.String(sval=name),))
        ):
            return str(name)
        case _:
            return None
