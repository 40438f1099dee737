"""The role of the patient's page may do what is on its list, and is refused everything else, on every table."""

import time
from collections.abc import Iterator
from itertools import product
from typing import Any

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import text

from notifier.errors import NotAllowed, SettingsFault
from notifier.store import page_role, page_role_grants
from notifier.store.database import Database
from notifier.store.page_role import LISTED, Right
from notifier.store.tables import Base
from notifier.worker import page_health
from tests.opened_databases import opened
from tests.page_roles import new_role, url_of

# Each is tried on no row: the rights are looked at all the same.
BY_COLUMN = {
    "SELECT": "SELECT {column} FROM {table} WHERE false",
    "INSERT": "INSERT INTO {table} ({column}) SELECT NULL WHERE false",
    "UPDATE": "UPDATE {table} SET {column} = NULL WHERE false",
}
BY_TABLE = {
    "DELETE": "DELETE FROM {table} WHERE false",
    "TRUNCATE": "TRUNCATE {table}",
    "TRIGGER": "CREATE TRIGGER own BEFORE UPDATE ON {table} EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    "ALTER": "ALTER TABLE {table} ADD COLUMN more integer",
}
BY_SEQUENCE = {
    "USAGE": "SELECT nextval({name})",
    "SELECT": "SELECT last_value FROM {table}",
    "UPDATE": "SELECT setval({name}, 1)",
}
RELATIONS = """
    SELECT relname, relkind, array_agg(attname::text) FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid
    WHERE relkind IN ('r', 'S') AND relnamespace = 'public'::regnamespace AND attnum > 0 AND NOT attisdropped
    GROUP BY relname, relkind
"""
OWN_FUNCTIONS = "SELECT proname, pronargs FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef"
ELSEWHERE = (
    "CREATE TABLE own (id integer)",
    "CREATE ROLE other",
    "CREATE SCHEMA own",
    "SET ROLE postgres",
    "COPY link TO PROGRAM 'true'",
    "COPY published_page TO '/dev/null'",
    "SELECT pg_read_file('PG_VERSION')",
    "SELECT rolpassword FROM pg_authid",
    "SELECT * FROM patient",
    "SELECT * FROM reply",
    "SELECT fingerprint FROM link",
    "SELECT check_value FROM link",
    "SELECT fingerprint FROM withdrawn_link",
    "INSERT INTO reply (notice_id, choice) VALUES (1, 'agree')",
    "SELECT count(*) FROM patient",
    "SELECT count(*) FROM reply_contact",
    "SELECT EXISTS (SELECT FROM notice)",
    "SELECT reference FROM reply FOR UPDATE",
    "INSERT INTO reply_contact (reply_id) SELECT NULL WHERE false RETURNING reply_id",
    "CREATE OR REPLACE FUNCTION page_knows(given bytea) RETURNS boolean LANGUAGE sql AS 'SELECT true'",
)


@pytest.fixture
def owner(postgresql_url: str) -> Iterator[Database]:
    """The tables, opened by whoever owns them; the workers' queue is beside them."""
    for database in opened(postgresql_url):
        with psycopg.connect(postgresql_url, autocommit=True) as connection:
            connection.execute("CREATE TABLE huey_task (id bigserial PRIMARY KEY, data bytea NOT NULL)")
        yield database


@pytest.fixture
def role(postgresql_url: str) -> Iterator[str]:
    """A role's name, for the test to make."""
    with new_role(postgresql_url) as name:
        yield name


def test_what_is_listed_is_all_that_the_role_can_do(owner: Database, role: str, postgresql_url: str) -> None:
    page_role_grants.grant_rights(owner, role, "secret")
    with psycopg.connect(url_of(postgresql_url, role), autocommit=True) as connection:
        allowed = {right for right, statement in _tries(connection) if _may(connection, statement)}
        assert not [statement for statement in ELSEWHERE if _may(connection, sql.SQL(statement))]
    assert allowed == LISTED


