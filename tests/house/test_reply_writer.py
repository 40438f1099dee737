"""One writer of replies: whatever recorded one besides could leave out a doubt, and with it the hold."""

import ast
import re
from pathlib import Path

import pytest

from tests.house.program import PRODUCT, ROOT, modules, place, tree

WRITER = ROOT / "notifier/replies/record.py"
MIGRATIONS = ROOT / "notifier/store/migrations"  # they change what tables are like, by the names of their own time
TABLES = {"Reply", "ReplyContact"}
_SQL = re.compile(r"\binsert\s+into\s+\"?reply(_contact)?\b", re.IGNORECASE)


def writes(syntax: ast.Module) -> list[ast.AST]:
    """Whatever may put a row into the tables of replies: a row made, an insert, the words for one, another name."""
    kinds = makes_or_inserts, says_insert, has_another_name
    return [node for node in ast.walk(syntax) if any(kind(node) for kind in kinds)]


def makes_or_inserts(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and (is_table(node.func) or (is_insert(node.func) and names_table(node)))


def says_insert(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and bool(_SQL.search(node.value))


def has_another_name(node: ast.AST) -> bool:
    return isinstance(node, ast.ImportFrom) and any(one.name in TABLES and one.asname for one in node.names)


def is_table(node: ast.expr) -> bool:
    return last_name(node) in TABLES


def is_insert(node: ast.expr) -> bool:
    """`insert`, `insert_unless_there`, `bulk_insert_mappings`, `session.merge`: by whatever way it is reached."""
    name = last_name(node)
    return "insert" in name or name in {"merge", "bulk_save_objects"}


def names_table(call: ast.Call) -> bool:
    """Whether a table of replies is handed to the call or has it, as in `Reply.__table__.insert()`."""
    return any(isinstance(node, ast.expr) and is_table(node) for node in ast.walk(call))


def last_name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def other_modules() -> list[Path]:
    return [path for path in modules(*PRODUCT) if path != WRITER and not path.is_relative_to(MIGRATIONS)]


def test_nothing_but_the_writer_puts_replies_into_the_tables() -> None:
    assert [place(path, node) for path in other_modules() for node in writes(tree(path))] == []


def test_the_writer_does() -> None:
    assert len(writes(tree(WRITER))) == len(TABLES)


@pytest.mark.parametrize(
    "source",
    [
        "session.add(Reply(choice=choice))",
        "session.add(tables.ReplyContact(reply_id=1))",
        "session.execute(insert(Reply), rows)",
        "session.execute(postgresql.insert(tables.Reply).values(row))",
        "insert_unless_there(session, ReplyContact).values(row)",
        "session.connection().execute(Reply.__table__.insert(), rows)",
        "session.bulk_insert_mappings(Reply, rows)",
        "session.execute(text('INSERT  INTO reply (choice) VALUES (:choice)'))",
        "from notifier.store.tables import Reply as Row",
    ],
)
def test_every_way_to_write_one_is_noticed(source: str) -> None:
    assert len(writes(ast.parse(source))) == 1


@pytest.mark.parametrize(
    "source",
    [
        "select(Reply).where(Reply.notice_id == notice_id)",
        "update(Reply).values(settled_at=now)",
        "insert(Review)",
        "insert_unless_there(session, Delivery).values(notice_id=reply.notice_id)",
        "session.execute(text('SELECT id FROM reply'))",
        "exists(Reply.id)",
    ],
)
def test_reading_and_settling_them_is_no_writing(source: str) -> None:
    assert writes(ast.parse(source)) == []
