"""What a campaign's page says first: is all well, what comes next and when, what a person has to do, how many days.

`campaign_state` is pure: it turns what is known of a campaign into sentences for a manager who has never done this.
Whatever the program did by itself says because of what, and every state says what a person may do next.
"""

from collections.abc import Iterator
from datetime import date

from notifier.campaigns.calendar import london_date
from notifier.outcomes.watched_campaign import WatchedCampaign
from notifier.providers.channels import traits_of
from notifier.vocabulary import CampaignStatus, Channel, PollSubject
from web.staff import state_answers as pages
from web.staff.sending_words import sending_sentences
from web.staff.state_answers import CampaignState, StateAnswers, Tone, counted, messages_of, verb_be
from web.templating import clock_time, day, moment, number, weekday


def campaign_state(seen: WatchedCampaign) -> CampaignState:
    """The four answers for one campaign."""
    answers = StateAnswers()
    _tasks(seen, answers)
    tone, headline = _BY_STATUS[seen.campaign_status](seen, answers)
    if seen.campaign_status in CampaignStatus.launched():
        _answers_to_look_at(seen, answers)
        _on_the_road(seen, answers)
        _closing(seen, answers)
    if tone is Tone.WELL:
        tone, headline = _well(seen, answers)
    return CampaignState(tone, headline, tuple(answers.comes_next), tuple(answers.matters), _days(seen))


def _draft(seen: WatchedCampaign, answers: StateAnswers) -> tuple[Tone, str]:
    if seen.hindrances:
        many = counted(seen.hindrances, "thing has", "things have")
        answers.ask(
            f"{many} to be done before it can be launched. The check list names each, with its page.", pages.CHECK_LIST
        )
    else:
        answers.ask("Everything is done but the approval: a second person looks at it and signs.", pages.CHECK_LIST)
    answers.comes_next.append("A second person approves exactly what was previewed. Then a manager can launch it.")
    return Tone.WAITS, "Nothing has been sent, and nothing is sent by itself."


def _approved(seen: WatchedCampaign, answers: StateAnswers) -> tuple[Tone, str]:
    by = f" by {seen.approved_by}" if seen.approved_by else ""
    if seen.hindrances:
        many = counted(seen.hindrances, "thing hinders", "things hinder")
        answers.ask(f"{many} the launch. The check list names each, with its page.", pages.CHECK_LIST)
    else:
        answers.ask("Nothing hinders the launch. The next page says in numbers what it does.", pages.LAUNCH)
    answers.comes_next.append(
        "It stays as it is until a manager launches it. After that it can be stopped for two minutes with nobody told."
    )
    return Tone.WAITS, f"It is approved{by}. Nothing has been sent, and nothing is sent by itself."


def _launching(seen: WatchedCampaign, answers: StateAnswers) -> tuple[Tone, str]:
    answers.ask("If it should not go out now, stop it: nobody is told anything then.", pages.COUNTDOWN)
    if seen.is_idle:
        _no_worker(answers)
        return Tone.STOPPED, "It is about to start, and cannot: the program that sends is not running."
    if seen.begins_at is not None:
        people = counted(seen.people, "person", "people")
        by = f" {seen.launched_by} launched it." if seen.launched_by else ""
        answers.comes_next.append(f"At {clock_time(seen.begins_at)} it begins to tell {people}.{by}")
    return Tone.LOOK, "It is about to start. Nothing has gone out yet, and it can still be stopped."


def _running(seen: WatchedCampaign, answers: StateAnswers) -> tuple[Tone, str]:
    stopped = _stopped_channels(seen, answers)
    if seen.is_idle:
        _no_worker(answers)
        return Tone.STOPPED, "The program that sends is not running. Nothing goes out until it is started again."
    answers.comes_next.extend(sending_sentences(seen, stopped))
    answers.comes_next.extend(_end_of_notice(seen))
    waiting = {one.channel for one in seen.planned if one.due and not traits_of(one.channel).is_carried_by_hand}
    if waiting and waiting <= stopped:
        return Tone.STOPPED, f"Nothing goes out now: {_why_stopped(seen, waiting)}."
    return Tone.WELL, ""


def _paused(seen: WatchedCampaign, answers: StateAnswers) -> tuple[Tone, str]:
    pause = seen.pause
    since = f" on {moment(pause.at)}" if pause and pause.at else ""
    answers.comes_next.append("Nothing goes out until a manager resumes it. Patients can answer meanwhile.")
    answers.comes_next.extend(_end_of_notice(seen))
    if seen.is_idle:
        _no_worker(answers)
    if pause and pause.because:
        answers.ask("When this is put right, resume it. The next page says what that does.", pages.RESUME)
        return Tone.STOPPED, f"The program paused the sending by itself{since}, because {pause.because}."
    answers.ask("Resume it when it should go on. The next page says what that does.", pages.RESUME)
    return Tone.STOPPED, f"{(pause and pause.by) or 'A person'} paused the sending{since}."