def test_granting_again_takes_away_what_was_added_to_it_or_to_everybody(owner: Database, role: str) -> None:
    page_role_grants.grant_rights(owner, role, "secret")
    added = (
        *(
            "GRANT SELECT ON patient TO PUBLIC",
            f"GRANT ALL ON notice TO {role}",
            "GRANT CREATE ON SCHEMA public TO PUBLIC",
        ),
        *(f"GRANT UPDATE (settled_at) ON reply TO {role}", "GRANT USAGE ON patient_id_seq TO PUBLIC"),
        f"REVOKE EXECUTE ON FUNCTION page_append FROM {role}",
        "CREATE FUNCTION leak() RETURNS bigint LANGUAGE sql SECURITY DEFINER AS 'SELECT count(*) FROM patient'",
    )
    with owner.engine.begin() as connection:
        for statement in added:
            connection.exec_driver_sql(statement)
        found = set(page_role.excess(connection, role))
    assert {"may SELECT patient.date_of_birth", "may UPDATE reply.settled_at", "may CREATE public"} <= found
    assert {"may DELETE notice", "may USAGE patient_id_seq", "may EXECUTE leak"} <= found
    page_role_grants.grant_rights(owner, role)
    with owner.engine.connect() as connection:
        assert page_role.excess(connection, role) == []
        assert page_role.held(connection, role) == LISTED


def test_a_role_with_powers_that_no_list_takes_away_is_refused_whole(owner: Database, role: str) -> None:
    powers = {
        "superuser": ("ALTER ROLE {} SUPERUSER", "ALTER ROLE {} NOSUPERUSER"),
        "copy them": ("ALTER ROLE {} REPLICATION", "ALTER ROLE {} NOREPLICATION"),
        "member": ("GRANT pg_read_all_data TO {}", "REVOKE pg_read_all_data FROM {}"),
        "owns": ("ALTER TABLE review OWNER TO {}", "ALTER TABLE review OWNER TO postgres"),
    }
    _run(owner, f"CREATE ROLE {role} LOGIN")
    for word, (give, take) in powers.items():
        _run(owner, give.format(role))
        with pytest.raises(NotAllowed, match=word):
            page_role_grants.grant_rights(owner, role)
        _run(owner, take.format(role))
    with owner.engine.connect() as connection:
        assert not page_role.held(connection, role)


def test_the_role_waits_before_each_link_and_on_few_connections(
    owner: Database, role: str, postgresql_url: str
) -> None:
    """So that whoever has it tries a few thousand codes a second, and not what the server could answer."""
    page_role_grants.grant_rights(owner, role, "secret")
    with psycopg.connect(url_of(postgresql_url, role), autocommit=True) as connection:
        for name in ("page_link", "page_knows"):
            began = time.perf_counter()
            many = "SELECT count(*) FROM generate_series(1, 50) AS one, {}(sha256(one::text::bytea))"
            connection.execute(sql.SQL(many).format(sql.Identifier(name)))
            assert time.perf_counter() - began >= 0.1
    _run(owner, f"ALTER ROLE {role} CONNECTION LIMIT -1")
    with owner.engine.connect() as connection:
        assert page_role.excess(connection, role) == ["may have more than 50 connections"]
    page_role_grants.grant_rights(owner, role)
    with owner.engine.connect() as connection:
        assert page_role.excess(connection, role) == []


def test_a_role_that_is_not_there_is_made_only_with_a_password(owner: Database, role: str) -> None:
    with pytest.raises(NotAllowed, match=f'CREATE ROLE "{role}" LOGIN CONNECTION LIMIT 50 PASSWORD'):
        page_role_grants.grant_rights(owner, role)
    page_role_grants.grant_rights(owner, role, "first")
    kept = _password_of(owner, role)
    page_role_grants.grant_rights(owner, role, "second")
    assert kept != _password_of(owner, role)
    assert "second" not in _password_of(owner, role)
    assert _password_of(owner, role).startswith("SCRAM-SHA-256$")


