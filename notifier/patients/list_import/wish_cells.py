"""The cells that say how somebody wants to be reached, or not. A list may have several columns for each."""

from collections.abc import Sequence

from notifier.patients.list_import.columns import ColumnMap
from notifier.patients.list_import.entries import Entry
from notifier.patients.list_import.flags import is_refused, is_yes, refused_by_preference

NOT_UNDERSTOOD = "answer not understood: taken as declined"


class WishReader:
    """Reads the consents, dissents and preferences of the rows of one list."""

    def __init__(self, columns: ColumnMap) -> None:
        self._headings = columns.headings
        both = columns.every("contact_consent"), columns.every("contact_dissent")
        self._sms = columns.every("sms_consent") + both[0], columns.every("sms_dissent") + both[1]
        self._email = columns.every("email_consent") + both[0], columns.every("email_dissent") + both[1]
        self._preferences = columns.every("contact_preference")

    def read(self, cells: Sequence[str], entry: Entry) -> None:
        """Note in the entry what the row, in `cells`, says; an answer that nobody understands is a no."""
        entry.sms_declined |= self._declines(cells, entry, *self._sms)
        entry.email_declined |= self._declines(cells, entry, *self._email)
        for column in self._preferences:
            if text := cells[column]:
                refused = refused_by_preference(text)
                if refused is None:
                    entry.remark(self._headings[column], NOT_UNDERSTOOD, text)
                sms, email = refused or (True, True)
                entry.sms_declined |= sms
                entry.email_declined |= email

    def _declines(self, cells: Sequence[str], entry: Entry, allows: Sequence[int], forbids: Sequence[int]) -> bool:
        """Whether a column that allows it says no, or one that forbids it yes."""
        declines = False
        for column in (*allows, *forbids):
            if text := cells[column]:
                answer = is_refused(text) if column in allows else is_yes(text)
                declines |= answer is not False
                if answer is None:
                    entry.remark(self._headings[column], NOT_UNDERSTOOD, text)
        return declines
