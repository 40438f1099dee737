"""The routes of the pages about letters on paper, and about what hangs where everybody passes."""

from flask import Blueprint

from web.context import AppContext
from web.staff.display_pages import DisplayPages
from web.staff.letter_list_pages import LetterListPages
from web.staff.posting_pages import PostingPages
from web.staff.print_run_pages import PrintRunPages
from web.staff.reprint_pages import ReprintPages
from web.staff.return_pages import ReturnPages
from web.staff.screen_copy_pages import ScreenCopyPages

_CAMPAIGN = "/campaigns/<int:campaign_id>"


class PaperViews:
    """Joins these pages to the staff's door."""

    def __init__(self, context: AppContext) -> None:
        self._runs = PrintRunPages(context)
        self._reprints = ReprintPages(context)
        self._posting = PostingPages(context)
        self._returned = ReturnPages(context)
        self._lists = LetterListPages(context)
        self._copies = ScreenCopyPages(context)
        self._displays = DisplayPages(context)

    def add_to(self, blueprint: Blueprint) -> None:
        """Register the routes."""
        add, run = blueprint.add_url_rule, f"{_CAMPAIGN}/runs/<int:run_id>"
        add(f"{_CAMPAIGN}/letters", "letters", self._runs.index)
        add(f"{_CAMPAIGN}/letters", "ask_letters", self._runs.ask, methods=["POST"])
        add(run, "print_run", self._runs.show)
        add(f"{run}/files", "take_run", self._runs.take, methods=["POST"])
        add(f"{run}/<any('proof', 'count-sheet'):paper>.pdf", "run_paper", self._runs.paper)
        add(f"{run}/proof/<int:number>.png", "proof_picture", self._runs.picture)
        add(f"{run}/reprint", "reprint", self._reprints.form)
        add(f"{run}/reprint", "ask_reprint", self._reprints.ask, methods=["POST"])
        posted = f"{run}/<any(post, transcription):pile>/posted"
        add(posted, "posting", self._posting.confirm)
        add(posted, "record_posting", self._posting.record, methods=["POST"])
        add(f"{_CAMPAIGN}/returned", "returned", self._returned.index)
        add(f"{_CAMPAIGN}/returned", "record_return", self._returned.record, methods=["POST"])
        add(f"{_CAMPAIGN}/hand-outs", "hand_outs", self._lists.at_desk)
        add(f"{_CAMPAIGN}/unmade-letters", "unmade_letters", self._lists.unmade)
        add(f"{_CAMPAIGN}/letters/<int:delivery_id>/copies", "ask_copy", self._copies.ask, methods=["POST"])
        add(f"{_CAMPAIGN}/copies/<int:copy_id>", "copy", self._copies.show)
        add(f"{_CAMPAIGN}/copies/<int:copy_id>.pdf", "copy_pdf", self._copies.pdf)
        add(f"{_CAMPAIGN}/displays", "displays", self._displays.index)
        add(f"{_CAMPAIGN}/displays", "put_up", self._displays.put_up, methods=["POST"])
        add(f"{_CAMPAIGN}/displays/down", "take_down", self._displays.take_down, methods=["POST"])
        add(f"{_CAMPAIGN}/displays/kit", "ask_kit", self._displays.ask_kit, methods=["POST"])
        add(f"{_CAMPAIGN}/prescription.txt", "footer_file", self._displays.footer)
