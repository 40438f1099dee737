"""How each kind of job is done: a few lines that hand a stage what it needs."""

from collections.abc import Mapping
from typing import Any

from notifier.errors import NotFound
from notifier.preview import preview
from notifier.vocabulary import JobKind
from notifier.worker.job_work import JobHandler, JobWork


def _make_preview(work: JobWork) -> Mapping[str, Any]:
    """The preview of the job's campaign; the result has its fingerprint."""
    if work.job.campaign_id is None:
        raise NotFound("a preview is of a campaign")
    with work.database.writing() as session:
        seen = preview.make_preview(
            session,
            work.job.practice_id,
            work.job.campaign_id,
            work.settings.reply_channels,
            work.load_stationery(),
            work.now(),
            with_kit=True,
            by=work.job.asked_by,
        )
    return {"fingerprint": seen.fingerprint}


HANDLERS: Mapping[JobKind, JobHandler] = {JobKind.MAKE_PREVIEW: JobHandler(_make_preview)}