def _closed(seen: WatchedCampaign, answers: StateAnswers) -> tuple[Tone, str]:
    since = f" on {day(seen.closed_at)}" if seen.closed_at else ""
    answers.comes_next.append("Nothing more is sent. Late answers are still taken, and hold a patient at once.")
    if not seen.closing.sets:
        answers.comes_next.extend(_end_of_notice(seen))
    return Tone.WELL, f"It was closed{since}."


def _cancelled(seen: WatchedCampaign, answers: StateAnswers) -> tuple[Tone, str]:
    since = f" on {day(seen.closed_at)}" if seen.closed_at else ""
    answers.comes_next.append("Nothing happens any more: nobody may be coded because of it.")
    return Tone.OVER, f"It was given up{since}. Nobody has to do anything."


_BY_STATUS = {
    CampaignStatus.DRAFT: _draft,
    CampaignStatus.APPROVED: _approved,
    CampaignStatus.LAUNCHING: _launching,
    CampaignStatus.RUNNING: _running,
    CampaignStatus.PAUSED: _paused,
    CampaignStatus.CLOSED: _closed,
    CampaignStatus.CANCELLED: _cancelled,
}


def _well(seen: WatchedCampaign, answers: StateAnswers) -> tuple[Tone, str]:
    """Nothing stops it: whether anything asks for a person."""
    pressing = [one for one in answers.matters if not one.may_wait]
    if seen.closing.urgent:
        return Tone.LOOK, "The code of some patients has to come off: look at these first."
    if pressing:
        many = counted(len(pressing), "thing asks for a person", "things ask for a person")
        return (
            Tone.LOOK,
            f"{'It runs' if seen.campaign_status is CampaignStatus.RUNNING else 'It is closed'}, and {many}.",
        )
    if seen.closing.is_clean:
        return Tone.OVER, "The last comparison found every code as it has to be."
    if seen.campaign_status is CampaignStatus.CLOSED:
        return Tone.WELL, f"It was closed{f' on {day(seen.closed_at)}' if seen.closed_at else ''}."
    return Tone.WELL, "It runs by itself, and nobody has to do anything now."


def _no_worker(answers: StateAnswers) -> None:
    answers.ask(
        "The worker is not running: it is the program that sends what is due. Ask whoever looks after the computer to "
        "start it: “notifier serve” or “notifier worker”. Nothing is lost, and answers are taken all the same."
    )


def _tasks(seen: WatchedCampaign, answers: StateAnswers) -> None:
    closing = seen.closing
    if closing.urgent:
        many = counted(closing.urgent, "patient on the lists", "patients on the lists")
        answers.ask(f"{many} may no longer be coded: if the code is there already, take it off.", pages.TASKS)
    if closing.others:
        answers.ask(
            f"{counted(closing.others, 'task', 'tasks')} with codes {verb_be(closing.others)} open.", pages.OTHER_TASKS
        )


def _answers_to_look_at(seen: WatchedCampaign, answers: StateAnswers) -> None:
    if seen.reviews:
        late = ""
        if seen.late_reviews:
            late = f" {number(seen.late_reviews)} came after the last day: the code may be on the record already."
        many = counted(seen.reviews, "answer has", "answers have")
        answers.ask(f"{many} to be looked at. Until then nothing is done to these records.{late}", pages.REVIEWS)
    if seen.doubts:
        many = counted(seen.doubts, "patient", "patients")
        answers.ask(
            f"The last list leaves {many} in doubt: another person under a known NHS number, or a known person under "
            "another number. They are held, and nothing is sent to them.",
            pages.DOUBTS,
        )
    if joiners := seen.joiners:
        many = f"{counted(joiners.people, 'person', 'people')} who joined with the last list"
        wait = "waits" if joiners.people == 1 else "wait"
        answers.comes_next.append(
            f"{many} {wait} until {moment(joiners.until)} before anything is sent to them, for a wrong list is noticed "
            "within a day."
        )
        answers.ask(
            f"{many}: if they are your patients, a manager can have them told at once. If not, the list has to be "
            "taken back before.",
            pages.JOINERS,
            may_wait=True,
        )


def _on_the_road(seen: WatchedCampaign, answers: StateAnswers) -> None:
    paper = seen.paper
    if paper.to_print:
        answers.ask(f"{counted(paper.to_print, 'letter waits', 'letters wait')} to be printed.", pages.LETTERS)
    if paper.to_post:
        many = counted(paper.to_post, "printed letter is", "printed letters are")
        answers.ask(
            f"{many} not recorded as posted. A letter counts from the day on which it was posted.", pages.LETTERS
        )
    if paper.unmade:
        many = counted(paper.unmade, "letter", "letters")
        answers.ask(f"{many} could not be made from what is on record.", pages.UNMADE)
    if seen.unknown:
        many = counted(seen.unknown, "message", "messages")
        answers.ask(
            f"{many} may not have arrived: the company that carries them has not said. We keep asking it, and the next "
            "way to tell these patients is used after a while. If you can find out, say so.",
            pages.UNKNOWNS,
            may_wait=True,
        )
    if seen.unread_calls and seen.unread_since:
        many = counted(seen.unread_calls, "report", "reports")
        answers.ask(
            f"{many} of the companies that carry our messages could not be read since {moment(seen.unread_since)}. "
            "Answers by text may be among them, so the numbers here may not be all. "
            "Tell whoever looks after this installation: “notifier doctor” says why."
        )
    for subject, why in seen.unasked:
        what = (
            "What became of some messages is not known yet, for the company that carries them could not be asked. "
            "Until it can be, patients are not told another way for want of a report."
            if subject is PollSubject.REPORTS
            else "Texts that patients sent while this server was down may be missing, for the company that carries "
            "them could not be asked."
        )
        answers.ask(f"{what} Tell whoever looks after this installation: {why}.")


