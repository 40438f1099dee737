"""What to do about a refused row. The longest beginning of the reason that is listed decides."""

_AND_EXPORT = "in the clinical system, and export the list again."
_REMEDIES = {
    "NHS number missing": f"Complete the patient's NHS number {_AND_EXPORT}",
    "NHS number mangled": "A spreadsheet shortened the number and its last digits are lost. "
    "Export the list again and import it without opening it in a spreadsheet.",
    "NHS number": f"Correct the NHS number {_AND_EXPORT}",
    "date of birth with a two-digit year": "The century cannot be known. Export the list again with four-digit years.",
    "date of birth": f"Correct the date of birth {_AND_EXPORT}",
    "surname missing": f"Complete the surname {_AND_EXPORT} Of somebody who has one name only, it is the surname.",
    "one NHS number": "Find out whose number it is, correct the other record, and export the list again. "
    "Neither patient is told or coded until then.",
    "a quotation mark": "Take the quotation mark out of the record, or export the list as an Excel workbook.",
    "codes without a patient": "Let the report repeat the patient in every row (no blank cells below the first), "
    "and export the list again.",
    "more cells": "A cell holds a comma without quotation marks. Export the list as an Excel workbook.",
}
_OTHERWISE = f"Correct the row {_AND_EXPORT}"


def remedy(why: str) -> str:
    """The remedy for a reason."""
    beginnings = [beginning for beginning in _REMEDIES if why.startswith(beginning)]
    return _REMEDIES[max(beginnings, key=len)] if beginnings else _OTHERWISE
