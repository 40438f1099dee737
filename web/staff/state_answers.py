"""The answers that a campaign's page begins with, as they are put together, and the pages that they lead to."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from notifier.providers.channels import traits_of
from notifier.vocabulary import Channel, Role
from web.labels import label_of
from web.templating import number


class Tone(StrEnum):
    """How the answer to "is all well?" is shown."""

    WELL = "well"  # nobody has to do anything
    WAITS = "waits"  # nothing is wrong, and it goes on when a person says so
    LOOK = "look"  # it goes on, and something asks for a person
    STOPPED = "stopped"  # nothing goes out that should
    OVER = "over"  # nothing is left to do


@dataclass(frozen=True)
class NextAct:
    """Something that a person may do: the words of its link, the page's endpoint, and who may open that."""

    label: str
    endpoint: str
    roles: frozenset[Role]
    fill_in: tuple[tuple[str, str], ...] = ()  # what its address needs beside the campaign

    @property
    def who(self) -> str:
        """Who does it, for whoever may not."""
        return " or ".join(sorted(label_of(role) for role in self.roles))


@dataclass(frozen=True)
class StateMatter:
    """Something that a person should know or do, and the page where that is done, if there is one."""

    sentence: str
    act: NextAct | None = None
    may_wait: bool = False  # it hurts nobody if it is left


@dataclass(frozen=True)
class CampaignState:
    """The four answers. `comes_next` says what the program does by itself, and when."""

    tone: Tone
    headline: str
    comes_next: tuple[str, ...]
    matters: tuple[StateMatter, ...]  # the most urgent first
    days: str

    def matters_of(self, roles: frozenset[Role]) -> tuple[Sequence[StateMatter], Sequence[StateMatter]]:
        """What somebody with these roles can do, and what is somebody else's or nobody's on these pages."""
        own = [one for one in self.matters if one.act is not None and one.act.roles & roles]
        return own, [one for one in self.matters if one not in own]


_M, _R, _A = Role.MANAGER, Role.RECEPTION, Role.APPROVER
MANAGER, DESK, SIGNERS = frozenset({_M}), frozenset({_M, _R}), frozenset({_M, _A})
READERS = frozenset({_M, _A, Role.AUDITOR})

TASKS = NextAct("See whose code has to come off", "staff.tasks", DESK)
OTHER_TASKS = NextAct("See the tasks", "staff.tasks", DESK)
CHECK_LIST = NextAct("See the check list", "staff.check_list", READERS)
LAUNCH = NextAct("Launch…", "staff.launch", MANAGER)
COUNTDOWN = NextAct("See how long, and stop it", "staff.countdown", SIGNERS)
RESUME = NextAct("Resume sending…", "staff.confirm", MANAGER, fill_in=(("step", "resume"),))
BUDGET = NextAct("Raise the budget", "staff.budget", MANAGER)
REVIEWS = NextAct("See the answers", "staff.reviews", DESK)
DOUBTS = NextAct("See who", "staff.reviews", DESK)
JOINERS = NextAct("Have them told now", "staff.joiners", MANAGER)
UNKNOWNS = NextAct("See which", "staff.unknowns", DESK)
LETTERS = NextAct("See the letters", "staff.letters", DESK)
UNMADE = NextAct("See which", "staff.unmade_letters", DESK)
CLOSING = NextAct("See the closing", "staff.closing", SIGNERS)
EXPORT = NextAct("Make the lists…", "staff.export", MANAGER)
COMPARE = NextAct("Compare the codes", "staff.code_check", MANAGER)
EVIDENCE = NextAct("Pack the evidence", "staff.evidence", READERS)


@dataclass
class StateAnswers:
    """The answers as they are collected."""

    comes_next: list[str] = field(default_factory=list)
    matters: list[StateMatter] = field(default_factory=list)

    def ask(self, sentence: str, act: NextAct | None = None, *, may_wait: bool = False) -> None:
        """Something for a person."""
        self.matters.append(StateMatter(sentence, act, may_wait))


def counted(count: int, one: str, more: str) -> str:
    """A count with its noun: 1 person, 2,000 people."""
    return f"1 {one}" if count == 1 else f"{number(count)} {more}"


def messages_of(channel: Channel, count: int) -> str:
    """So many messages of a channel: 1 text, 59 texts."""
    noun = traits_of(channel).noun
    return counted(count, noun, f"{noun}s")


def verb_go(count: int) -> str:
    """What so many do."""
    return "goes" if count == 1 else "go"


def verb_be(count: int) -> str:
    """What so many are."""
    return "is" if count == 1 else "are"
