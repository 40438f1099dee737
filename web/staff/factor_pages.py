"""One's own second factors: setting an app or a passkey up, removing one, and the sheet of recovery codes."""

from flask import Response, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from notifier.errors import NotAllowed, NotFound, ValueRefused
from notifier.pdf.qr import named_qr_svg
from notifier.practice import code_apps, passkeys, recovery_codes, second_factors, sign_ins
from notifier.practice.accounts import StaffAccount
from notifier.practice.second_factors import HeldFactor, HeldFactors
from notifier.practice.sign_ins import SignInLimits
from notifier.vocabulary import ProofKind, Role
from web.context import AppContext
from web.guards import needs
from web.staff.proof_pages import place_of, site_of_request
from web.staff.visits import visit_of
from web.templating import NOT_DONE, sentence

KINDS = {"app": ProofKind.ONE_TIME_CODE, "passkey": ProofKind.PASSKEY}  # as an address has them


class FactorPages:
    """For everybody, and the only pages for who has to set one up first. Whatever changes something asks for proof."""

    def __init__(self, context: AppContext) -> None:
        self._context = context
        self._limits = SignInLimits.of(context.settings)

    @needs(*Role, before_factor=True)
    def index(self, staff: StaffAccount) -> ResponseReturnValue:
        """What they have, and what can be set up."""
        with self._context.database.reading() as rows:
            held = second_factors.held_factors(rows, staff.id)
            is_needed = second_factors.is_needed(rows, staff)
        may_need = bool(staff.roles & second_factors.NEEDING)
        shown = {"held": held, "is_needed": is_needed, "may_need": may_need, "site": site_of_request()}
        return render_template("staff/factors.html", **shown)

    @needs(*Role, proven=True, before_factor=True)
    def begin_app(self, staff: StaffAccount) -> ResponseReturnValue:
        """Make what an app is to make its codes from."""
        with self._context.database.writing() as rows:
            code_apps.begin_app(rows, self._context.keys.factor, staff, self._context.clock())
        return redirect(url_for("staff.new_app"), 303)

    @needs(*Role, proven=True, before_factor=True)
    def new_app(self, staff: StaffAccount) -> ResponseReturnValue:
        """Show it, as a picture to scan and as text to type, and ask for a first code."""
        return self._app_page(staff, "")

    @needs(*Role, proven=True, before_factor=True)
    def confirm_app(self, staff: StaffAccount) -> ResponseReturnValue:
        """Take the first code."""
        typed, now = "".join(request.form.get("code", "").split()), self._context.clock()
        try:
            with self._context.database.writing() as rows:
                code_apps.confirm_app(rows, self._context.keys.factor, staff, typed, g.sign_in.id, now)
                sign_ins.prove_sign_in(rows, g.sign_in.id, ProofKind.ONE_TIME_CODE, now, self._limits)
        except ValueRefused as refusal:
            return self._app_page(staff, sentence(refusal))
        except NotFound:
            return redirect(url_for("staff.factors"), 303)
        return self._is_set_up(staff, "Your app for codes")

    @needs(*Role, proven=True, before_factor=True)
    def new_passkey(self, staff: StaffAccount) -> ResponseReturnValue:
        """Say what a passkey is; a script makes it."""
        return render_template("staff/new_passkey.html", fault="")

    @needs(*Role, proven=True, before_factor=True)
    def passkey_options(self, staff: StaffAccount) -> ResponseReturnValue:
        """What the script hands the browser to make one."""
        with self._context.database.writing() as rows:
            options = passkeys.ask_for_new(rows, staff, place_of(self._context))
        return Response(options, mimetype="application/json")

    @needs(*Role, proven=True, before_factor=True)
    def add_passkey(self, staff: StaffAccount) -> ResponseReturnValue:
        """Take what the browser made."""
        answer, now = request.form.get("credential", ""), self._context.clock()
        place, database = place_of(self._context), self._context.database
        try:
            passkeys.add_passkey(database, staff, place, answer, visit_of(request).device, now)
        except (ValueRefused, NotAllowed) as refusal:
            return render_template("staff/new_passkey.html", fault=sentence(refusal)), 400
        with database.writing() as rows:
            sign_ins.prove_sign_in(rows, g.sign_in.id, ProofKind.PASSKEY, now, self._limits)
        return self._is_set_up(staff, "Your passkey")

    @needs(*Role, proven=True)
    def confirm_removal(self, staff: StaffAccount, kind: str, factor_id: int) -> ResponseReturnValue:
        """Say what follows from removing one, before there is a button."""
        return self._removal_page(staff, kind, factor_id, "")

    @needs(*Role, proven=True)
    def remove(self, staff: StaffAccount, kind: str, factor_id: int) -> ResponseReturnValue:
        """Remove one."""
        try:
            with self._context.database.writing() as rows:
                second_factors.remove_factor(rows, staff, KINDS[kind], factor_id, g.sign_in.id, self._context.clock())
        except NotAllowed as refusal:
            return self._removal_page(staff, kind, factor_id, sentence(refusal)), 409
        flash("It is removed. Wherever else you were signed in, you are not any more.")
        return redirect(url_for("staff.factors"), 303)

    @needs(*Role, proven=True)
    def make_codes(self, staff: StaffAccount) -> ResponseReturnValue:
        """Make ten recovery codes. The page that answers is the only one with them."""
        now = self._context.clock()
        try:
            with self._context.database.writing() as rows:
                codes = recovery_codes.make_recovery_codes(rows, staff, now)
        except NotAllowed as refusal:
            flash(f"{sentence(refusal)}.", NOT_DONE)
            return redirect(url_for("staff.factors"), 303)
        return render_template("staff/recovery_codes.html", codes=codes, made_at=now)

    def _held(self, staff: StaffAccount) -> HeldFactors:
        with self._context.database.reading() as rows:
            return second_factors.held_factors(rows, staff.id)

    def _is_set_up(self, staff: StaffAccount, what: str) -> ResponseReturnValue:
        says = (
            f"{what} is set up, and asked for when you sign in. Wherever else you were signed in, you are not any more."
        )
        flash(says if self._held(staff).codes_left else f"{says} Now print the recovery codes.")
        return redirect(url_for("staff.factors"), 303)

    def _app_page(self, staff: StaffAccount, fault: str) -> ResponseReturnValue:
        try:
            with self._context.database.reading() as rows:
                new = code_apps.begun_app(rows, self._context.keys.factor, staff)
        except NotFound:
            return redirect(url_for("staff.factors"), 303)
        # The picture is of our own making, and what it says is escaped by who makes it.
        picture = Markup(named_qr_svg(new.address, "your app for codes", 'class="fn-qr"'))  # noqa: S704
        page = render_template("staff/new_app.html", new=new, picture=picture, fault=fault)
        return page, 400 if fault else 200

    def _removal_page(self, staff: StaffAccount, kind: str, factor_id: int, refusal: str) -> str:
        factors = self._held(staff).factors
        factor = _with_id(factors, KINDS[kind], factor_id)
        shown = {"kind": kind, "refusal": refusal, "is_only": len(factors) == 1}
        return render_template("staff/remove_factor.html", factor=factor, **shown)


def _with_id(factors: list[HeldFactor], kind: ProofKind, factor_id: int) -> HeldFactor:
    for one in factors:
        if one.kind is kind and one.id == factor_id:
            return one
    raise NotFound("there is no such second factor")
