"""Database roles for the patient's page on PostgreSQL, and a world whose page runs under one."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import psycopg
from flask import Flask
from psycopg import sql
from sqlalchemy import make_url

from notifier.store.database import Database
from notifier.store.instance_keys import PAGE_KEY_FILE
from tests.web.world import World


@contextmanager
def new_role(url: str, name: str = "") -> Iterator[str]:
    """The name of a role that is not there yet; whatever was made of it is gone afterwards, on the whole server."""
    name = f"{name or 'door'}_{secrets.token_hex(4)}"
    yield name
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as owner:
        if owner.execute("SELECT FROM pg_roles WHERE rolname = %s", [name]).fetchone():
            for statement in ("DROP OWNED BY {}", "DROP ROLE {}"):
                owner.execute(sql.SQL(statement).format(sql.Identifier(name)))


def url_of(url: str, role: str) -> str:
    """The address of a database for whoever connects as a role."""
    return make_url(url).set(username=role).render_as_string(hide_password=False)


@dataclass(kw_only=True)
class WorldWithDoor(World):
    """A world whose patient's page runs by itself, with its own rights and keys alone."""

    door_database: Database
    door_folder: Path

    @classmethod
    def of(cls, world: World, door_database: Database, folder: Path) -> "WorldWithDoor":
        """The same world, whose page has this database and a new folder."""
        folder.mkdir()
        (folder / PAGE_KEY_FILE).write_text(world.keys.door.hex(), encoding="ascii")
        return cls(**vars(world), door_database=door_database, door_folder=folder)

    def app(self, *_doors: str, limited: bool = False) -> Flask:
        """The patient's door, whichever were asked for."""
        settings = self.settings.model_copy(update={"instance": self.door_folder})
        return World.app(replace(self, settings=settings, database=self.door_database), "patient", limited=limited)
