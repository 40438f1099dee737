"""Patients who got a text and answer it, whether or not anybody is there to take what they say."""

import re
from random import Random

from tests.chaos.processes import StandInDriver

_CODE = re.compile(r"(?:/r/|KEEP )([0-9A-Z]{12})\b")
_UNDER_WAY = ("accepted", "queued", "sending", "sent")


class Texters:
    """Text KEEP and the code that they were sent, each patient once."""

    def __init__(self, stand_in: StandInDriver, chance: Random) -> None:
        self._stand_in, self._chance = stand_in, chance
        self._read = 0  # texts of the stand-in's that were looked at
        self._silent: list[tuple[str, str]] = []  # (number, code) of those who have not answered
        self._known: set[str] = set()  # the codes of everybody who was ever among them
        self.texted = 0
        self.texted_in_vain = 0  # while nobody was there to be told

    def text(self, *, in_vain: bool) -> None:
        """Have one patient answer, if anybody was texted since; `in_vain` when the web is down."""
        if not self._silent:
            self._look()
        if not self._silent:
            return
        number, code = self._silent.pop(self._chance.randrange(len(self._silent)))
        self._stand_in.text_back(number, f"KEEP {code}")
        self.texted += 1
        self.texted_in_vain += in_vain

    def _look(self) -> None:
        """Who was reached since the last look, as far as it is certain what became of their texts."""
        for text in self._stand_in.texts(self._read):
            if text["status"] in _UNDER_WAY:
                return
            self._read += 1
            code = code_in(text["body"])
            if text["status"] == "delivered" and code and code not in self._known:
                self._known.add(code)
                self._silent.append((text["to"], code))


def code_in(body: str) -> str:
    """The code of a link, or after KEEP; empty where there is none."""
    found = _CODE.search(body)
    return found[1] if found else ""
