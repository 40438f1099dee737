"""What the contract's tests send to in place of a company: over HTTP, by SMTP, or nothing where a folder is all.

Which it is, a provider's sample settings say by what they leave blank.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Protocol

from tests.notifier.providers import mail_server
from tests.notifier.providers.mail_server import MailServerAtWork
from tests.notifier.providers.payloads import SampleProvider
from tests.notifier.providers.server import CUT, Answer, LocalServer, closed_port, running

NOBODY = "192.0.2.1"  # an address that is nobody's (RFC 5737), and not on this machine
SAMPLE_PASSWORD = "sample-password-of-nobody"


class StandIn(Protocol):
    """One that answers. `here` fills in the settings with it, `far_away` with a server that is not on this machine."""

    here: Mapping[str, str]
    far_away: Mapping[str, str]
    carries: bool  # whether anything is sent at all, so that an answer can be lost

    def take(self) -> None:
        """Take each message from now on."""

    def lose_answers(self) -> None:
        """Take each message, and break off before it is answered."""

    @property
    def refusals(self) -> Sequence[Callable[[], None]]:
        """Each makes it say no to everything, in another way."""

    @property
    def was_asked(self) -> bool:
        """Whether anybody has connected."""

    def times_asked(self, to: str) -> int:
        """How often a message to that number or address came."""


class HttpStandIn:
    """A company that is asked over HTTP."""

    carries = True

    def __init__(self, server: LocalServer, one: SampleProvider) -> None:
        self._server, self._taken = server, one.taken()
        self.here: Mapping[str, str] = {"server": server.url}
        self.far_away: Mapping[str, str] = {"server": f"http://{NOBODY}:9"}

    def take(self) -> None:
        self._server.answer = self._taken

    def lose_answers(self) -> None:
        self._server.answer = lambda asked: CUT

    @property
    def refusals(self) -> Sequence[Callable[[], None]]:
        return [partial(self._refuse, answer) for answer in (CUT, *map(_status, (401, 404, 500, 503)))]

    @property
    def was_asked(self) -> bool:
        return bool(self._server.asked)

    def times_asked(self, to: str) -> int:
        return sum(to.encode() in asked.body.replace(b"%2B", b"+") for asked in self._server.asked)

    def _refuse(self, answer: Answer) -> None:
        self._server.answer = lambda asked: answer


class MailStandIn:
    """A mail server; nobody answers where its mailbox would be."""

    carries = True

    def __init__(self, server: MailServerAtWork) -> None:
        self._server = server
        closed = closed_port().rpartition(":")[2]
        ours = {"mail_ca_file": str(server.ca_file), "closed_port": closed}
        self.here: Mapping[str, str] = ours | {"mail_host": server.host, "mail_port": str(server.port)}
        self.far_away: Mapping[str, str] = ours | {"mail_host": NOBODY, "mail_port": "9"}

    def take(self) -> None:
        self._server.answer = lambda step, to: None

    def lose_answers(self) -> None:
        self._server.answer = lambda step, to: mail_server.CUT if step == "CONTENT" else None

    @property
    def refusals(self) -> Sequence[Callable[[], None]]:
        return [
            lambda: self._server.says("EHLO", mail_server.CUT),
            lambda: self._server.says("AUTH", "535 5.7.8 no"),
            lambda: self._server.says("MAIL", "550 5.7.60 not as that"),
            lambda: self._server.says("EHLO", "554 5.7.1 go away"),
        ]

    @property
    def was_asked(self) -> bool:
        return bool(self._server.connections)

    def times_asked(self, to: str) -> int:
        return self._server.count(to)


class NoStandIn:
    """For a provider that is a folder of this computer."""

    carries = False
    here: Mapping[str, str] = {}
    far_away: Mapping[str, str] = {}
    was_asked = False
    refusals: Sequence[Callable[[], None]] = (lambda: None,)

    def take(self) -> None:
        """Nothing."""

    def lose_answers(self) -> None:
        """Nothing."""

    def times_asked(self, to: str) -> int:
        return 0


def _status(http_status: int) -> Answer:
    return Answer(http_status, {})


@contextmanager
def stand_in_for(one: SampleProvider, folder: Path) -> Iterator[StandIn]:
    """What the provider's sample settings ask for."""
    if "server" in one.blanks:
        with running() as server:
            yield HttpStandIn(server, one)
    elif "mail_host" in one.blanks:
        with mail_server.mail_server(folder, password=SAMPLE_PASSWORD) as mail:
            yield MailStandIn(mail)
    else:
        yield NoStandIn()
