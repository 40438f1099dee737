"""when a patient, a change of one and a claim came to be known, and numbers that were given to somebody else"""

from functools import partial

import sqlalchemy as sa
from alembic import op

from notifier.store.rebuilt_tables import rebuild_table
from notifier.store.tables.declarative import UtcDateTime

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_MOMENT = UtcDateTime(timezone=True)
_ONE_PATIENT = "CONSTRAINT uq_patient_practice_id_nhs_number UNIQUE (practice_id, nhs_number)"
_IN_USE = "uq_patient_number_in_use"
_PATIENT_KNOWN = "(SELECT imported_at FROM patient_list WHERE patient_list.id = patient.first_list_id)"
_CHANGE_KNOWN = "(SELECT imported_at FROM patient_list WHERE patient_list.id = patient_change.list_id)"
_IS_NULL = sa.text("replaced_at IS NULL")


def upgrade() -> None:
    """Go up. Until now everything of a patient was known with a list; of a claim, the first that came of it is left."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for table, column, known in (
        ("patient", "known_since", _PATIENT_KNOWN),
        ("patient_change", "changed_at", _CHANGE_KNOWN),
    ):
        op.add_column(table, sa.Column(column, _MOMENT, nullable=True))
        op.execute(f"UPDATE {table} SET {column} = {known}")  # noqa: S608 - names of ours
        if is_sqlite:
            rebuild_table(op.get_bind(), table, partial(_required, column))
        else:
            op.alter_column(table, column, nullable=False)
    op.add_column("patient", sa.Column("replaced_at", _MOMENT, nullable=True))
    if is_sqlite:
        rebuild_table(op.get_bind(), "patient", lambda body: _without(body, _ONE_PATIENT))
    else:
        op.drop_constraint(op.f("uq_patient_practice_id_nhs_number"), "patient")
    op.create_index(
        _IN_USE,
        "patient",
        ["practice_id", "nhs_number"],
        unique=True,
        sqlite_where=_IS_NULL,
        postgresql_where=_IS_NULL,
    )
    op.add_column("delivery", sa.Column("claimed_at", _MOMENT, nullable=True))
    op.execute("UPDATE delivery SET claimed_at = coalesce(accepted_at, unknown_at, ended_at) WHERE attempts > 0")


def downgrade() -> None:
    """Go down again. Whose number was given to somebody else cannot be kept beside them: there must be nobody."""
    if op.get_bind().execute(sa.text("SELECT count(*) FROM patient WHERE replaced_at IS NOT NULL")).scalar_one():
        raise RuntimeError("an NHS number was given to somebody else, which earlier tables cannot hold: keep these")
    op.drop_column("delivery", "claimed_at")
    op.drop_index(_IN_USE, "patient")
    if op.get_bind().dialect.name == "sqlite":
        rebuild_table(op.get_bind(), "patient", lambda body: f"{body[:-1].rstrip()}, {_ONE_PATIENT})")
    else:
        op.create_unique_constraint(op.f("uq_patient_practice_id_nhs_number"), "patient", ["practice_id", "nhs_number"])
    op.drop_column("patient", "replaced_at")
    op.drop_column("patient", "known_since")
    op.drop_column("patient_change", "changed_at")


def _required(column: str, body: str) -> str:
    return body.replace(f"{column} DATETIME", f"{column} DATETIME NOT NULL")


def _without(body: str, constraint: str) -> str:
    before, _, after = body.partition(constraint)
    return before.rstrip().removesuffix(",") + after.lstrip()
