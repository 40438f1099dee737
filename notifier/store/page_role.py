"""The rights of the patient's page where it runs as a process of its own, under its own role on PostgreSQL.

Whoever breaks into that process finds fingerprints, check values, the published pages and what replies say, and no
name, number or address; what it writes it can neither change nor remove. `MAY` is the whole list.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, text


@dataclass(frozen=True, slots=True)
class Columns:
    """What may be done with a table: the columns that may be read, and those that a new row may be given."""

    select: tuple[str, ...] = ()
    insert: tuple[str, ...] = ()


_LINK = ("notice_id", "campaign_id", "fingerprint", "check_value", "deadline_on", "language", "for_guardian")
_PAGE = ("id", "campaign_id", "language", "version", "words", "published_at")
_TOLD = ("reference", "notice_id", "choice", "source", "received_at", "doubt", "answered_by", "extent")
# Nobody poses as staff there, and no reply is settled: the workers settle each, which tells the audit chain of it.
MAY: Mapping[str, Columns] = {
    "link": Columns(select=_LINK),
    "withdrawn_link": Columns(select=("fingerprint", "campaign_id")),
    "published_page": Columns(select=_PAGE),
    "reply": Columns(
        select=("id", *_TOLD, "recorded_by"),
        insert=(*_TOLD, "recorded_at", "note", "sitting"),
    ),
    # Who somebody says they are is written here and never read again.
    "reply_contact": Columns(insert=("reply_id", "name", "contact", "date_of_birth")),
    # Every process looks whether the tables are those that it works with.
    "alembic_version": Columns(select=("version_num",)),
}
SEQUENCES = ("reply_id_seq",)  # what numbers new replies: USAGE
_SHOWN = 3  # of many rights that are wrong


@dataclass(frozen=True, order=True, slots=True)
class Right:
    """One right to one thing; `column` is empty for a whole table, a sequence or the schema."""

    privilege: str
    relation: str
    column: str = ""

    def __str__(self) -> str:
        return f"{self.privilege} {self.relation}{'.' if self.column else ''}{self.column}"


LISTED = frozenset(
    [
        *(Right("SELECT", table, column) for table, columns in MAY.items() for column in columns.select),
        *(Right("INSERT", table, column) for table, columns in MAY.items() for column in columns.insert),
        *(Right("USAGE", sequence) for sequence in SEQUENCES),
    ]
)

# Tables, views and sequences beside ours, but for what an extension brought.
RELATIONS = """
    SELECT c.oid, c.relname, c.relkind, c.relowner FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND NOT EXISTS (
        SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
"""
# What a role may do by whatever way: granted to it, to a role that it is a member of, or to everybody.
_HELD = text(f"""
    WITH relation AS ({RELATIONS}), role AS (SELECT coalesce(CAST(:role AS name), current_user) AS name)
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
    UNION ALL SELECT 'CREATE', current_schema(), ''
    FROM role WHERE has_schema_privilege(role.name, current_schema(), 'CREATE')
""")  # noqa: S608 - no value in it
_POWERS = text("""
    SELECT r.rolsuper OR r.rolcreaterole OR r.rolcreatedb OR r.rolreplication OR r.rolbypassrls AS commands,
        EXISTS (SELECT FROM pg_auth_members m WHERE m.member = r.oid) AS is_member,
        EXISTS (SELECT FROM pg_shdepend d WHERE d.refclassid = 'pg_authid'::regclass AND d.refobjid = r.oid
            AND d.deptype = 'o') AS owns
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
    found = connection.execute(_POWERS, {"role": role}).one()
    said = {
        "is a superuser, or may make roles or databases or copy them": found.commands,
        "is a member of another role": found.is_member,
        "owns tables, or a database": found.owns,
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
