"""A row says which columns it has: nothing of type Any goes from the function that selected it to another.

A row of a query that leaves the function is a named tuple, or a dataclass of ours, made where it is selected. `Any` is
for what others make: JSON, the objects of libraries without types, what is passed through to a framework.
"""

import ast
from collections.abc import Iterator

import pytest

from tests.house.program import ALONE, PRODUCT, modules, place, tree

_JSON = "values of JSON or TOML, which have no columns"
_FRAMEWORK = "arguments that go through to a framework as they are"
_FOREIGN = "objects of a library that has no types for them"
_OWN_SETTINGS = "a provider's own settings, of a class that only the provider knows"

# The modules that say Any, each with what it is there.
MAY_SAY_ANY = {
    "notifier/backup/table_rows.py": "values of columns of every type, as JSON has them",
    "notifier/campaigns/approved_versions.py": _JSON,
    "notifier/campaigns/launch_checks.py": "columns of the approval, as it is written",
    "notifier/campaigns/launches.py": _JSON,
    "notifier/campaigns/lifecycle.py": _JSON,
    "notifier/campaigns/presets.py": _JSON,
    "notifier/campaigns/published_pages.py": _JSON,
    "notifier/cli/campaign_commands.py": _JSON,
    "notifier/cli/lazy_command.py": "a module that is loaded by its name",
    "notifier/cli/letter_commands.py": _FRAMEWORK,
    "notifier/cli/list_commands.py": _JSON,
    "notifier/cli/program.py": _FRAMEWORK,
    "notifier/cli/rehearsal_commands.py": _JSON,
    "notifier/cli/reply_commands.py": _FRAMEWORK,
    "notifier/delivery/receipts.py": _JSON,
    "notifier/evidence/pack.py": _JSON,
    "notifier/outcomes/campaign_view.py": _JSON,
    "notifier/outcomes/earlier_deliveries.py": _JSON,
    "notifier/outcomes/export.py": _JSON,
    "notifier/outcomes/facts.py": _JSON,
    "notifier/outcomes/kept_figures.py": _JSON,
    "notifier/outcomes/progress.py": _JSON,
    "notifier/outcomes/transfer_letters.py": "values of a template, of whatever class it prints",
    "notifier/patients/import_guards.py": _JSON,
    "notifier/patients/list_comparison.py": _JSON,
    "notifier/patients/list_import/report.py": _JSON,
    "notifier/patients/list_upload.py": _JSON,
    "notifier/patients/matters.py": _JSON,
    "notifier/patients/patient_history.py": _JSON,
    "notifier/patients/patient_records.py": _JSON,
    "notifier/patients/samples/sample_patient.py": _JSON,
    "notifier/patients/upload_report.py": _JSON,
    "notifier/pdf/layout.py": _FOREIGN,
    "notifier/pdf/tagging.py": _FOREIGN,
    "notifier/pdf/text_template.py": "values of a template, of whatever class it prints",
    "notifier/practice/jobs.py": _JSON,
    "notifier/practice/practice_details.py": "what each field is read as, of its own type",
    "notifier/practice/repeated_calls.py": _JSON,
    "notifier/preview/kit/contents.py": _JSON,
    "notifier/preview/preview.py": _JSON,
    "notifier/preview/rehearsal/stored.py": _JSON,
    "notifier/preview/shown_preview.py": _JSON,
    "notifier/print_runs/manifest.py": _JSON,
    "notifier/print_runs/runs.py": "details of an audit event: JSON",
    "notifier/providers/base.py": _JSON,
    "notifier/providers/http_pool.py": _FRAMEWORK,
    "notifier/providers/incoming.py": _JSON,
    "notifier/providers/outbox.py": _JSON,
    "notifier/providers/plugin.py": _OWN_SETTINGS,
    "notifier/providers/registry.py": _OWN_SETTINGS,
    "notifier/providers/sendgrid_email/asking.py": _FOREIGN,
    "notifier/providers/sendgrid_email/batches.py": _JSON,
    "notifier/providers/sendgrid_email/sendgrid_http.py": _FRAMEWORK,
    "notifier/providers/sendgrid_email/webhooks.py": _JSON,
    "notifier/providers/twilio_sms/lookup.py": _JSON,
    "notifier/providers/twilio_sms/message_list.py": _FOREIGN,
    "notifier/providers/twilio_sms/twilio_http.py": _FRAMEWORK,
    "notifier/providers/twilio_sms/webhooks.py": _JSON,
    "notifier/setting_sources.py": "what a file or the environment says before it is checked",
    "notifier/settings.py": "what a file or the environment says before it is checked",
    "notifier/store/audit.py": "details of an audit event: JSON",
    "notifier/store/database.py": _FOREIGN,
    "notifier/store/page_role_grants.py": "psycopg's connection, of which no row is read",
    "notifier/store/tables/audit_tables.py": _JSON,
    "notifier/store/tables/campaign_tables.py": _JSON,
    "notifier/store/tables/closing_tables.py": _JSON,
    "notifier/store/tables/declarative.py": _JSON,
    "notifier/store/tables/delivery_tables.py": _JSON,
    "notifier/store/tables/desk_tables.py": _JSON,
    "notifier/store/tables/forgetting_tables.py": _JSON,
    "notifier/store/tables/job_tables.py": _JSON,
    "notifier/store/tables/kept_view_tables.py": _JSON,
    "notifier/store/tables/patient_tables.py": _JSON,
    "notifier/store/tables/practice_tables.py": _JSON,
    "notifier/store/tables/print_run_tables.py": _JSON,
    "notifier/store/tables/reply_tables.py": _JSON,
    "notifier/store/tables/webhook_tables.py": _JSON,
    "notifier/worker/closing_jobs.py": _JSON,
    "notifier/worker/health.py": _JSON,
    "notifier/worker/job_handlers.py": _JSON,
    "notifier/worker/job_runner.py": _JSON,
    "notifier/worker/job_work.py": _JSON,
    "notifier/worker/letter_jobs.py": _JSON,
    "notifier/worker/list_jobs.py": _JSON,
    "notifier/worker/logs.py": "values of a line of the log, of whatever class they come in",
    "notifier/worker/page_health.py": _JSON,
    "notifier/worker/queue.py": _FOREIGN,
    "web/api/calls.py": _FRAMEWORK,
    "web/api/document.py": _JSON,
    "web/api/fields.py": _FRAMEWORK,
    "web/api/list_operations.py": _JSON,
    "web/api/operations.py": _FRAMEWORK,
    "web/api/paging.py": _JSON,
    "web/api/views.py": _JSON,
    "web/app.py": _FRAMEWORK,
    "web/guards.py": _FRAMEWORK,
    "web/patient/page_cache.py": _JSON,
    "web/patient/page_words.py": _JSON,
    "web/patient/rendered_pages.py": _JSON,
    "web/patient/reply_form.py": _JSON,
    "web/patient/statements.py": _JSON,
    "web/patient/unsent_replies.py": _JSON,
    "web/patient/views.py": _JSON,
    "web/rate_limits.py": _FRAMEWORK,
    "web/sandbox/fault_injection.py": _JSON,
    "web/sandbox/ledger.py": _JSON,
    "web/sandbox/named_scenarios.py": _JSON,
    "web/sandbox/scenario.py": _JSON,
    "web/sandbox/sendgrid_api.py": _JSON,
    "web/sandbox/sendgrid_events.py": _JSON,
    "web/sandbox/sendgrid_lists.py": _JSON,
    "web/sandbox/stand_in.py": _JSON,
    "web/sandbox/twilio_api.py": _JSON,
    "web/server/bodies.py": _FRAMEWORK,
    "web/server/web_server.py": _FRAMEWORK,
    "web/server/wsgi_bridge.py": _FRAMEWORK,
    "web/staff/campaign_pages.py": _FRAMEWORK,
    "web/staff/identity_provider.py": _JSON,
    "web/staff/list_words.py": _JSON,
    "web/staff/made_file_pages.py": _JSON,
}
# Several values of JSON, which are no rows: by the module and the function or class.
SEVERAL = {
    "notifier/campaigns/launches.py page_words": "the words of a page by language",
    "notifier/campaigns/published_pages.py published": "the words of a page by language",
    "notifier/campaigns/published_pages.py words_to_publish": "the words of a page by language",
    "notifier/evidence/pack.py _shown": "a frozen row as a pack has it: JSON",
    "notifier/outcomes/progress.py from_json": "counts as they are kept in a JSON column",
    "notifier/preview/shown_preview.py _people": "patients as a preview keeps them",
    "notifier/print_runs/manifest.py files_as_values": "the files as a table or JSON holds them",
    "notifier/providers/sendgrid_email/asking.py _entries": "what the company listed, not looked at yet",
    "notifier/providers/sendgrid_email/webhooks.py _events": "what the company sent, not looked at yet",
    "notifier/providers/twilio_sms/message_list.py _texts": "texts as the company's library makes them",
    "notifier/store/audit.py verify_events": "events as they stand in an evidence pack",
    "notifier/store/tables/closing_tables.py FrozenSet": "a JSON column",
    "notifier/store/tables/delivery_tables.py Delivery": "a JSON column",
    "notifier/store/tables/patient_tables.py Patient": "a JSON column",
    "notifier/store/tables/print_run_tables.py PrintRun": "a JSON column",
    "notifier/store/tables/reply_tables.py InboundText": "a JSON column",
    "web/api/document.py fields_of_query": "parameters, as OpenAPI writes them",
    "web/api/list_operations.py _row_notes": "what a report says of rows",
    "web/api/views.py _operations": "each operation with its method, which takes what the operation says",
    "web/staff/list_words.py refusals_by_kind": "refusals as the report has them",
    "web/patient/page_cache.py Edition": "the words of a page by language",
    "web/patient/views.py sample_page": "the words of a page by language",
    "web/sandbox/sendgrid_api.py _Mail": "settings of a message, of which the stand-in looks at some",
}

