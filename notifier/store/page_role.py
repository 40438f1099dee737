"""The rights of the patient's page where it runs as a process of its own, under its own role on PostgreSQL.

Whoever breaks into that process finds the published pages, and of what is behind a link only what its fingerprint
opens, which nobody can make without the link's code: no list of fingerprints to search, no reply of anybody else's, no
name, number or address. What it writes goes by a link, and can neither be changed nor removed. `MAY` and `FUNCTIONS`
are the whole list; a function works with its owner's rights, and the migration that makes it says what it does.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, text


@dataclass(frozen=True, slots=True)
class Columns:
    """What may be done with a table: the columns that may be read."""

    select: tuple[str, ...] = ()


_PAGE = ("id", "campaign_id", "language", "version", "words", "published_at")
MAY: Mapping[str, Columns] = {
    "published_page": Columns(select=_PAGE),
    # Every process looks whether the tables are those that it works with.
    "alembic_version": Columns(select=("version_num",)),
}
# By them nobody poses as staff, or as a patient on paper, and no reply is settled: see the migration 0008.
FUNCTIONS = ("page_link", "page_knows", "page_withdrawn", "page_replies", "page_append")
MOST_CONNECTIONS = 50  # at one time: each waits before it looks for a link, see the migration 0008
_SHOWN = 3  # of many rights that are wrong


@dataclass(frozen=True, order=True, slots=True)
class Right:
    """One right to one thing; `column` is empty for a whole table, a sequence, a function or the schema."""

    privilege: str
    relation: str
    column: str = ""

    def __str__(self) -> str:
        return f"{self.privilege} {self.relation}{'.' if self.column else ''}{self.column}"


LISTED = frozenset(
    [
        *(Right("SELECT", table, column) for table, columns in MAY.items() for column in columns.select),
        *(Right("EXECUTE", function) for function in FUNCTIONS),
    ]
)

# Tables, views and sequences beside ours, but for what an extension brought.
RELATIONS = """
    SELECT c.oid, c.relname, c.relkind, c.relowner FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND NOT EXISTS (
        SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
"""
# Functions beside our tables that work with their owner's rights, but for what an extension brought.
DEFINERS = """
    SELECT p.oid, p.proname, p.proowner FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
    WHERE n.nspname = current_schema() AND p.prosecdef AND NOT EXISTS (
        SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')
"""
# What a role may do by whatever way: granted to it, to a role that it is a member of, or to everybody.
_HELD = text(f"""
    WITH relation AS ({RELATIONS}), definer AS ({DEFINERS}),
        role AS (SELECT coalesce(CAST(:role AS name), current_user) AS name)
    SELECT privilege, relname, attname
    FROM role, relation JOIN pg_attribute ON attrelid = relation.oid AND attnum > 0 AND NOT attisdropped,
        unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'REFERENCES']) AS privilege
    WHERE relkind <> 'S' AND has_column_privilege(role.name, relation.oid, attnum, privilege)
    UNION ALL SELECT privilege, relname, ''
    FROM role, relation, unnest(ARRAY['DELETE', 'TRUNCATE', 'TRIGGER']) AS privilege
    WHERE relkind <> 'S' AND has_table_privilege(role.name, relation.oid, privilege)
    UNION ALL SELECT privilege, relname, ''
    FROM role, relation, unnest(ARRAY['USAGE', 'SELECT', 'UPDATE']) AS privilege
    WHERE CASE WHEN relkind = 'S' THEN has_sequence_privilege(role.name, relation.oid, privilege) END
    UNION ALL SELECT 'EXECUTE', proname, ''
    FROM role, definer WHERE has_function_privilege(role.name, definer.oid, 'EXECUTE')
    UNION ALL SELECT 'CREATE', current_schema(), ''
    FROM role WHERE has_schema_privilege(role.name, current_schema(), 'CREATE')
""")  # noqa: S608 - no value in it
_POWERS = text("""
    SELECT r.rolsuper OR r.rolcreaterole OR r.rolcreatedb OR r.rolreplication OR r.rolbypassrls AS commands,
        EXISTS (SELECT FROM pg_auth_members m WHERE m.member = r.oid) AS is_member,
        EXISTS (SELECT FROM pg_shdepend d WHERE d.refclassid = 'pg_authid'::regclass AND d.refobjid = r.oid
            AND d.deptype = 'o') AS owns,
        r.rolconnlimit NOT BETWEEN 0 AND :most AS is_many
    FROM pg_roles r WHERE r.rolname = coalesce(CAST(:role AS name), current_user)
""")


def held(connection: Connection, role: str | None = None) -> frozenset[Right]:
    """Every right of a role, or of whoever is connected, to what lies beside our tables; PostgreSQL only."""
    return frozenset(Right(*row) for row in connection.execute(_HELD, {"role": role}))


def excess(connection: Connection, role: str | None = None) -> list[str]:
    """What a role, or whoever is connected, is or may do beyond the list, in words; PostgreSQL only."""
    return powers(connection, role) or [f"may {right}" for right in sorted(held(connection, role) - LISTED)]


def powers(connection: Connection, role: str | None) -> list[str]:
    """What a role, or whoever is connected, may do that no right taken from it takes from it, in words."""
    found = connection.execute(_POWERS, {"role": role, "most": MOST_CONNECTIONS}).one()
    said = {
        "is a superuser, or may make roles or databases or copy them": found.commands,
        "is a member of another role": found.is_member,
        "owns tables, or a database": found.owns,
        f"may have more than {MOST_CONNECTIONS} connections": found.is_many,
    }
    return [what for what, is_so in said.items() if is_so]


def lacking(connection: Connection, role: str | None = None) -> list[str]:
    """What is on the list and a role, or whoever is connected, may not do; nothing on SQLite, which has no rights."""
    if connection.dialect.name == "sqlite":
        return []
    return [f"may not {right}" for right in sorted(LISTED - held(connection, role))]


def in_short(found: Sequence[str]) -> str:
    """A few of the words that `excess` or `lacking` found, and how many more there are."""
    more = len(found) - _SHOWN
    return "; ".join([*found[:_SHOWN], *([f"and {more} more of the kind"] if more > 0 else [])])
