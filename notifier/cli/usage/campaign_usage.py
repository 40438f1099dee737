"""Usage of the commands of a campaign's life."""

from click import Argument, Group, IntRange, Option

from notifier.campaigns.text_parts import PARTS, TRANSLATION
from notifier.cli.lazy_command import LazyCommand
from notifier.cli.usage import parameters as usual
from notifier.vocabulary import Channel, brought_channels


def _sent_by_provider() -> list[Channel]:
    return [channel for channel in Channel if channel not in (Channel.LETTER, Channel.FOOTER)]


def _parts() -> list[str]:
    """A channel that a distribution brings says the part of its own name."""
    return [*PARTS, *brought_channels(), TRANSLATION]


_CREATE = LazyCommand(
    "campaign create",
    "campaign_commands",
    Option(["--preset"], required=True, help="scr, records-access, or one of your own in instance/presets."),
    Option(["--name"], required=True, help="What staff call the campaign."),
    Option(["--notice-days"], type=int, help="How long patients have to answer."),
    Option(
        ["--channels"],
        default="sms,email,letter,footer",
        show_default=True,
        help="How patients may be told, with commas between; the first that reaches a patient is taken.",
    ),
    Option(
        ["--told"],
        default="",
        help="What counts as told, where it is not as the preset says: sms=sent,email=sent,letter_working_days=10.",
    ),
    Option(["--reason"], default="", help="Why the practice proposes it, in a sentence or two, as patients read it."),
    Option(["--signed-by"], default="", help="Who signs for it, such as Dr Robin Example."),
    Option(["--signed-role"], default="", help="What that person is at the practice, such as GP partner."),
    usual.staff("Who does it."),
    usual.as_json(),
    about="Create a draft and print its id. To real patients it goes with the practice's own reason and signer.",
)
_SHOW = LazyCommand(
    "campaign show",
    "campaign_commands",
    Argument(["campaign_id"], metavar="[ID]", type=int, required=False),
    usual.as_json(),
    about="Where a campaign stands, in counts; without an id, all campaigns.",
)
_TEXT = LazyCommand(
    "campaign text",
    "campaign_commands",
    usual.campaign_id(),
    Argument(["part"], type=usual.WordAmong((*PARTS, TRANSLATION), _parts)),
    Option(["--file", "path"], type=usual.INPUT_FILE, required=True, help="The new words."),
    Option(["--language"], help="The code of a translation, such as pl; English if left out."),
    usual.staff("Who does it."),
    about="Replace one text by the content of a file; the campaign then needs approving again.",
)
_PREVIEW = LazyCommand(
    "campaign preview",
    "campaign_commands",
    usual.campaign_id(),
    usual.letter_file(),
    Option(["--kit/--no-kit", "with_kit"], default=True, help="Also what poster, slide and the like look like."),
    usual.as_json(),
    usual.staff("Who looks.", required=False),
    about="What a launch would do and say, exactly; sends nothing.",
)
_REHEARSE = LazyCommand(
    "campaign rehearse",
    "rehearsal_commands",
    usual.campaign_id(),
    usual.letter_file(),
    usual.as_json(),
    about="What a launch would do now: whom it tells, what it costs, how long it takes. Sends nothing, stores nothing.",
)
_TEST_SEND = LazyCommand(
    "campaign test-send",
    "rehearsal_commands",
    usual.campaign_id(),
    Option(
        ["--channel"], type=usual.WordAmong(("sms", "email"), _sent_by_provider), required=True, help="How it is sent."
    ),
    Option(["--to"], required=True, help="Your own mobile number or email address."),
    usual.staff("Who does it; a manager."),
    about="Send what an invented patient would read to your own phone or mailbox, by the real provider.",
)
_APPROVE = LazyCommand(
    "campaign approve",
    "approval_commands",
    usual.campaign_id(),
    usual.staff("Who does it."),
    Option(["--sign-off"], default="", help="What you add in your own words; `campaign sign-off` has the decisions."),
    Option(
        ["--silent-code", "silent_codes"],
        multiple=True,
        help="A code for patients who said nothing although its words say that they did; repeat it for several.",
    ),
    Option(["--silent-code-because", "silent_because"], default="", help="Why they get that code."),
    about="""Approve exactly what was last previewed; whoever prepared the campaign cannot.

    After the launch, --silent-code adds such a code to the approval.
    """,
)
_UNKNOWN = LazyCommand(
    "campaign unknown",
    "unknown_commands",
    usual.campaign_id(),
    usual.as_json(),
    about="Messages that may not have arrived: the provider's answer was lost, and it does not know either.",
)
_SETTLE = LazyCommand(
    "campaign settle",
    "unknown_commands",
    usual.campaign_id(),
    Argument(["reference"]),
    Option(["--went/--did-not-go", "went"], default=None, help="What you found out; one of them is needed."),
    Option(["--note"], required=True, help="How you know."),
    usual.staff("Who found out."),
    about="Say what became of one unknown message. One that did not go is not sent again: the next channel takes over.",
)


