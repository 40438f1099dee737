"""Whose token came with a request: nothing else says who asks, and no cookie does."""

from datetime import datetime
from typing import NamedTuple

from flask import request

from notifier.practice import accounts, personal_tokens, second_factors
from notifier.practice.accounts import StaffAccount
from notifier.practice.personal_tokens import ApiTokenView
from notifier.practice.sign_ins import SEEN_EVERY
from web.context import AppContext
from web.problems import Problem

_LONGEST = 200
_ASKED = (("WWW-Authenticate", 'Bearer realm="Fair Notice"'),)


class Caller(NamedTuple):
    """Somebody and the token that a program acts for them with; their roles are those that both have."""

    staff: StaffAccount
    token: ApiTokenView


def caller_of_request(context: AppContext) -> Caller:
    """Who asks.

    Raises Problem 401 for no token, and for one that ended, was withdrawn or never was; and 403 to who has to set a
    second factor up before anything else.
    """
    kind, _, secret = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not 0 < len(secret) <= _LONGEST:
        raise Problem(401, headers=_ASKED)
    now = context.clock()
    with context.database.reading() as rows:
        found = personal_tokens.find_api_token(rows, secret.strip(), now)
        account = accounts.account_by_id(rows, found[0]) if found else None
        lacks_factor = account is not None and second_factors.is_missing(rows, account)
    if found is None or account is None:
        raise Problem(401, headers=_ASKED)
    if lacks_factor:
        raise Problem(403, "you have to set up a second factor first: sign in to the pages, and do it there")
    _, token = found
    _note_used(context, token, now)
    roles = account.roles & token.roles
    staff = StaffAccount(account.id, account.practice_id, account.practice_name, account.name, account.email, roles)
    return Caller(staff, token)


def _note_used(context: AppContext, token: ApiTokenView, now: datetime) -> None:
    """Write down that it was used, to the minute: not with each of a hundred pages."""
    if token.last_used_at is None or now - token.last_used_at >= SEEN_EVERY:
        with context.database.writing() as rows:
            personal_tokens.note_used(rows, token.id, now)
