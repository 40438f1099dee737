"""How each kind of job is done: a few lines that hand a stage what it needs."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from notifier.errors import NotAllowed, NotFound
from notifier.messages import link_mail
from notifier.messages.link_mail import LinkToMail
from notifier.practice import accounts
from notifier.preview import patient_previews, preview, test_send
from notifier.preview.rehearsal import rehearse_launch
from notifier.preview.rehearsal.stored import as_stored
from notifier.providers.audiences import email_provider
from notifier.providers.base import Accepted, Provider, Refused, Result
from notifier.providers.registry import carried
from notifier.vocabulary import Channel, JobKind
from notifier.worker.closing_jobs import ClosingJobs
from notifier.worker.doctor import examine_senders, fetch
from notifier.worker.job_work import JobHandler, JobWork
from notifier.worker.letter_jobs import LetterJobs
from notifier.worker.list_jobs import ListJobs


def _make_preview(work: JobWork) -> Mapping[str, Any]:
    """The preview of the job's campaign; the result has its fingerprint.

    It is laid out while others write, and kept in a moment.
    """
    job = work.job
    if "patient_preview" in job.details:
        return _make_patient_preview(work)
    if job.campaign_id is None:
        raise NotFound("a preview is of a campaign")
    given = job.practice_id, job.campaign_id, work.settings.reply_channels, work.load_stationery(), work.now()
    with work.database.reading() as session:
        layout = preview.lay_out_preview(session, *given, whole=True, progress=work.progress)
    with work.database.writing() as session:
        channels = work.settings.reply_channels
        seen = preview.keep_preview(session, job.practice_id, layout, channels, work.now(), by=job.asked_by)
    return {"fingerprint": seen.fingerprint}


def _rehearse(work: JobWork) -> Mapping[str, Any]:
    """The rehearsal of the job's campaign, as `rehearsal.stored` keeps it."""
    if work.job.campaign_id is None:
        raise NotFound("a rehearsal is of a campaign")
    reach = carried(work.settings)
    with work.database.reading() as session:
        found = rehearse_launch(
            session, work.settings, work.job.practice_id, work.job.campaign_id, reach, None, work.now()
        )
    return as_stored(found)


def _read_list(work: JobWork) -> Mapping[str, Any]:
    """A list that was uploaded, read and compared with the one on record; the report is kept with the upload."""
    return _list_jobs(work).read(work.job.practice_id, work.job.details["upload"], work.progress)


def _store_list(work: JobWork) -> Mapping[str, Any]:
    """A list that was uploaded and confirmed, stored."""
    return _list_jobs(work).store(work.job.practice_id, work.job.details["upload"], work.progress)


def _undo_list(work: JobWork) -> Mapping[str, Any]:
    """The last import, taken back; the result counts whom that changed."""
    return _list_jobs(work).undo(work.job.practice_id, work.job.details["list"], work.job.asked_by)


def _list_jobs(work: JobWork) -> ListJobs:
    return ListJobs(work.database, work.settings, work.keys, work.now)


def _freeze(work: JobWork) -> Mapping[str, Any]:
    """What follows for every patient, proposed or closed; the result has the number of the set, and what changed."""
    return _closing_jobs(work).freeze(work.job)


def _export_lists(work: JobWork) -> Mapping[str, Any]:
    """The lists for the clinical system as one file; the result says where it is and what it holds."""
    return _closing_jobs(work).export(work.job, work.progress)


def _check_codes(work: JobWork) -> Mapping[str, Any]:
    """An export beside what was frozen; the result has the number of the run, and the rows that cannot be read."""
    return _closing_jobs(work).check_codes(work.job, work.progress)


def _pack_evidence(work: JobWork) -> Mapping[str, Any]:
    """The evidence as one file; the result says where it is."""
    return _closing_jobs(work).pack(work.job, work.progress)


def _print_letters(work: JobWork) -> Mapping[str, Any]:
    """The letters that wait, as files in the instance; the result has the number of the run."""
    return LetterJobs(work).print_waiting()


