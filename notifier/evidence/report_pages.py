"""The report of a campaign as pages, tagged, in the fonts of the letters, with a statement that waits to be signed."""

from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, select_autoescape

from notifier.campaigns.presets import template_root
from notifier.contacts.languages import ENGLISH
from notifier.evidence.campaign_report import CampaignReport, ReportTable
from notifier.evidence.disclosure_pages import moment_in_words, with_fonts
from notifier.pdf.layout import lay_out
from notifier.pdf.stationery import Stationery, names_style


def report_pdf(report: CampaignReport, stationery: Stationery) -> bytes:
    """The pages as a tagged PDF. RenderFault: a font is missing."""
    page = _shell().render(report=report, made_at=moment_in_words(report.made_at), widths=_widths)
    page, faces = with_fonts(page, stationery)
    fonts = dict(stationery.fonts_of(ENGLISH))
    for face in faces:
        fonts |= face.addresses
    return lay_out(page.replace("/*names*/", names_style(faces)), fonts, tagged=True).pdf


def _widths(table: ReportTable) -> list[int]:
    """How long the bar of each row is, in per cent of the longest."""
    numbers = [int(row[-1].replace(",", "")) for row in table.rows]
    most = max(numbers, default=0)
    return [round(100 * number / most) if most else 0 for number in numbers]


@cache
def _shell() -> Template:
    environment = Environment(
        loader=FileSystemLoader(template_root() / "report"),
        undefined=StrictUndefined,
        autoescape=select_autoescape(["html"]),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("report.html")
