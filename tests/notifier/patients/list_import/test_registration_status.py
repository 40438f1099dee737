"""A registration status is "here" only by words that are known to mean it."""

import pytest

from notifier.patients.list_import.registration_status import Standing, read_status


@pytest.mark.parametrize(
    "text",
    [
        *("Registered", "Currently registered", "Fully Registered", "Correctly registered", "Current", "Active"),
        *("Regular", "Permanent", "GMS", "PMS", "Applied", "Alive", "Not deceased", "Registered for GMS", "Yes", "Y"),
        *(
            "Registered - Current",
            "R1 Registered",
            "Medical record sent by FHSA",
            "Record Received",
            "Patient registered",
        ),
        *("Active patient", "General Medical Services (registered)", "12/03/2015", "01-Jan-1990"),
    ],
)
def test_these_are_here(text: str) -> None:
    assert read_status(text) is Standing.HERE


@pytest.mark.parametrize(
    "text",
    [
        *(
            "No longer registered",
            "Unregistered",
            "Registration cancelled",
            "Not currently registered",
            "Not registered",
        ),
        *("Registration ended", "De-registered", "Deregistered", "Off list", "Off-list", "Never registered", "Left"),
        *(
            "Left practice. Still registered",
            "Deducted",
            "Transferred out",
            "Temporary",
            "Temporary resident",
            "Inactive",
        ),
        *(
            "Removed",
            "Moved away",
            "Previously registered",
            "Formerly registered",
            "Ex-patient",
            "Non-registered",
            "No",
        ),
        *("Registration lapsed", "Registration expired", "Registered until 2020 - ended", "Gone away", "Embarkation"),
        *("Registration withdrawn", "Registration closed", "Ceased", "Registration rejected", "Un-registered"),
    ],
)
def test_these_are_not_whatever_else_they_say(text: str) -> None:
    assert read_status(text) is Standing.GONE


@pytest.mark.parametrize("text", ["Deceased", "Died", "Dead", "Death", "D1 Death", "Registered (deceased)", "R.I.P."])
def test_these_have_died(text: str) -> None:
    assert read_status(text) is Standing.DEAD


@pytest.mark.parametrize(
    "text",
    [
        *("FP69", "Short stay", "Pending", "Patient has presented", "Private", "Walk-in patient", "1"),
        *("Registered elsewhere", "Dummy", "Service dependant", "Registered at another practice", "xyz", "Under query"),
    ],
)
def test_whatever_else_it_says_is_a_doubt(text: str) -> None:
    assert read_status(text) is Standing.UNCLEAR