def _reprint_letters(work: JobWork) -> Mapping[str, Any]:
    """Letters of a run once more, as files in the instance; the result has the number of the new run."""
    return LetterJobs(work).reprint()


def _make_kit(work: JobWork) -> Mapping[str, Any]:
    """The pieces of the kit as one file; the result says where it is."""
    return LetterJobs(work).make_kit()


def _closing_jobs(work: JobWork) -> ClosingJobs:
    return ClosingJobs(work.database, work.settings, work.keys, work.now)


def _check_senders(work: JobWork) -> Mapping[str, Any]:
    """What the doctor finds of senders and addresses, in its order; asking providers sends nothing to anybody."""
    found = []
    for condition in examine_senders(work.settings, work.providers, fetch):
        found.append(asdict(condition))
        work.progress(len(found), 0, condition.what)
    return {"conditions": found}


def _make_patient_preview(work: JobWork) -> Mapping[str, Any]:
    """What one patient would get."""
    work.progress(0, 1, "Laying out what the patient would get")
    asked, channels = work.job.details["patient_preview"], work.settings.reply_channels
    patient_previews.make_patient_preview(work.database, asked, channels, work.load_stationery, work.now())
    return {}


def _send_test(work: JobWork) -> Mapping[str, Any]:
    """One message to whoever asked for it; the result has its outcome: accepted, refused or unknown."""
    job, channel = work.job, Channel(work.job.details["channel"])
    with work.database.reading() as session:
        staff = accounts.account_by_id(session, job.asked_by)
    if staff is None or job.campaign_id is None:
        raise NotAllowed("whoever asked for this test has no open account any more")
    provider = work.providers[channel]
    given = work.database, provider, work.settings.reply_channels, job.campaign_id, channel, job.details["to"]
    return _outcome(provider, test_send.send_test(*given, staff, work.now()))


def _mail_link(work: JobWork) -> Mapping[str, Any]:
    """The link of a member of staff, made here and emailed; the result says accepted, refused or unknown."""
    job, provider = work.job, email_provider(work.providers)
    with work.database.reading() as session:
        by = accounts.account_by_id(session, job.asked_by)
    if by is None or provider is None:
        raise NotAllowed("whoever asked for this has no open account any more, or nothing carries emails here")
    asked = LinkToMail(job.details["person"], job.details["to"], job.details["before_secret"])
    return _outcome(provider, link_mail.mail_link(work.database, provider, asked, by, work.now()))


def _outcome(provider: Provider, result: Result) -> Mapping[str, Any]:
    """What became of the one message that a job sent, as its page reads it."""
    match result:
        case Accepted():
            return {"outcome": "accepted", "provider": provider.name}
        case Refused(reason, permanent):
            return {"outcome": "refused", "provider": provider.name, "reason": reason.value, "permanent": permanent}
        case _:
            return {"outcome": "unknown", "provider": provider.name}


HANDLERS: Mapping[JobKind, JobHandler] = {
    JobKind.READ_LIST: JobHandler(_read_list),
    JobKind.STORE_LIST: JobHandler(_store_list),
    JobKind.UNDO_LIST: JobHandler(_undo_list),
    JobKind.CHECK_SENDERS: JobHandler(_check_senders),
    JobKind.MAKE_PREVIEW: JobHandler(_make_preview),
    JobKind.REHEARSE: JobHandler(_rehearse),
    JobKind.FREEZE: JobHandler(_freeze),
    JobKind.EXPORT_LISTS: JobHandler(_export_lists),
    JobKind.CHECK_CODES: JobHandler(_check_codes),
    JobKind.PACK_EVIDENCE: JobHandler(_pack_evidence),
    JobKind.PRINT_LETTERS: JobHandler(_print_letters),
    JobKind.REPRINT_LETTERS: JobHandler(_reprint_letters),
    JobKind.MAKE_KIT: JobHandler(_make_kit),
    JobKind.TEST_SEND: JobHandler(_send_test, is_repeatable=False),
    JobKind.MAIL_LINK: JobHandler(_mail_link, is_repeatable=False),
}
