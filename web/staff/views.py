"""The staff's door, `/staff/`: its routes, in one list, behind one guard."""

from flask import Blueprint, Flask, g
from flask_login import LoginManager
from flask_wtf.csrf import CSRFProtect

from notifier.vocabulary import Role
from web.context import AppContext
from web.guards import deny_by_default
from web.looks import PatientLooks
from web.rate_limits import RateLimits
from web.staff.account_pages import AccountPages
from web.staff.api_token_pages import ApiTokenPages
from web.staff.approval_pages import ApprovalPages
from web.staff.campaign_pages import CampaignPages
from web.staff.check_list_pages import CheckListPages
from web.staff.choose_password_pages import ChoosePasswordPages
from web.staff.closing_pages import ClosingPages
from web.staff.code_check_pages import CodeCheckPages
from web.staff.deed_signing import DeedSigning
from web.staff.desk_routes import DeskRoutes
from web.staff.draft_pages import DraftPages
from web.staff.export_pages import ExportPages
from web.staff.factor_pages import FactorPages
from web.staff.first_run_pages import FirstRunPages
from web.staff.help_pages import HelpPages
from web.staff.identity_doubt_pages import IdentityDoubtPages
from web.staff.inbound_text_pages import InboundTextPages
from web.staff.job_pages import JobPages
from web.staff.joiner_pages import JoinerPages
from web.staff.kept_form_pages import KeptForms
from web.staff.launch_pages import LaunchPages
from web.staff.list_pages import ListPages
from web.staff.list_upload_pages import ListUploadPages
from web.staff.made_file_pages import MadeFilePages
from web.staff.paper_views import PaperViews
from web.staff.patient_preview_pages import PatientPreviewPages
from web.staff.people_pages import PeoplePages
from web.staff.practice_pages import PracticePages
from web.staff.preview_pages import PARTS, PreviewPages, SamplePage
from web.staff.proof_pages import ProofPages
from web.staff.provider_pages import ProviderPages
from web.staff.queue_routes import QueueRoutes
from web.staff.rehearsal_pages import RehearsalPages
from web.staff.review_pages import ReviewPages
from web.staff.sample_pages import SamplePages
from web.staff.sender_pages import SenderPages
from web.staff.sign_in_pages import SignInPages
from web.staff.task_pages import TaskPages
from web.staff.test_send_pages import TestSendPages
from web.staff.text_pages import TextPages
from web.staff.unknown_pages import UnknownPages
from web.staff.watch_views import WatchViews

# Opened by the secret in their address.
_FIRST_RUN = {
    *("staff.first_run", "staff.first_run_step", "staff.keep_first_run_step", "staff.first_run_check"),
    *("staff.finish_first_run", "staff.sample", "staff.make_sample", "staff.enter_sample"),
}
_BY_LINK = {"staff.choose_password", "staff.set_chosen"}  # likewise
_HALFWAY = {"staff.factor", "staff.give_factor", "staff.passkey_challenge"}  # open to who just gave their password
_BY_PROVIDER = {"staff.ask_provider", "staff.from_provider"}  # opened by what the identity provider says
_WITHOUT = _FIRST_RUN | _BY_LINK | _HALFWAY | _BY_PROVIDER
OPEN_TO_ALL = frozenset({"staff.sign_in", "staff.sign_out", "staff.static"}) | _WITHOUT
# What stands on every page of the practice: name, endpoint, and the roles that see it. Then that beside "Sign out".
MENU: tuple[tuple[str, str, frozenset[Role]], ...] = (
    ("Campaigns", "staff.campaigns", frozenset(Role)),
    ("Patient list", "staff.list", frozenset({Role.MANAGER, Role.APPROVER, Role.AUDITOR})),
    ("Practice", "staff.practice", frozenset({Role.MANAGER, Role.APPROVER, Role.AUDITOR})),
    ("People", "staff.people", frozenset({Role.MANAGER})),
    ("What was done", "staff.audit", frozenset({Role.MANAGER, Role.APPROVER, Role.AUDITOR})),
)
ACCOUNT_MENU = (("Your account", "staff.account", frozenset(Role)),)
# The sections of a campaign, below the menu, in the same form.
SECTIONS = (
    ("Campaign", "staff.campaign", frozenset(Role)),
    ("Details", "staff.details", frozenset({Role.MANAGER, Role.APPROVER, Role.AUDITOR})),
    ("Texts", "staff.texts", frozenset({Role.MANAGER, Role.APPROVER, Role.AUDITOR})),
    ("Find a patient", "staff.desk", frozenset({Role.RECEPTION, Role.MANAGER})),
    ("Things to settle", "staff.queue", frozenset({Role.RECEPTION, Role.MANAGER})),
    ("Letters", "staff.letters", frozenset(Role)),
    ("Preview", "staff.preview", frozenset({Role.MANAGER, Role.APPROVER, Role.AUDITOR})),
    ("Check list", "staff.check_list", frozenset({Role.MANAGER, Role.APPROVER, Role.AUDITOR})),
    ("Rehearsal", "staff.rehearsal", frozenset({Role.MANAGER, Role.APPROVER, Role.AUDITOR})),
    ("Approval", "staff.approval", frozenset({Role.MANAGER, Role.APPROVER, Role.AUDITOR})),
    ("Closing", "staff.closing", frozenset({Role.MANAGER, Role.APPROVER, Role.AUDITOR})),
)
_BOTH = ["GET", "POST"]