def _closing(seen: WatchedCampaign, answers: StateAnswers) -> None:
    closing = seen.closing
    if closing.proposal:
        if closing.proposal_until is not None and closing.proposal_until >= seen.now:
            answers.ask(
                f"{closing.proposed_by} proposed to freeze set {closing.proposal}. Another person closes it until "
                f"{moment(closing.proposal_until)}.",
                pages.CLOSING,
            )
        else:
            answers.ask(
                f"Set {closing.proposal} was proposed too long ago to be closed: have it proposed anew.", pages.CLOSING
            )
    elif not closing.sets:
        if _is_over(seen):
            answers.ask("Everybody’s time to answer is over: freeze what follows for each patient.", pages.CLOSING)
    elif closing.exported_at is None:
        answers.ask(f"Set {closing.sets} is frozen. Make its lists for the clinical system.", pages.EXPORT)
    elif closing.compared_at is None:
        answers.ask(
            f"The lists were made on {day(closing.exported_at)}. After the coding, export from the clinical system "
            "again and have the codes compared.",
            pages.COMPARE,
        )
    elif not closing.is_clean:
        answers.ask(
            f"The comparison of {day(closing.compared_at)} was not clean. When its tasks are done, export and compare "
            "again.",
            pages.COMPARE,
        )
    else:
        is_all = not answers.matters
        done = "Everything is done." if is_all else "The codes are as they have to be."
        answers.ask(f"{done} Keep the evidence for whoever asks later.", pages.EVIDENCE, may_wait=True)


def _is_over(seen: WatchedCampaign) -> bool:
    last = seen.last_day_of_all or seen.last_day
    return not seen.running_notices and last is not None and london_date(seen.now) > last


def _stopped_channels(seen: WatchedCampaign, answers: StateAnswers) -> set[Channel]:
    """The channels by which nothing goes although it should; says why, and what there is to do."""
    stopped = {one.channel for one in seen.outages}
    for outage in seen.outages:
        if outage.is_long(seen.now):
            answers.ask(outage.words(seen.now))
        else:
            answers.comes_next.append(outage.words(seen.now))
    if seen.money is not None and seen.money.held:
        waiting = " and ".join(messages_of(channel, many) for channel, many in seen.money.held.items())
        waits = "waits" if sum(seen.money.held.values()) == 1 else "wait"
        since = f" since {moment(seen.money.held_since)}" if seen.money.held_since else ""
        answers.ask(
            f"The budget is spent: {seen.money.words}. {waiting} {waits}{since}. Nobody is told twice and nobody is "
            "forgotten: what waits goes as soon as the budget allows it. Whom nothing tells is not coded.",
            pages.BUDGET,
        )
        stopped |= set(seen.money.held)
    return stopped


def _why_stopped(seen: WatchedCampaign, waiting: set[Channel]) -> str:
    held = set(seen.money.held) if seen.money else set()
    if waiting <= held:
        return "the budget is spent"
    return "the company that carries the messages cannot be had" if not waiting & held else "see below"


def _end_of_notice(seen: WatchedCampaign) -> Iterator[str]:
    last = seen.last_day_of_all or seen.last_day
    if last is not None and london_date(seen.now) <= last:
        yield f"After {weekday(last)} everybody’s time to answer is over: two people freeze what follows."


def _days(seen: WatchedCampaign) -> str:
    if seen.last_day is None:
        return f"Each patient will have {counted(seen.notice_days, 'day', 'days')} to answer, from when they are told."
    left, told_later = _left(seen, seen.last_day), ""
    if seen.last_day_of_all is not None and seen.last_day_of_all > seen.last_day:
        told_later = f" Whoever was told later has longer: the last of them until {day(seen.last_day_of_all)}."
    if left > 0:
        many = counted(left, "day is", "days are")
        return f"{many} left. The last day to answer is {weekday(seen.last_day)}.{told_later}"
    if left == 0:
        return f"Today is the last day to answer.{told_later}"
    return f"None. The last day to answer was {weekday(seen.last_day)}.{told_later}"


def _left(seen: WatchedCampaign, last: date) -> int:
    return (last - london_date(seen.now)).days