_ROWS = {"Row", "RowMapping", "Result", "MappingResult", "ScalarResult", "Select", "ReturningUpdate"}
_MANY = {"Sequence", "Iterable", "Iterator", "Generator", "Collection", "list", "tuple", "set", "frozenset"}
_MAPS = {"Mapping", "dict", "defaultdict"}
_NAMES = {"row", "rows", "found", "selected", "record", "records"}


def test_any_is_said_only_where_it_comes_from_elsewhere() -> None:
    saying = {place(path) for path in modules(*PRODUCT) if says_any(tree(path))} - {ALONE}
    assert sorted(saying) == sorted(MAY_SAY_ANY)


def test_no_row_is_given_to_others_as_any() -> None:
    ours = [path for path in modules(*PRODUCT) if place(path) != ALONE]
    found = {f"{place(path)} {name}" for path in ours for name in loose_rows(tree(path))}
    assert sorted(found) == sorted(SEVERAL)


@pytest.mark.parametrize(
    "source",
    [
        "def leak(row: Any) -> int: ...",
        "def leak(session, *, found: Any = None): ...",
        "def leak(query: Select[Any]) -> int: ...",
        "def leak() -> Select[*tuple[Any, ...]]: ...",
        "def leak(session) -> Row[Any] | None: ...",
        "def leak(session) -> Sequence[Row[Any]]: ...",
        "def leak(session) -> Iterator[dict[str, Any]]: ...",
        "def leak(rows: Sequence[Any]) -> int: ...",
        "def leak(known: Mapping[str, dict[str, Any]]) -> int: ...",
        "def leak() -> 'list[Any]': ...",
        "class leak:\n    def method(self) -> tuple[Any, ...]: ...\n    files: Sequence[dict[str, Any]]",
    ],
)
def test_a_row_that_is_given_away_as_any_is_noticed(source: str) -> None:
    assert "leak" in set(loose_rows(ast.parse(source)))