_SETTLE_RESTORED = LazyCommand(
    "campaign settle-restored",
    "unknown_commands",
    usual.campaign_id(),
    Argument(["channel"], type=usual.WordAmong((*Channel,), lambda: Channel)),
    Option(["--went/--did-not-go", "went"], default=None, help="What you found out; one of them is needed."),
    Option(["--note"], required=True, help="How you know."),
    usual.staff("Who found out."),
    about="""Say of all messages by one channel that may have gone between a backup and its restore whether they did.

    Those that did not go are sent now. `notifier campaign unknown` lists them.
    """,
)


def _step(name: str, about: str) -> LazyCommand:
    return LazyCommand(
        f"campaign {name}", "campaign_commands", usual.campaign_id(), usual.staff("Who does it."), about=about
    )


_SIGN_OFF = LazyCommand(
    "campaign sign-off",
    "approval_commands",
    usual.campaign_id(),
    Argument(["name"]),
    Option(["--who"], required=True, help="Who decided or advised it."),
    Option(["--on", "decided_on"], required=True, help="The day on which they did, as 2026-11-30."),
    Option(["--reference"], required=True, help="Where it is written."),
    usual.staff("Who records it."),
    about="""Record one of the decisions behind a campaign; NAME is what `campaign check-list` asks for, such as dpia.

    Recorded once more, the later counts. The campaign then needs approving again.
    """,
)
_BUDGET = LazyCommand(
    "campaign budget",
    "approval_commands",
    usual.campaign_id(),
    Argument(["pounds"]),
    usual.staff("Who sets it."),
    about="""Set what a campaign may cost at most, in whole pounds without VAT, or `none` for no limit.

    A launch that costs more by the rehearsal is refused. The campaign then needs approving again. After the launch,
    nothing goes out that would pass the budget until a higher one is set.
    """,
)
_CHECK_LIST = LazyCommand(
    "campaign check-list",
    "approval_commands",
    usual.campaign_id(),
    usual.as_json(),
    about="What hinders the approval or the launch, and what somebody should look at. Exit status 1 while it does.",
)
_LAUNCH = LazyCommand(
    "campaign launch",
    "approval_commands",
    usual.campaign_id(),
    Option(["--now", "at_once"], is_flag=True, help="Begin at once, as without either option."),
    Option(
        ["--in", "minutes"],
        type=IntRange(1, 24 * 60),
        metavar="MINUTES",
        help="Begin after so many minutes; until then `campaign pause` stops it with nobody told.",
    ),
    Option(["--people"], type=int, help="How many people you mean to tell: refused if the preview says otherwise."),
    usual.staff("Who does it."),
    about="Start telling people; `notifier serve`, `worker` or `send` does the sending.",
)
_PAUSE = _step("pause", "Send nothing more until `notifier campaign resume`; a launch that has not begun is stopped.")
_RESUME = _step("resume", "Go on sending after a pause; says first why it was paused.")
_CLOSE = _step("close", "End it: nothing is sent any more, late replies are still taken.")
_CANCEL = _step("cancel", "Give it up: nobody may be coded because of it.")

COMMANDS = (
    Group(
        "campaign",
        help="Campaigns, from the draft to the end.",
        commands=[
            *(_CREATE, _SHOW, _TEXT, _PREVIEW, _REHEARSE, _TEST_SEND, _SIGN_OFF, _BUDGET, _CHECK_LIST, _APPROVE),
            *(_LAUNCH, _PAUSE, _RESUME, _CLOSE, _CANCEL, _UNKNOWN, _SETTLE, _SETTLE_RESTORED),
        ],
    ),
)
