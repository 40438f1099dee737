"""The page of audit actions: what the chain can say, and which details each event may carry."""

from docs.generator.markdown import code, page, sentence, table
from notifier.store.audit_actions import AuditAction

OPENING = """
What the audit chain can say that somebody did. An event has the word of its action, when, by whom (nobody, where the
program or a patient did it), of which campaign, and the details named here: ids, counts, hashes and words of our own,
never a name, number or address, for the chain outlives the patients' rows. A word never changes, for events are hashed
as they stand. `notifier audit verify` checks the chain.
"""


def audit_page() -> str:
    rows = (
        (code(action.value), sentence(action.sentence), ", ".join(code(name) for name in sorted(action.details)))
        for action in AuditAction
    )
    return page("Audit actions", OPENING, table(("action", "it says", "details"), rows))
