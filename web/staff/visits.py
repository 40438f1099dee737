"""From where somebody signs in: their browser in words of ours, their network, and the cookie that knows it again."""

import re
from ipaddress import IPv6Address, ip_address

from flask import Request, Response

from notifier.practice.secret_digests import new_secret
from notifier.practice.sign_ins import Visit

KNOWN_BROWSER = "fair-notice-browser"  # the name of the cookie
_A_YEAR = 365 * 24 * 60 * 60
_SECRET = re.compile(r"[\w-]{43}")
# What a browser and a system call themselves; the first that is named counts, for each also names those it is like.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def visit_of(request: Request) -> Visit:
    """What is written down of the browser that asks."""
    cookie = request.cookies.get(KNOWN_BROWSER, "")
    browser = cookie if _SECRET.fullmatch(cookie) else ""
    return Visit(device_words(request.headers.get("User-Agent", "")), network_of(request.remote_addr or ""), browser)


def device_words(sent: str) -> str:
    """Browser and system as people call them, such as "Firefox on Windows", by what was sent as User-Agent.

    Nothing of what was sent is in it.
    """
    browser = next((name for mark, name in _BROWSERS if mark in sent), "an unknown browser")
    system = next((name for mark, name in _SYSTEMS if mark in sent), "")
    return f"{browser} on {system}" if system else browser


def network_of(address: str) -> str:
    """The network around an address, which tells one site from another and no device from its neighbours.

    192.0.2.7 is in 192.0.2.x, and 2001:db8:1:2::3 in 2001:db8:1:x; empty for what is no address.
    """
    try:
        ip = ip_address(address)
    except ValueError:
        return ""
    if isinstance(ip, IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    if isinstance(ip, IPv6Address):
        return ":".join(f"{int(part, 16):x}" for part in ip.exploded.split(":")[:3]) + ":x"
    return f"{str(ip).rpartition('.')[0]}.x"


def fresh_browser() -> str:
    """The secret for a browser that is not known yet. What it came with may be somebody else's."""
    return new_secret()


def remember_browser(response: Response, browser: str, *, https: bool) -> None:
    """Have the browser say by itself, for a year, that somebody signed in with it before."""
    response.set_cookie(
        KNOWN_BROWSER, browser, max_age=_A_YEAR, path="/staff", httponly=True, samesite="Lax", secure=https
    )