class StaffViews:
    """Joins the pages of the staff to an app."""

    def __init__(self, context: AppContext, sample_page: SamplePage) -> None:
        self._sign_in = SignInPages(context)
        self._proofs = ProofPages(context)
        self._factors = FactorPages(context)
        self._provider = ProviderPages(context, self._sign_in)
        self._account = AccountPages(context, self._sign_in)
        self._people = PeoplePages(context)
        self._tokens = ApiTokenPages(context)
        self._help = HelpPages(context)
        self._kept = KeptForms(context)
        self._looks = PatientLooks(context)
        self._choose = ChoosePasswordPages(context, self._sign_in)
        self._first_run = FirstRunPages(context)
        self._sample = SamplePages(context)
        self._practice = PracticePages(context)
        self._senders = SenderPages(context)
        self._campaigns = CampaignPages(context)
        self._check_lists = CheckListPages(context)
        self._approvals = ApprovalPages(context)
        self._deeds = DeedSigning(context)
        self._launches = LaunchPages(context)
        self._rehearsals = RehearsalPages(context)
        self._closing = ClosingPages(context)
        self._exports = ExportPages(context)
        self._code_checks = CodeCheckPages(context)
        self._files = MadeFilePages(context)
        self._desk = DeskRoutes(context)
        self._paper = PaperViews(context)
        self._watch = WatchViews(context)
        self._reviews = ReviewPages(context)
        self._queues = QueueRoutes(context)
        self._identity_doubts = IdentityDoubtPages(context)
        self._jobs = JobPages(context)
        self._preview = PreviewPages(context, sample_page)
        self._patient_previews = PatientPreviewPages(context)
        self._test_send = TestSendPages(context)
        self._joiners = JoinerPages(context)
        self._list = ListPages(context)
        self._uploads = ListUploadPages(context)
        self._unknowns = UnknownPages(context)
        self._tasks = TaskPages(context)
        self._inbound_texts = InboundTextPages(context)
        self._drafts = DraftPages(context)
        self._texts = TextPages(context)

    def join(self, app: Flask, limited: RateLimits) -> None:
        """Register the routes, the sign-in and the forgery check, which holds for this door only."""
        app.config["WTF_CSRF_CHECK_DEFAULT"] = False
        forgery = CSRFProtect(app)
        manager = LoginManager(app)
        manager.session_protection = "strong"
        manager.user_loader(self._sign_in.load)
        blueprint = Blueprint("staff", __name__, url_prefix="/staff", static_folder="static")
        deny_by_default(blueprint, self._sign_in.presence, self._kept.keep, open_to_all=OPEN_TO_ALL)
        blueprint.before_request(self._kept.bring_back)
        blueprint.before_request(forgery.protect)
        blueprint.after_request(self._kept.fill_in)
        blueprint.after_request(self._looks.note)
        blueprint.context_processor(_shown_by_the_frame)
        blueprint.context_processor(lambda: {"can_end": self._sample.can_end})
        blueprint.context_processor(self._provider.shown)
        self._add_account_routes(blueprint, limited)
        self._add_factor_routes(blueprint)
        self._add_routes(blueprint)
        self._desk.add(blueprint)
        self._add_draft_routes(blueprint)
        self._add_list_routes(blueprint)
        self._add_preview_routes(blueprint)
        self._add_practice_routes(blueprint)
        self._add_launch_routes(blueprint)
        self._add_closing_routes(blueprint)
        self._queues.add(blueprint)
        self._paper.add_to(blueprint)
        self._watch.add_to(blueprint)
        app.register_blueprint(blueprint)

    def _add_account_routes(self, blueprint: Blueprint, limited: RateLimits) -> None:
        add, account, people = blueprint.add_url_rule, self._account, self._people
        sign_in = limited.signing_in(self._sign_in.sign_in, self._sign_in.is_known_browser)
        add("/sign-in", "sign_in", sign_in, methods=_BOTH)
        add("/sign-out", "sign_out", self._sign_in.sign_out, methods=["POST"])
        add("/sign-in/provider", "ask_provider", self._provider.ask)
        add("/sign-in/provider/back", "from_provider", self._provider.back)
        add("/help", "help", self._help.own)
        add("/help/<any(manager, receptionist, approver, auditor):sheet>", "help_sheet", self._help.show)
        add("/account", "account", account.show)
        add("/account/end-others", "end_others", account.end_others, methods=["POST"])
        add("/account/password", "change_password", account.change_password, methods=["POST"])
        add("/account/tokens", "api_tokens", self._tokens.index)
        add("/account/tokens", "make_api_token", self._tokens.make, methods=["POST"])
        add("/account/tokens/<int:token_id>/withdraw", "withdraw_token", self._tokens.withdraw, methods=["POST"])
        add("/people", "people", people.index)
        add("/people/invite", "invite", people.invite)
        add("/people/invite", "send_invitation", people.send_invitation, methods=["POST"])
        add("/people/<int:person_id>", "person", people.show)
        add("/people/<int:person_id>/roles", "change_roles", people.change_roles, methods=["POST"])
        add("/people/<int:person_id>/link", "make_link", people.make_link, methods=["POST"])
        add("/people/<int:person_id>/mailed-link", "mail_link", people.mail_link, methods=["POST"])
        add("/people/<int:person_id>/factors", "reset_factors", people.reset_factors, methods=["POST"])
        add("/people/<int:person_id>/sign-ins", "end_sign_ins", people.end_sign_ins, methods=["POST"])
        add("/people/<int:person_id>/<any(close, open):step>", "confirm_account", people.confirm)
        add("/people/<int:person_id>/<any(close, open):step>", "set_account", people.set_account, methods=["POST"])
        add("/choose-password/<secret>", "choose_password", self._choose.show)
        add("/choose-password/<secret>", "set_chosen", self._choose.set_chosen, methods=["POST"])

    def _add_factor_routes(self, blueprint: Blueprint) -> None:
        add, proofs, factors = blueprint.add_url_rule, self._proofs, self._factors
        add("/sign-in/factor", "factor", proofs.factor)
        add("/sign-in/factor", "give_factor", proofs.give_factor, methods=["POST"])
        add("/sign-in/passkey", "passkey_challenge", proofs.challenge, methods=["POST"])
        add("/prove", "prove", proofs.prove)
        add("/prove", "confirm_proof", proofs.confirm_proof, methods=["POST"])
        mine = "/account/factors"
        add(mine, "factors", factors.index)
        add(f"{mine}/app", "begin_app", factors.begin_app, methods=["POST"])
        add(f"{mine}/app", "new_app", factors.new_app)
        add(f"{mine}/app/code", "confirm_app", factors.confirm_app, methods=["POST"])
        add(f"{mine}/passkey", "new_passkey", factors.new_passkey)
        add(f"{mine}/passkey", "add_passkey", factors.add_passkey, methods=["POST"])
        add(f"{mine}/passkey/options", "passkey_options", factors.passkey_options, methods=["POST"])
        removal = f"{mine}/<any(app, passkey):kind>/<int:factor_id>/remove"
        add(removal, "confirm_factor_removal", factors.confirm_removal)
        add(removal, "remove_factor", factors.remove, methods=["POST"])
        add(f"{mine}/recovery-codes", "make_codes", factors.make_codes, methods=["POST"])

    def _add_routes(self, blueprint: Blueprint) -> None:
        campaign = "/campaigns/<int:campaign_id>"
        add = blueprint.add_url_rule
        add("/", "campaigns", self._campaigns.index)
        add(campaign, "campaign", self._campaigns.show)
        add(f"{campaign}/live", "live", self._campaigns.live)
        add(f"{campaign}/pause", "confirm_pause", self._campaigns.confirm_pause)
        add(f"{campaign}/pause", "pause", self._campaigns.pause, methods=["POST"])
        add(f"{campaign}/<any(resume, close):step>", "confirm", self._campaigns.confirm)
        add(f"{campaign}/<any(resume, close):step>", "take", self._campaigns.take, methods=["POST"])
        add(f"{campaign}/unknowns", "unknowns", self._unknowns.index)
        add(f"{campaign}/unknowns/<reference>", "settle_unknown", self._unknowns.settle, methods=["POST"])
        add(f"{campaign}/tasks", "tasks", self._tasks.index)
        add(f"{campaign}/tasks/<int:task_id>", "finish_task", self._tasks.finish, methods=["POST"])
        add(f"{campaign}/reviews", "reviews", self._reviews.index)
        add(f"{campaign}/reviews/<int:review_id>", "review", self._reviews.show)
        add(f"{campaign}/reviews/<int:review_id>", "settle", self._reviews.settle, methods=["POST"])
        doubt = f"{campaign}/identity-doubts/<int:doubt_id>"
        add(doubt, "identity_doubt", self._identity_doubts.show)
        add(doubt, "settle_identity_doubt", self._identity_doubts.settle, methods=["POST"])
        add(f"{campaign}/joiners", "joiners", self._joiners.confirm)
        add(f"{campaign}/joiners", "release_joiners", self._joiners.release, methods=["POST"])
        inbound = f"{campaign}/inbound-texts"
        add(inbound, "inbound_texts", self._inbound_texts.index)
        add(f"{inbound}/<int:text_id>", "settle_inbound_text", self._inbound_texts.settle, methods=["POST"])

    def _add_draft_routes(self, blueprint: Blueprint) -> None:
        add, drafts, texts = blueprint.add_url_rule, self._drafts, self._texts
        campaign = "/campaigns/<int:campaign_id>"
        add("/campaigns/new", "new_campaign", drafts.choose)
        add("/campaigns/new/<preset>", "begin_campaign", drafts.begin)
        add("/campaigns/new/<preset>", "create_campaign", drafts.create, methods=["POST"])
        add(f"{campaign}/details", "details", drafts.details)
        add(f"{campaign}/details", "change_details", drafts.change, methods=["POST"])
        add(f"{campaign}/texts", "texts", texts.index)
        text = f"{campaign}/texts/<part>/<language>"
        add(text, "text", texts.show)
        add(text, "save_text", texts.save, methods=["POST"])
        add(f"{text}/check", "check_text", texts.check, methods=["POST"])
        add(f"{text}/versions", "text_versions", texts.versions)
        add(f"{text}/versions/<int:version>", "take_version", texts.take_again, methods=["POST"])

    def _add_list_routes(self, blueprint: Blueprint) -> None:
        add = blueprint.add_url_rule
        add("/list", "list", self._list.index)
        add("/list", "give_list", self._list.upload, methods=["POST"])
        add("/list/undo", "confirm_undo_list", self._list.confirm_undo)
        add("/list/undo", "undo_list", self._list.undo, methods=["POST"])
        upload = "/list/uploads/<int:upload_id>"
        add(upload, "list_upload", self._uploads.show)
        add(f"{upload}/store", "confirm_upload", self._uploads.confirm, methods=["POST"])
        add(f"{upload}/read", "read_upload_again", self._uploads.read_again, methods=["POST"])
        add(f"{upload}/cancel", "cancel_upload", self._uploads.cancel, methods=["POST"])
        add(f"{upload}/refused-rows", "take_refused_rows", self._uploads.refused_rows, methods=["POST"])

    def _add_preview_routes(self, blueprint: Blueprint) -> None:
        add, pages = blueprint.add_url_rule, self._preview
        preview, shade = "/campaigns/<int:campaign_id>/preview", "<any(light, dark):shade>"
        add("/jobs/<int:job_id>", "job", self._jobs.show)
        add(preview, "preview", pages.index)
        add(preview, "make_preview", pages.make, methods=["POST"])
        add(f"{preview}/<any({', '.join(part.word for part in PARTS)}):word>", "preview_part", pages.part)
        add(f"{preview}/emails/<name>/{shade}.html", "preview_email", pages.email)
        add(f"{preview}/hardest/<case>/<int:number>/<channel>/{shade}.html", "case_email", pages.case_email)
        add(f"{preview}/page/<language>.html", "preview_page", pages.page)
        add(f"{preview}/letter.pdf", "letter", pages.letter)
        add(f"{preview}/pictures/<int:picture_id>.png", "picture", pages.picture)
        add(f"{preview}/test", "test_send", self._test_send.form)
        add(f"{preview}/test", "send_test", self._test_send.ask, methods=["POST"])
        add(f"{preview}/patients", "patient_previews", self._patient_previews.index)
        asked = f"{preview}/patients/<int:patient_id>"
        add(asked, "ask_patient_preview", self._patient_previews.ask, methods=["POST"])
        shown = f"{preview}/shown-patients/<int:preview_id>"
        add(shown, "patient_preview", self._patient_previews.show)
        add(f"{shown}/<channel>/{shade}.html", "patient_email", self._patient_previews.email)
        add(f"{shown}/<int:page>.png", "patient_picture", self._patient_previews.picture)

    def _add_practice_routes(self, blueprint: Blueprint) -> None:
        add = blueprint.add_url_rule
        add("/practice", "practice", self._practice.show)
        group = "/practice/<any(details, reach, records):group>"
        add(group, "change_practice", self._practice.change)
        add(group, "store_practice", self._practice.store, methods=["POST"])
        add("/practice/senders", "senders", self._senders.index)
        add("/practice/senders/check", "check_senders", self._senders.check, methods=["POST"])
        add("/practice/senders/<name>", "change_sender", self._senders.change)
        add("/practice/senders/<name>", "store_sender", self._senders.store, methods=["POST"])
        begun = "/first-run/<secret>"
        add(begun, "first_run", self._first_run.begin)
        add(f"{begun}/check", "first_run_check", self._first_run.check)
        add(f"{begun}/check", "finish_first_run", self._first_run.finish, methods=["POST"])
        add(f"{begun}/sample", "sample", self._sample.show)
        add(f"{begun}/sample", "make_sample", self._sample.make, methods=["POST"])
        add(f"{begun}/sample/open", "enter_sample", self._sample.enter, methods=["POST"])
        add("/sample/end", "end_sample", self._sample.ask)
        add("/sample/end", "leave_sample", self._sample.leave, methods=["POST"])
        add(f"{begun}/<step>", "first_run_step", self._first_run.step)
        add(f"{begun}/<step>", "keep_first_run_step", self._first_run.keep_step, methods=["POST"])

    def _add_launch_routes(self, blueprint: Blueprint) -> None:
        campaign, add = "/campaigns/<int:campaign_id>", blueprint.add_url_rule
        add(f"{campaign}/check-list", "check_list", self._check_lists.show)
        add(f"{campaign}/sign-offs/<name>", "sign_off", self._check_lists.sign_off)
        add(f"{campaign}/sign-offs/<name>", "record_sign_off", self._check_lists.record_sign_off, methods=["POST"])
        add(f"{campaign}/budget", "budget", self._check_lists.budget)
        add(f"{campaign}/budget", "set_budget", self._check_lists.set_budget, methods=["POST"])
        add(f"{campaign}/rehearsal", "rehearsal", self._rehearsals.show)
        add(f"{campaign}/rehearsal", "ask_rehearsal", self._rehearsals.ask, methods=["POST"])
        add(f"{campaign}/approval", "approval", self._approvals.show)
        add(f"{campaign}/approval", "approve", self._approvals.approve, methods=["POST"])
        add(f"{campaign}/signature", "deed_challenge", self._deeds.challenge, methods=["POST"])
        add(f"{campaign}/launch", "launch", self._launches.show)
        add(f"{campaign}/launch", "ask_launch", self._launches.ask, methods=["POST"])
        add(f"{campaign}/countdown", "countdown", self._launches.countdown)
        add(f"{campaign}/countdown", "stop_launch", self._launches.stop, methods=["POST"])

    def _add_closing_routes(self, blueprint: Blueprint) -> None:
        campaign, add = "/campaigns/<int:campaign_id>", blueprint.add_url_rule
        closing = f"{campaign}/closing"
        add(closing, "closing", self._closing.show)
        add(f"{closing}/freeze", "freeze", self._closing.freeze)
        add(f"{closing}/freeze", "ask_freeze", self._closing.ask_freeze, methods=["POST"])
        add(f"{closing}/lists", "export", self._exports.export)
        add(f"{closing}/lists", "ask_export", self._exports.ask_export, methods=["POST"])
        add(f"{closing}/codes", "code_check", self._code_checks.show)
        add(f"{closing}/codes", "give_export", self._code_checks.give, methods=["POST"])
        add(f"{closing}/evidence", "evidence", self._exports.evidence)
        add(f"{closing}/verify.py", "verifier", self._exports.verifier)
        add(f"{closing}/evidence", "ask_evidence", self._exports.ask_evidence, methods=["POST"])
        add(f"{campaign}/files/<int:job_id>", "take_file", self._files.take, methods=["POST"])


def _shown_by_the_frame() -> dict[str, object]:
    """What every page shows around itself; no menu to who has to set a second factor up first."""
    is_open = not g.get("lacks_factor", False)
    menus = {"menu": MENU, "account_menu": ACCOUNT_MENU, "sections": SECTIONS} if is_open else {}
    return {**menus, "staff": g.get("staff")}
