"""How a patient is named in what they read."""

from dataclasses import replace

import pytest

from notifier.messages.addressee import Addressee
from tests.notifier.messages.test_rendering import ADA, email, letter, sms


def named(title: str, given_name: str, family_name: str) -> Addressee:
    return replace(ADA, title=title, given_name=given_name, family_name=family_name)


@pytest.mark.parametrize(
    ("recorded", "name", "salutation"),
    [
        (("MR", "JOHN", "MCDONALD"), "Mr John McDonald", "Dear Mr McDonald"),
        (("MRS", "MARY-ANN", "VAN DER BERG"), "Mrs Mary-Ann van der Berg", "Dear Mrs van der Berg"),
        (("ms", "jane", "smith"), "Ms Jane Smith", "Dear Ms Smith"),
        (("Mr", "John (aka Jack)", "Smith *CARER*"), "Mr John Smith", "Dear Mr Smith"),
        (("Rev. Dr.", "A.", "St. John-Smythe"), "Rev. Dr. A. St. John-Smythe", "Dear Rev. Dr. St. John-Smythe"),
        (("Mr", "\u202eevil", "Zero\u200bWidth"), "Mr Evil ZeroWidth", "Dear Mr ZeroWidth"),
        (("Mr", "Jo \U0001f600", "Smiley"), "Mr Jo Smiley", "Dear Mr Smiley"),
        (("", "JANE", "O'BRIEN"), "Jane O'Brien", "Dear Jane O'Brien"),
    ],
)
def test_every_channel_names_them_as_people_do(recorded: tuple[str, str, str], name: str, salutation: str) -> None:
    to = named(*recorded)
    message, words = letter(to)
    assert message.to.splitlines()[0] == name
    assert salutation in words
    assert email(to).text.startswith(f"{salutation},")
    assert salutation.replace("'", "&#39;") in email(to).html
    assert (to.salutation, to.full_name) == (salutation, name)


def test_a_text_carries_none_of_it_either() -> None:
    to = replace(named("Mr", "Ann\u200bna", "\u202eevil"), guardian=True)
    assert to.salutation == "Dear parent or guardian of Annna Evil"
    assert not {"\u200b", "\u202e"} & set(sms(to).body)