@pytest.mark.parametrize(
    "source",
    [
        "def fine(row: _JobRow, raw: Mapping[str, Any], **options: Any) -> dict[str, Any]: ...",
        "def fine(query: Select[int], *arguments: Any) -> Iterator[Contact]: ...",
        "def fine():\n    row: Any = session.execute(query).one()",
    ],
)
def test_what_has_columns_or_is_no_row_is_let_be(source: str) -> None:
    assert not list(loose_rows(ast.parse(source)))


def test_a_module_that_begins_to_say_any_is_noticed() -> None:
    assert says_any(ast.parse("from typing import Any\nWords = Mapping[str, Any]"))
    assert says_any(ast.parse("import typing\ndef leak(row: typing.Any) -> None: ..."))
    assert not says_any(ast.parse("from typing import NamedTuple\nclass Row(NamedTuple): ..."))


def says_any(module: ast.AST) -> bool:
    """Whether a part of a module names Any, an import that is not used left aside."""
    return any(_name(node) == "Any" for node in ast.walk(module))


def loose_rows(module: ast.Module) -> Iterator[str]:
    """The functions and classes of a module that take, return or have rows without columns."""
    for node in ast.walk(module):
        if isinstance(node, ast.ClassDef):
            fields = [statement.annotation for statement in node.body if isinstance(statement, ast.AnnAssign)]
            yield from (node.name for annotation in fields if _is_loose(annotation))
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            given = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
            annotations = [node.returns, *(one.annotation for one in given)]
            is_any = any(one.arg in _NAMES and one.annotation and says_any(one.annotation) for one in given)
            if is_any or any(one is not None and _is_loose(one) for one in annotations):
                yield node.name


def _is_loose(annotation: ast.expr) -> bool:
    if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
        return _is_loose(ast.parse(annotation.value, mode="eval").body)
    for node in ast.walk(annotation):
        if not isinstance(node, ast.Subscript) or not says_any(node.slice):
            continue
        if _name(node.value) in _ROWS | _MANY:
            return True
        # By a key, as the row of each NHS number.
        inner = (_name(one.value) for one in ast.walk(node.slice) if isinstance(one, ast.Subscript))
        if _name(node.value) in _MAPS and not _MAPS.isdisjoint(inner):
            return True
    return False


def _name(node: ast.AST) -> str | None:
    if isinstance(node, ast.Name):
        return node.id
    return node.attr if isinstance(node, ast.Attribute) else None
