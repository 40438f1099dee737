"""The people who work with the program: who may do what, inviting somebody, and shutting somebody out."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from notifier.errors import NotAllowed, NotFound, ValueRefused
from notifier.practice import account_links, accounts, proof_ends, second_factors, sign_ins
from notifier.practice.account_links import MadeLink, NewPerson
from notifier.practice.accounts import KnownPerson, StaffAccount
from notifier.practice.sign_ins import SignInLimits
from notifier.vocabulary import Role, SignInEnd
from web.context import AppContext
from web.guards import needs
from web.staff.mailed_links import BY_EMAIL, MailedLinks, address_of, latest_mail
from web.templating import sentence

# What each role is for, as a manager who gives it reads it.
ROLE_HINTS = {
    Role.MANAGER: "prepares and launches campaigns, imports lists, exports, looks after these accounts",
    Role.APPROVER: "approves what somebody else prepared",
    Role.RECEPTION: "finds patients, logs what they say, settles answers in doubt",
    Role.AUDITOR: "reads figures and evidence, and changes nothing",
}


class PeoplePages:
    """For managers who have just proved who they are: whoever gives roles gives everything else."""

    def __init__(self, context: AppContext) -> None:
        self._context = context
        self._links = MailedLinks(context)

    @needs(Role.MANAGER, proven=True)
    def index(self, staff: StaffAccount) -> ResponseReturnValue:
        """Everybody who has an account, or had one."""
        with self._context.database.reading() as rows:
            found = accounts.known_people(rows, staff.practice_id)
        return render_template("staff/people.html", staff=staff, people=found)

    @needs(Role.MANAGER, proven=True)
    def show(self, staff: StaffAccount, person_id: int) -> ResponseReturnValue:
        """One of them: roles, link, sign-ins, and closing the account."""
        return self._page(staff, person_id, {})

    @needs(Role.MANAGER, proven=True)
    def invite(self, staff: StaffAccount) -> ResponseReturnValue:
        """The form for somebody new."""
        return self._invitation(staff, {}, set())

    @needs(Role.MANAGER, proven=True)
    def send_invitation(self, staff: StaffAccount) -> ResponseReturnValue:
        """Open the account. The page that answers is the only one with the link."""
        email, name = request.form.get("email", "").strip(), request.form.get("name", "").strip()
        roles, by_email = _roles_typed(), request.form.get("way") == BY_EMAIL
        faults = {} if name else {"name": "Enter the name as colleagues know it"}
        try:
            accounts.read_staff_name(name)
        except ValueRefused as refusal:
            faults = {"name": sentence(refusal)}
        faults |= {} if email else {"email": "Enter the email address with which they sign in"}
        faults |= {} if roles else {"roles": "Select at least one role"}
        if by_email and (fault := self._links.why_not(staff, email)):
            faults["way"] = fault
        if faults:
            return self._invitation(staff, faults, roles), 400
        new = NewPerson(staff.practice_id, email, name, roles)
        try:
            return self._invited_by_email(staff, new) if by_email else self._invited(staff, new)
        except ValueRefused as refusal:
            return self._invitation(staff, {"email": sentence(refusal)}, roles), 400

    @needs(Role.MANAGER, proven=True)
    def make_link(self, staff: StaffAccount, person_id: int) -> ResponseReturnValue:
        """Make a link to choose a password. The page that answers is the only one with it."""
        person = self._person(staff, person_id)
        with self._context.database.writing() as rows:
            made = account_links.make_link(rows, person.email, self._context.clock(), staff)
        return self._handed_over(staff, person.name, person.email, made)

    @needs(Role.MANAGER, proven=True)
    def mail_link(self, staff: StaffAccount, person_id: int) -> ResponseReturnValue:
        """Have a link to choose a password made and emailed to the address with which its person signs in."""
        person = self._person(staff, person_id)
        if fault := self._links.why_not(staff, person.email):
            return self._page(staff, person_id, {"way": fault}), 409
        with self._context.database.writing() as rows:
            accounts.person_to_change(rows, person.email, staff)
            self._links.ask(rows, staff, person)
        return self._links.asked(person_id)

    @needs(Role.MANAGER, proven=True)
    def change_roles(self, staff: StaffAccount, person_id: int) -> ResponseReturnValue:
        """Give and take roles as ticked."""
        person = self._person(staff, person_id)
        try:
            with self._context.database.writing() as rows:
                accounts.change_roles(rows, person.email, _roles_typed(), self._context.clock(), staff)
        except ValueRefused as refusal:
            return self._page(staff, person_id, {"roles": sentence(refusal)}), 400
        except NotAllowed as refusal:
            return self._page(staff, person_id, {"roles": sentence(refusal)}), 409
        flash(f"The roles of {person.name} are changed.")
        return redirect(url_for("staff.person", person_id=person_id), 303)

    @needs(Role.MANAGER, proven=True)
    def end_sign_ins(self, staff: StaffAccount, person_id: int) -> ResponseReturnValue:
        """Sign somebody out wherever they are signed in; the account stays open."""
        person = self._person(staff, person_id)
        with self._context.database.writing() as rows:
            accounts.person_to_change(rows, person.email, staff)
            now = self._context.clock()
            proof_ends.end_proofs(rows, person.id, SignInEnd.ENDED_BY_MANAGER, now, staff.id)
        flash(f"{person.name} is signed in nowhere any more.")
        return redirect(url_for("staff.person", person_id=person_id), 303)

    @needs(Role.MANAGER, proven=True)
    def reset_factors(self, staff: StaffAccount, person_id: int) -> ResponseReturnValue:
        """Remove the second factors of a colleague whose phone is gone, and sign them out everywhere."""
        person = self._person(staff, person_id)
        with self._context.database.writing() as rows:
            second_factors.reset_factors(rows, person.email, staff, self._context.clock())
        flash(f"{person.name} has no second factor any more, and is signed in nowhere.")
        return redirect(url_for("staff.person", person_id=person_id), 303)

    @needs(Role.MANAGER, proven=True)
    def confirm(self, staff: StaffAccount, person_id: int, step: str) -> ResponseReturnValue:
        """Say what follows from closing or opening an account, before there is a button."""
        return self._confirmation(staff, person_id, step, "")

    @needs(Role.MANAGER, proven=True)
    def set_account(self, staff: StaffAccount, person_id: int, step: str) -> ResponseReturnValue:
        """Close or open the account."""
        person, now = self._person(staff, person_id), self._context.clock()
        change = accounts.close_account if step == "close" else accounts.open_account
        try:
            with self._context.database.writing() as rows:
                change(rows, person.email, now, staff)
        except (NotAllowed, NotFound) as refusal:
            return self._confirmation(staff, person_id, step, sentence(refusal)), 409
        flash(f"The account of {person.name} is {'closed' if step == 'close' else 'open again'}.")
        return redirect(url_for("staff.people"), 303)

    def _invited(self, staff: StaffAccount, new: NewPerson) -> ResponseReturnValue:
        with self._context.database.writing() as rows:
            made = account_links.invite(rows, new, self._context.clock(), staff)
        return self._handed_over(staff, new.name, new.email, made)

    def _invited_by_email(self, staff: StaffAccount, new: NewPerson) -> ResponseReturnValue:
        with self._context.database.writing() as rows:
            person_id = account_links.open_invited(rows, new, self._context.clock(), staff)
            self._links.ask(rows, staff, accounts.known_person(rows, staff.practice_id, person_id))
        return self._links.asked(person_id)

    def _person(self, staff: StaffAccount, person_id: int) -> KnownPerson:
        with self._context.database.reading() as rows:
            return accounts.known_person(rows, staff.practice_id, person_id)

    def _page(self, staff: StaffAccount, person_id: int, faults: dict[str, str]) -> str:
        limits, now = SignInLimits.of(self._context.settings), self._context.clock()
        with self._context.database.reading() as rows:
            person = accounts.known_person(rows, staff.practice_id, person_id)
            found = sign_ins.standing_sign_ins(rows, person_id, now, limits)
            held = second_factors.held_factors(rows, person_id)
            job, reason = latest_mail(rows, staff.practice_id, person_id)
        ticked = _roles_typed() if "roles" in faults else set(person.roles)
        shown: dict[str, object] = {
            "person": person,
            "sign_ins": found,
            "faults": faults,
            "ticked": ticked,
            "hints": ROLE_HINTS,
        }
        shown |= {"job": job, "reason": reason, "may_mail": self._links.why_not(staff, person.email) == ""}
        return render_template("staff/person.html", staff=staff, held=held, **shown)

    def _invitation(self, staff: StaffAccount, faults: dict[str, str], ticked: set[Role]) -> str:
        shown = {"faults": faults, "typed": request.form, "ticked": ticked, "hints": ROLE_HINTS}
        return render_template("staff/invite.html", staff=staff, by_email=BY_EMAIL, **shown)

    def _handed_over(self, staff: StaffAccount, name: str, email: str, made: MadeLink) -> str:
        address = address_of(self._context, made.secret)
        return render_template(
            "staff/handed_link.html", staff=staff, name=name, email=email, made=made, address=address
        )

    def _confirmation(self, staff: StaffAccount, person_id: int, step: str, refusal: str) -> str:
        person = self._person(staff, person_id)
        return render_template("staff/account_step.html", staff=staff, person=person, step=step, refusal=refusal)


def _roles_typed() -> set[Role]:
    return {role for role in Role if role in request.form.getlist("roles")}
