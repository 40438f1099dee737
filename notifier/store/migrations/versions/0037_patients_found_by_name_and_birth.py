"""what the desk finds patients by: their names, their date of birth and their postcode"""

from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

_FOUND_BY = ("name_key", "date_of_birth", "postcode")


def upgrade() -> None:
    """Go up."""
    for column in _FOUND_BY:
        op.create_index(op.f(f"ix_patient_practice_id_{column}"), "patient", ["practice_id", column])


def downgrade() -> None:
    """Go down again."""
    for column in _FOUND_BY:
        op.drop_index(op.f(f"ix_patient_practice_id_{column}"), "patient")
