"""The page of tables: what each holds, how long its rows are kept and why, and its columns."""

import sys
from collections.abc import Iterator

from sqlalchemy import Column, Table

from docs.generator.comments import remarks
from docs.generator.markdown import code, page, paragraphs, sentence, table
from notifier.store.tables import Base

OPENING = """
Every table, by part of the domain. *Kept* says how long its rows stay and why: read together, these lines are the
retention schedule. `notifier purge` says what is due to be forgotten. The tables are the same on SQLite and
PostgreSQL; times are UTC.
"""


def tables_page() -> str:
    files = sorted({mapper.class_.__module__ for mapper in Base.registry.mappers})
    return page("Tables", OPENING, summary(), *(file_section(name) for name in files))


def mapped_classes() -> dict[str, type[Base]]:
    """Every table's name and its class, by name."""
    return dict(sorted((mapper.class_.__tablename__, mapper.class_) for mapper in Base.registry.mappers))


def summary() -> str:
    rows = ((f"[{name}](#{name})", kept(table_of(kind))) for name, kind in mapped_classes().items())
    return "\n\n".join(("## How long rows are kept", table(("table", "kept"), rows)))


def file_section(module: str) -> str:
    heading = (sys.modules[module].__doc__ or "").splitlines()[0].rstrip(".")
    own = [kind for kind in mapped_classes().values() if kind.__module__ == module]
    return "\n\n".join((f"## {heading}", *(table_section(kind) for kind in own)))


def table_section(kind: type[Base]) -> str:
    own = table_of(kind)
    said = remarks(kind)
    rows = ((code(column.name), column_type(column), sentence(said.get(column.key, ""))) for column in own.columns)
    return "\n\n".join(
        (
            f"### {own.name}",
            paragraphs(kind.__doc__),
            f"Kept {kept(own)}",
            table(("column", "type", "meaning"), rows),
        )
    )


def table_of(kind: type[Base]) -> Table:
    return Base.metadata.tables[kind.__tablename__]


def kept(own: Table) -> str:
    """How long, and why, as the table itself says it. Raises KeyError for one that does not."""
    said: str = own.info["kept"]
    return said if said.endswith(".") else f"{said}."


def column_type(column: Column[object]) -> str:
    return ", ".join(type_parts(column))


def type_parts(column: Column[object]) -> Iterator[str]:
    name = type(column.type).__name__
    yield {
        "UtcDateTime": "time",
        "JSON": "JSON",
        "LargeBinary": "bytes",
        "String": "text",
        "Enum": "word",
        "ChannelName": "channel",
    }.get(name, name.lower())
    if column.primary_key:
        yield "key"
    for reference in column.foreign_keys:
        yield f"of [{reference.column.table.name}](#{reference.column.table.name})"
    if column.nullable:
        yield "may be empty"
