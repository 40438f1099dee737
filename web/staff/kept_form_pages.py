"""A form that was half filled when its person's sign-in was over: kept, and there again when they have signed in.

So is one in another tab, which was opened in a sign-in before this one: its token against forgery is of that one.
"""

from flask import Response, flash, g, redirect, render_template, request, session
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import ValidationError, validate_csrf

from notifier.practice import kept_forms, sign_ins
from notifier.practice.accounts import StaffAccount
from notifier.practice.kept_forms import FilledForm
from notifier.practice.secret_digests import new_secret
from web.context import AppContext
from web.next_page import page_to_return_to
from web.staff.filled_forms import put_back
from web.templating import NOT_DONE

_KEPT = "kept-form"  # in the session: the secret for what is kept here
_OVER = "over"  # in the session: the token of the sign-in that is over
_CSRF = "csrf_token"
_EARLIER = ("forms-1", "forms-2", "forms-3")  # in the session: _CSRF of earlier sign-ins of the same person
_MAIN = 'id="maincontent">'


def note_over(token: str) -> None:
    """Have the session remember nothing but which sign-in is over and the forms that it had open."""
    forms = {name: session[name] for name in (_CSRF, _KEPT, *_EARLIER) if name in session}
    session.clear()
    session.update(forms, **{_OVER: token})


class KeptForms:
    """Keeps forms before their person is sent to prove who they are, and fills them in afterwards."""

    def __init__(self, context: AppContext) -> None:
        self._context = context

    def clear_session(self, person: StaffAccount) -> None:
        """Forget whoever used this browser before, as a person is about to be signed in.

        What stays is the secret of what is kept, which is worth nothing to others, and where it was the same person, by
        what the forms are known that they have open in other tabs.
        """
        kept, before = session.get(_KEPT), g.sign_in.staff_id if g.sign_in else self._who_was()
        secrets = [session[name] for name in (*_EARLIER, _CSRF) if name in session] if before == person.id else []
        session.clear()
        session.update(zip(_EARLIER, secrets[-len(_EARLIER) :], strict=False))
        if kept:
            session[_KEPT] = kept

    def bring_back(self) -> ResponseReturnValue | None:
        """Before a request: do nothing by a form of a sign-in before this one, and have it there with what was typed.

        A form of another person's, or of nobody's here, is left to the check against forgery.
        """
        is_earlier = request.method == "POST" and not _is_signed(_CSRF) and any(map(_is_signed, _EARLIER))
        if g.staff is None or not is_earlier or not _is_by_person():
            return None
        self.keep()
        if not g.get("was_kept"):  # a button alone, or a file
            flash(
                "You have signed in again since this page was opened, so nothing was done. Do it once more.", NOT_DONE
            )
        return redirect(page_to_return_to(request), 303)

    def keep(self) -> None:
        """Keep the form that was sent, if a person sent it from a page of ours whose sign-in is over or not fresh.

        What a script sends by itself is not kept, nor what was sent from elsewhere, nor a form that brings a file.
        """
        is_form = request.method == "POST" and request.mimetype == "application/x-www-form-urlencoded"
        staff_id = self._whose() if is_form and _is_by_person() else None
        if staff_id is None:
            return
        secret, now = session.get(_KEPT) or new_secret(), self._context.clock()
        form = FilledForm(page_to_return_to(request), request.path, dict(request.form.lists()))
        with self._context.database.writing() as rows:
            g.was_kept = kept_forms.keep_form(rows, self._key, secret, staff_id, form, now)
        if g.was_kept:
            session[_KEPT] = secret

    def page_of(self, person: StaffAccount) -> str | None:
        """The page to which somebody comes who just signed in: with what they typed last; None where nothing is kept.

        What somebody else typed here is deleted.
        """
        if not (secret := session.get(_KEPT)):
            return None
        with self._context.database.writing() as rows:
            found = kept_forms.hand_over(rows, self._key, secret, person.id, self._context.clock())
        if not found:
            session.pop(_KEPT)
        return found[0].page if found else None

    def forget(self) -> None:
        """Delete what is kept in this browser, whose person signs out."""
        if secret := session.get(_KEPT):
            with self._context.database.writing() as rows:
                kept_forms.forget_all(rows, secret)

    def fill_in(self, response: Response) -> Response:
        """After a request: fill in the page that was asked for, and forget what was sent once it was taken."""
        secret, person = session.get(_KEPT), g.get("staff")
        if not secret or person is None or g.get("was_kept"):
            return response
        now = self._context.clock()
        if request.method == "POST" and response.status_code < 400:
            with self._context.database.writing() as rows:
                kept_forms.forget_form(rows, self._key, secret, person.id, request.path, now)
        elif request.method == "GET" and response.status_code == 200 and response.mimetype == "text/html":
            with self._context.database.reading() as rows:
                found = kept_forms.kept_forms(rows, self._key, secret, person.id, now)
            if not found:
                session.pop(_KEPT)
            page = page_to_return_to(request)
            for form in (form for form in found if form.page == page):
                _put_into(response, form)
        return response

    @property
    def _key(self) -> bytes:
        return self._context.keys.form

    def _whose(self) -> int | None:
        """The person who sends the form: who is signed in and has to prove it anew, or whose sign-in is over."""
        if g.staff is not None:
            return g.staff.id  # type: ignore[no-any-return]  # Flask's g
        if not any(map(_is_signed, (_CSRF, *_EARLIER))):  # another site's form, or one of another person
            return None
        return self._who_was()

    def _who_was(self) -> int | None:
        """Whose sign-in is over here."""
        if not (token := session.get(_OVER)):
            return None
        with self._context.database.reading() as rows:
            return sign_ins.who_was(rows, token)


def _is_by_person() -> bool:
    return "text/html" in request.headers.get("Accept", "text/html")


def _is_signed(kept_as: str) -> bool:
    """Whether the form that was sent has a token of ours that fits what the session keeps by that name."""
    try:
        validate_csrf(request.form.get(_CSRF), token_key=kept_as)
    except ValidationError:
        return False
    return True


def _put_into(response: Response, form: FilledForm) -> None:
    html = response.get_data(as_text=True)
    filled = put_back(html, request.path, form.sent_to, form.fields)
    said = render_template("staff/kept_form.html", is_there=filled is not None)
    response.set_data((filled or html).replace(_MAIN, f"{_MAIN}\n{said}", 1))
