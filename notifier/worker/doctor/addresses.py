"""What can be asked from here: our own address, as patients and providers use it, and other machines' clocks."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from ipaddress import ip_address
from urllib.parse import urlsplit

import requests

from notifier.delivery import leases
from notifier.providers.base import Provider
from notifier.providers.plugin import plugin_named
from notifier.settings import Settings, provider_names
from notifier.vocabulary import Channel
from notifier.worker.doctor.condition import Condition, fault, fine, warning
from notifier.worker.doctor.senders import check_reach

_NOTICED = timedelta(seconds=5)  # by which clocks may differ
_HARMFUL = timedelta(minutes=1)  # by which leases end too early, and signed calls look old
_SECONDS = 10.0  # for an address to answer


@dataclass(frozen=True)
class FetchedPage:
    """What an address answered: its HTTP status, 0 when there was no answer, and the time in its header."""

    status: int
    text: str = ""
    date: datetime | None = None


# Asks an address, following nothing; never raises.
Fetch = Callable[[str], FetchedPage]


def fetch(url: str) -> FetchedPage:
    """Ask an address by GET, without signing in."""
    try:
        answer = requests.get(url, timeout=_SECONDS, allow_redirects=False)
    except requests.RequestException:
        return FetchedPage(0)
    try:
        date = parsedate_to_datetime(answer.headers.get("Date", ""))
    except ValueError:
        date = None
    return FetchedPage(answer.status_code, answer.text, date)


def public(settings: Settings, chosen: Mapping[Channel, Provider], ask: Fetch) -> Iterator[Condition]:
    """The address in every link, which is also where the providers call us."""
    url, is_real = settings.public_url, check_reach(chosen)
    if is_real and not url.startswith("https://"):
        yield fault(f"public_url is {url}, without encryption", "write an address that begins with https://")
    if is_real and _is_loopback(url):
        yield fault(f"public_url is {url}, which nobody else can open", "write the address that patients open")
    if url.startswith("https://") and not settings.trusted_proxies:
        what = "public_url begins with https://, and trusted_proxies is 0: everybody looks like one visitor"
        advice = "set trusted_proxies to how many of your own web servers stand in front: 1 for nginx or Caddy alone"
        yield (fault if is_real else warning)(what, advice)
    answer = ask(f"{url}/healthz")
    if '"database"' in answer.text:
        yield fine(f"{url} answers")
        return
    said = f"answers with status {answer.status}" if answer.status else "does not answer"
    advice = "run `notifier serve`, and let your web server pass what it is asked there on to it"
    yield (fault if is_real else warning)(f"{url}/healthz {said}", advice)


def clocks(settings: Settings, chosen: Mapping[Channel, Provider], ask: Fetch) -> Iterator[Condition]:
    """Whether it is the same time here and at the providers."""
    if settings.now is not None:
        what = f"the time is fixed at {settings.now:%Y-%m-%d %H:%M} UTC"
        yield warning(what, "unset NOTIFIER_NOW, unless this is a sample practice")
    names = {provider.name for provider in chosen.values()}.intersection(provider_names())
    for plugin in map(plugin_named, sorted(names)):
        host = plugin.host(plugin.own(settings))
        if host and (date := ask(host).date) is not None:
            yield compared(f"the clock of {plugin.name}", date)


def compared(whose: str, theirs: datetime) -> Condition:
    """Our clock beside another."""
    apart = abs(leases.wall_clock() - theirs)
    if apart <= _NOTICED:
        return fine(f"{whose} shows the same time as this machine's")
    what = f"{whose} is {apart.total_seconds():.0f} seconds away from this machine's"
    return (warning if apart < _HARMFUL else fault)(what, "let this machine follow a time server")


def _is_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
