"""Looking around in a sample practice before the practice's own is set up, and the way back to that."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from notifier.practice.accounts import StaffAccount
from notifier.vocabulary import Role
from web.context import AppContext, SampleSwitch
from web.guards import needs
from web.staff.first_run_pages import while_it_stands


class SamplePages:
    """The way into the sample practice, for whoever has the address of the first set-up, and out of it."""

    def __init__(self, context: AppContext) -> None:
        self.context = context

    @property
    def can_end(self) -> bool:
        """Whether this is the sample practice beside an installation, which can be left."""
        return self.context.is_looking_around

    @while_it_stands
    def show(self, secret: str) -> ResponseReturnValue:
        """The people of the sample practice, once it is made."""
        return render_template("staff/sample.html", secret=secret, accounts=self._switch().accounts())

    @while_it_stands
    def make(self, secret: str) -> ResponseReturnValue:
        """Have the sample practice made."""
        self._switch().make()
        return redirect(url_for("staff.sample", secret=secret), 303)

    @while_it_stands
    def enter(self, secret: str) -> ResponseReturnValue:
        """Serve the sample practice from now on."""
        del secret  # who has it was let in by it
        self._switch().enter()
        return redirect(url_for("staff.sign_in"), 303)

    @needs(Role.MANAGER, proven=True)
    def ask(self, staff: StaffAccount) -> ResponseReturnValue:
        """Say what goes before there is a button that throws it away."""
        if not self.can_end:
            abort(404)
        return render_template("staff/end_sample.html", staff=staff)

    @needs(Role.MANAGER, proven=True)
    def leave(self, staff: StaffAccount) -> ResponseReturnValue:
        """Throw the sample practice away, and go on with the first set-up of the practice's own."""
        del staff
        if not self.can_end:
            abort(404)
        secret = self._switch().leave()
        flash("The sample practice is gone.")
        return redirect(url_for("staff.first_run", secret=secret), 303)

    def _switch(self) -> SampleSwitch:
        return self.context.upkeep.sample or abort(404)
