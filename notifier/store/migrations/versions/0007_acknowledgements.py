"""what says that an answer came names the reply: one message for each, and not one for each patient"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_OF_WAVE = ("uq_delivery_notice_id_wave_channel", "notice_id, wave, channel")
_OF_REPLY = ("uq_delivery_notice_id_wave_channel_acknowledges", "notice_id, wave, channel, acknowledges")


def upgrade() -> None:
    """Go up."""
    op.add_column("delivery", sa.Column("acknowledges", sa.Integer(), nullable=False, server_default="0"))
    _replace(_OF_WAVE, _OF_REPLY)


def downgrade() -> None:
    """Go down again. Where a patient had several such messages, nothing forbids it: a rule would refuse them."""
    counted = sa.text("SELECT count(*) FROM delivery GROUP BY notice_id, wave, channel HAVING count(*) > 1")
    has_several = op.get_bind().execute(counted).first() is not None
    _replace(_OF_REPLY, None if has_several else _OF_WAVE)
    op.drop_column("delivery", "acknowledges")


def _replace(was: tuple[str, str], becomes: tuple[str, str] | None) -> None:
    if op.get_bind().dialect.name == "sqlite":
        _rebuild(was, becomes)
        return
    op.execute(f"ALTER TABLE delivery DROP CONSTRAINT IF EXISTS {was[0]}")
    if becomes is not None:
        op.execute(f"ALTER TABLE delivery ADD CONSTRAINT {becomes[0]} UNIQUE ({becomes[1]})")


def _rebuild(was: tuple[str, str], becomes: tuple[str, str] | None) -> None:
    """SQLite cannot alter a rule: the table is made anew and filled (foreign keys are off, see Database.migrate)."""
    connection = op.get_bind()
    there = "SELECT sql FROM sqlite_master WHERE tbl_name = 'delivery' AND sql IS NOT NULL AND type = "
    table = connection.exec_driver_sql(f"{there}'table'").scalar_one()
    indexes = connection.exec_driver_sql(f"{there}'index'").scalars().all()
    old, new = _rule(was), _rule(becomes) if becomes else ""
    body = table[table.index("(") :].replace(old, "")  # there may be none: see the way down
    body = f"{body.rstrip().removesuffix(')').rstrip()}{new}\n)"
    connection.exec_driver_sql(f"CREATE TABLE new_delivery {body}")
    connection.exec_driver_sql("INSERT INTO new_delivery SELECT * FROM delivery")
    connection.exec_driver_sql("DROP TABLE delivery")
    connection.exec_driver_sql("ALTER TABLE new_delivery RENAME TO delivery")
    for index in indexes:
        connection.exec_driver_sql(index)


def _rule(rule: tuple[str, str]) -> str:
    return f", \n\tCONSTRAINT {rule[0]} UNIQUE ({rule[1]})"
