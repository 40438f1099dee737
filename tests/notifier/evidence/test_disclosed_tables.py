"""Whatever table has a way to a patient is disclosed, or says why not."""

from notifier.evidence.disclosed_tables import DISCLOSED, NOT_DISCLOSED
from notifier.store.tables import Base

_POINTING = {"patient_id", "notice_id", "delivery_id", "reply_id", "slip_id", "nhs_number", "mobile", "email_address"}
_POINTING |= {"sent_to", "sender", "address_lines", "date_of_birth"}
_FREE = {"raw", "body", "report", "reading", "details", "samples"}  # columns that could hold anything of a patient
# What points at a patient by nothing that a table says, and what holds words of our own only.
_OF_NOBODY = {
    "audit_event": "its sentences are a section of their own",
    "campaign_edition": "what was edited of a campaign",
    "campaign_text": "the words that were sent are disclosed with what was sent",
}


def with_a_way_to_a_patient() -> set[str]:
    """Tables with such a column, and all that point at one of these, however far."""
    tables = Base.metadata.tables
    found = {name for name, table in tables.items() if (_POINTING | _FREE) & set(table.columns.keys())}
    found |= {"patient"}
    while more := {
        name
        for name, table in tables.items()
        if name not in found and any(key.column.table.name in found - _LISTS for key in table.foreign_keys)
    }:
        found |= more
    return found


_LISTS = {"patient_list", "list_upload", "preview", "job", "campaign_text", "campaign_edition", "audit_event"}


def test_every_table_with_a_way_to_a_patient_is_disclosed_or_says_why_not() -> None:
    shown = {kind.table.__tablename__ for kind in DISCLOSED}
    assert not with_a_way_to_a_patient() - shown - NOT_DISCLOSED.keys() - _OF_NOBODY.keys()


def test_a_table_that_nobody_thought_of_is_found() -> None:
    found = with_a_way_to_a_patient()
    assert {"patient_preview_picture", "review", "withdrawn_link", "webhook_call", "sealed_fact"} <= found
    assert not {"campaign", "practice", "staff", "time_stamp"} & found


def test_no_table_is_both_shown_and_not_or_is_gone() -> None:
    shown = [kind.table.__tablename__ for kind in DISCLOSED]
    assert len(shown) == len(set(shown))
    assert not set(shown) & NOT_DISCLOSED.keys()
    assert NOT_DISCLOSED.keys() <= Base.metadata.tables.keys()


def test_what_is_left_out_is_a_column_with_a_reason() -> None:
    for kind in DISCLOSED:
        columns = Base.metadata.tables[kind.table.__tablename__].columns.keys()
        assert kind.left_out.keys() <= set(columns), kind.table.__tablename__
        assert all(kind.left_out.values())
        assert kind.heading
        assert kind.explained.endswith(".")