@pytest.mark.parametrize("odd", ['a "quoted" one', "percent %s %(x)s :name", "x; DROP TABLE patient --"])
def test_a_roles_name_is_a_name_whatever_it_looks_like(owner: Database, postgresql_url: str, odd: str) -> None:
    with new_role(postgresql_url, odd) as role:
        page_role_grants.grant_rights(owner, role, 'it\'s "secret" %s')
        with owner.engine.connect() as connection:
            assert page_role.held(connection, role) == LISTED


def test_only_the_owner_of_the_tables_grants(owner: Database, role: str, postgresql_url: str) -> None:
    with pytest.raises(NotAllowed, match="database_url itself"):
        page_role_grants.grant_rights(owner, "postgres", "secret")
    page_role_grants.grant_rights(owner, role, "secret")
    _run(owner, f"ALTER ROLE {role} CREATEROLE")
    for stranger in opened(url_of(postgresql_url, role)):
        with new_role(postgresql_url) as other, pytest.raises(NotAllowed, match="use the tables' owner"):
            page_role_grants.grant_rights(stranger, other, "secret")
        _run(owner, f"ALTER ROLE {role} NOCREATEROLE")
        with pytest.raises(NotAllowed, match="an administrator may"):
            page_role_grants.grant_rights(stranger, "never_made", "secret")


def test_sqlite_has_no_roles(sqlite_database: Database) -> None:
    with pytest.raises(SettingsFault, match="needs PostgreSQL"):
        page_role_grants.grant_rights(sqlite_database, "door", "secret")
    assert page_health.examine_page(sqlite_database).as_json() == {"status": "ok", "database": "reachable"}


def test_the_doors_health_tells_missing_rights_from_a_missing_database(
    owner: Database, role: str, postgresql_url: str
) -> None:
    page_role_grants.grant_rights(owner, role, "secret")
    for database in opened(url_of(postgresql_url, role)):
        assert page_health.examine_page(database).as_json() == {"status": "ok", "database": "reachable"}
        _run(owner, f"REVOKE EXECUTE ON FUNCTION page_append FROM {role}")
        assert page_health.examine_page(database).as_json() == {"status": "failing", "database": "refuses"}
    away = Database.open("postgresql://door@127.0.0.1:1/nothing?connect_timeout=1")
    assert page_health.examine_page(away).as_json() == {"status": "failing", "database": "unreachable"}
    away.close()


def _tries(connection: psycopg.Connection[Any]) -> Iterator[tuple[Right, sql.Composed]]:
    """Every right there is, to every column, table, sequence and function beside ours, with what needs it."""
    found = connection.execute(RELATIONS).fetchall()
    assert {*Base.metadata.tables, "alembic_version", "huey_task"} <= {row[0] for row in found}
    for relation, kind, columns in found:
        words = {"table": sql.Identifier(relation), "name": sql.Literal(relation)}
        for privilege, statement in (BY_SEQUENCE if kind == "S" else BY_TABLE).items():
            yield Right(privilege, relation), sql.SQL(statement).format(**words)
        for column, (privilege, statement) in product(columns if kind == "r" else (), BY_COLUMN.items()):
            yield Right(privilege, relation, column), sql.SQL(statement).format(**words, column=sql.Identifier(column))

    for name, parameters in connection.execute(OWN_FUNCTIONS).fetchall():
        given = sql.SQL(", ").join([sql.NULL] * parameters)
        yield Right("EXECUTE", name), sql.SQL("SELECT {}({})").format(sql.Identifier(name), given)


def _may(connection: psycopg.Connection[Any], statement: sql.SQL | sql.Composed) -> bool:
    try:
        connection.execute(statement)
    except psycopg.errors.InsufficientPrivilege:
        return False
    return True


def _run(database: Database, statement: str) -> None:
    with database.engine.begin() as connection:
        connection.exec_driver_sql(statement)


def _password_of(owner: Database, role: str) -> str:
    with owner.engine.connect() as connection:
        query = text("SELECT rolpassword FROM pg_authid WHERE rolname = :role")
        kept: str = connection.execute(query, {"role": role}).scalar_one()
        return kept
