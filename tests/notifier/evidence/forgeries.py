"""What somebody may do to evidence: seventy forgeries that do not follow from the facts, and ten that follow."""

from collections.abc import Callable

from tests.notifier.evidence.forged_pack import ForgedPack

# By their numbers in the list: what is known of some of the patients.
OBJECTED, AGREED, UNSURE, DOUBTED, SILENT, CONSENTED, DEAD, HIDDEN, CODED, LATE = 1, 60, 100, 110, 120, 2, 3, 4, 5, 130

Forgery = Callable[[ForgedPack], object]


def changed(kind: str, patient: int, **values: object) -> Forgery:
    """Change the last fact of a kind of a patient."""
    return lambda pack: pack.of_patient(kind, patient)["public"].update(values)


def changed_campaign(kind: str, **values: object) -> Forgery:
    """Change the last fact of a kind that is the campaign's."""
    return lambda pack: pack.last(kind)["public"].update(values)


def without(kind: str, patient: int) -> Forgery:
    """Take the facts of a patient's row away."""
    return lambda pack: pack.remove(pack.of_patient(kind, patient))


def both(*forgeries: Forgery) -> Forgery:
    """One after the other."""
    return lambda pack: [forgery(pack) for forgery in forgeries]


def said(patient: int, **values: object) -> Forgery:
    """Change what the standing of a patient says of their one answer."""
    return lambda pack: pack.of_patient("standing", patient)["public"]["answers"][0].update(values)


def standing(patient: int, **values: object) -> Forgery:
    """Change what the rule is said to have been given of a patient."""
    return changed("standing", patient, **values)


def settled(patient: int, **values: object) -> Forgery:
    """Change the event of a patient's answer."""

    def forge(pack: ForgedPack) -> None:
        reply = pack.of_patient("reply", patient)["public"]["id"]
        for event in pack.of_action("reply.settled"):
            if event["details"]["reply"] == reply:
                event["details"] |= values

    return forge


def unsettled(patient: int) -> Forgery:
    """Take the event of a patient's answer away."""

    def forge(pack: ForgedPack) -> None:
        reply = pack.of_patient("reply", patient)["public"]["id"]
        pack.events[:] = [one for one in pack.events if one["details"].get("reply") != reply]

    return forge


def written(patient: int, **values: object) -> Forgery:
    """Change what the files say that follows for a patient, and leave the facts."""
    return lambda pack: pack.outcome(patient).update(values)


def froze(patient: int, **values: object) -> Forgery:
    """Change a row of the frozen set."""
    return lambda pack: next(r for r in pack.frozen["frozen/1.jsonl"] if r["patient_id"] == patient).update(values)


def event(action: str, **values: object) -> Forgery:
    """Change the last event of an action."""

    def forge(pack: ForgedPack) -> None:
        *_, last = (one for one in pack.events if one["action"] == action)
        last.update(values)

    return forge


def no_event(action: str) -> Forgery:
    """Take every event of an action away."""
    return lambda pack: pack.events.__setitem__(slice(None), [e for e in pack.events if e["action"] != action])


def invented_patient(pack: ForgedPack) -> None:
    """Somebody more on the list, of whom nothing else is said."""
    fact = pack.of_patient("patient", SILENT)
    pack.add(fact, row="900", patient=900, public=fact["public"] | {"id": 900})


def invented_report(pack: ForgedPack) -> None:
    """A report for a message that nobody heard of: of another patient's."""
    delivery = pack.of_patient("delivery", SILENT)["public"]
    receipt = pack.of_patient("receipt", SILENT)
    receipt["public"]["delivery_id"] = delivery["id"] + 1


def invented_approval(pack: ForgedPack) -> None:
    """An approval by somebody who did not approve."""
    fact = pack.last("approval")
    pack.add(fact, row="99", public=fact["public"] | {"id": 99, "approved_by": 3})


def swapped_people(pack: ForgedPack) -> None:
    """Whoever objected and whoever was silent change places in the files."""
    one, other = pack.outcome(OBJECTED), pack.outcome(SILENT)
    for name in ("outcome", "reason", "evidence", "deadline_on"):
        one[name], other[name] = other[name], one[name]


def swapped_numbers(pack: ForgedPack) -> None:
    """Their NHS numbers change places in the files."""
    one, other = pack.outcome(OBJECTED), pack.outcome(SILENT)
    one["nhs_number"], other["nhs_number"] = other["nhs_number"], one["nhs_number"]


def emptied_chain(pack: ForgedPack) -> None:
    """No event at all."""
    pack.events.clear()


def cut_chain(pack: ForgedPack) -> None:
    """What came after the freezing never happened."""
    last = next(at for at, one in enumerate(pack.events) if one["action"] == "outcomes.frozen")
    del pack.events[last + 1 :]


MAY = {"outcome": "may_code_silent", "reason": "", "evidence": "delivered"}
# What somebody who makes every sum anew, but not the outcomes, is told: the name, the forgery, what is named.
NAMED: dict[str, tuple[Forgery, str]] = {
    "an objector is coded": (written(OBJECTED, **MAY), "outcomes.jsonl: patient 1 is may_code_silent"),
    "an objector agreed": (written(OBJECTED, outcome="may_code_asked", reason=""), "patient 1 is may_code_asked"),
    "another reason": (written(OBJECTED, reason="undecided"), r"patient 1 is hold \(undecided\)"),
    "stronger evidence": (written(SILENT, evidence="replied"), "patient 120 .* told: replied"),
    "weaker evidence": (written(SILENT, evidence="sent"), "patient 120 .* told: sent"),
    "an earlier last day": (written(SILENT, deadline_on="2026-12-01"), "patient 120 .* last day: 2026-12-01"),
    "somebody is left out": (lambda pack: pack.outcomes.remove(pack.outcome(OBJECTED)), "patient 1 is missing"),
    "somebody twice": (lambda pack: pack.outcomes.append(pack.outcome(SILENT)), "patient 120 .* twice"),
    "two are swapped": (swapped_people, "outcomes.jsonl: patient 1 is may_code"),
    "two numbers are swapped": (swapped_numbers, "patient 1 has another NHS number"),
    "a sheet row": (lambda pack: pack.sheet[1].__setitem__(1, "may_code_silent"), "patients.csv: the row of patient"),
    "a sheet row more": (lambda pack: pack.sheet.append(pack.sheet[-1]), "patients.csv has a row too many"),
    "a sheet row less": (lambda pack: pack.sheet.pop(), "patients.csv: the row of patient"),
    "more were told": (lambda pack: pack.coverage["evidence"].update(delivered=300), "coverage.json says evidence"),
    "fewer objected": (lambda pack: pack.coverage["replies"].update(keep=1), "coverage.json says replies"),
    "no reviews": (lambda pack: pack.coverage.update(open_reviews=0), "coverage.json says open_reviews"),
    "more patients": (lambda pack: pack.coverage.update(patients=301), "coverage.json says patients"),
    "fewer failed": (lambda pack: pack.coverage["deliveries"].pop("sms"), "coverage.json says deliveries"),
    "a keep is an agreement": (changed("reply", OBJECTED, choice="agree"), "reply .* of patient 1 is not what"),
    "a keep is an agreement, also for the rule": (
        both(changed("reply", OBJECTED, choice="agree"), said(OBJECTED, choice="agree")),
        "frozen/1.jsonl: patient 1 is hold .objected.*may_code_asked",
    ),
    "a keep is an agreement everywhere": (
        both(
            changed("reply", OBJECTED, choice="agree"),
            said(OBJECTED, choice="agree"),
            settled(OBJECTED, choice="agree"),
        ),
        "frozen/1.jsonl: patient 1 is hold .objected.*may_code_asked",
    ),
    "an objection is gone": (
        both(without("reply", OBJECTED), standing(OBJECTED, answers=[])),
        "frozen/1.jsonl: patient 1 is hold .objected.*may_code_silent",
    ),
    "an objection is gone everywhere": (
        both(unsettled(OBJECTED), without("reply", OBJECTED), standing(OBJECTED, answers=[])),
        "frozen/1.jsonl: patient 1 is hold .objected.*may_code_silent",
    ),
    "an objection came later": (
        changed("reply", OBJECTED, recorded_at="2027-01-01T10:00:00+00:00"),
        "patient 1 ",
    ),
    "a late objection is gone": (without("reply", LATE), "patient 130 is said to have|event .* is missing"),
    "a late objection is gone, also for the rule": (
        both(without("reply", LATE), standing(LATE, answers=[])),
        "reply .*, which event .* of the chain has, is missing",
    ),
    "a late objection agrees": (
        both(changed("reply", LATE, choice="agree"), said(LATE, choice="agree")),
        "is agree; event .* of the chain says keep",
    ),
    "an objection without its event": (unsettled(OBJECTED), "was settled by no event"),
    "a review is closed": (changed("review", DOUBTED, closed_at="2026-12-01T10:00:00+00:00"), "patient 110"),
    "a review is gone": (
        both(without("review", DOUBTED), standing(DOUBTED, open_reviews=0)),
        "coverage.json says open_reviews",
    ),
    "a review is nobody's": (standing(DOUBTED, open_reviews=0), "patient 110 has another number of open reviews"),
    "somebody unsure agreed": (changed("reply", UNSURE, choice="agree"), "reply .* of patient 100"),
    "a text arrived that did not": (invented_report, "is said to have arrived, and no report says so"),
    "no report": (without("receipt", SILENT), "is said to have arrived, and no report says so"),
    "a message failed": (changed("delivery", SILENT, delivery_status="failed"), "patient 120 is may_code_silent"),
    "a message more told": (standing(SILENT, tellings=[]), "patient 120 was not told by the messages"),
    "another channel": (changed("delivery", SILENT, channel="letter"), "coverage.json says deliveries"),
    "an earlier telling": (
        changed("delivery", SILENT, delivered_at="2026-10-01T10:00:00+00:00", deadline_on=None),
        "patient",
    ),
    "only an acknowledgement": (changed("delivery", SILENT, wave="acknowledgement"), "patient 120 was not told"),
    "from somebody else's number": (standing(SILENT, answers=[{"reply_id": 1}]), "not as the product writes one"),
    "an answer under no other number": (
        standing(SILENT, agreed_elsewhere={"choice": "agree"}),
        "under another number",
    ),
    "a slip that nobody has": (standing(SILENT, loose_slips=1), "more slips may be of patient 120"),
    "a complaint that nobody made": (standing(SILENT, unanswered=1), "patient 120 has other open matters"),
    "somebody dead lives": (
        changed("patient", DEAD, deceased=False),
        "patient 3 is kept out as deceased, their record",
    ),
    "somebody hidden is not": (changed("patient", HIDDEN, sensitive=False), "patient 4 is kept out as sensitive"),
    "somebody left": (
        changed("patient", SILENT, left=True),
        "patient 120 is kept out as None, their record says left",
    ),
    "a consent is taken off the record": (
        lambda pack: pack.of_patient("patient", CONSENTED)["private"].update(codes=[]),
        "patient 2 is kept out as express_consent, their record says None",
    ),
    "a consent and its consequence are taken off": (
        both(
            lambda pack: pack.of_patient("patient", CONSENTED)["private"].update(codes=[]),
            standing(CONSENTED, exclusion=None),
        ),
        "patient 2 is hold .express_consent.*not_informed",
    ),
    "somebody is taken off the list": (without("patient", OBJECTED), "patient 1 is not among the patients"),
    "nobody knows how somebody stands": (without("standing", OBJECTED), "nothing says how patient 1 stands"),
    "somebody is invented": (invented_patient, "nothing says how patient 900 stands"),
    "another notice": (changed_campaign("campaign", notice_days=60), "last day"),
    "a weaker rule": (
        lambda pack: pack.last("campaign")["public"]["preset_data"]["told"].update(sms="replied"),
        "patient",
    ),
    "a cancelled campaign": (
        changed_campaign("campaign", campaign_status="cancelled"),
        "frozen/1.jsonl|outcomes.jsonl",
    ),
    "a launch that was not": (changed_campaign("campaign", launched_at=None), "notice_running|not in force|patient"),
    "an invented approval": (invented_approval, "approval 99 is no event of the chain"),
    "another approver": (changed_campaign("approval", approved_by=3), "is no event of the chain"),
    "one who approves and launches": (
        changed_campaign("launch_request", asked_by=2),
        "approved by nobody but who launched",
    ),
    "no approval event": (no_event("campaign.approved"), "is no event of the chain"),
    "another text": (
        lambda pack: pack.texts.__setitem__("texts/sms.en.v1.txt", b"Other words"),
        "sms.en.v1.txt is missing, or",
    ),
    "a text more": (lambda pack: pack.texts.__setitem__("texts/sms.en.v9.txt", b"Other"), "sms.en.v9.txt is no text"),
    "a text less": (lambda pack: pack.texts.pop("texts/sms.en.v1.txt"), "sms.en.v1.txt is missing"),
    "a frozen row": (froze(OBJECTED, outcome="may_code_silent", reason=""), "frozen/1.jsonl is not what event"),
    "no frozen row": (lambda pack: pack.frozen["frozen/1.jsonl"].pop(), "frozen/1.jsonl is not what event"),
    "no frozen set": (lambda pack: pack.frozen.clear(), "frozen/1.jsonl is missing"),
    "one person froze": (
        changed_campaign("frozen_set", closed_by=1, proposed_by=1),
        "was not closed by the second person",
    ),
    "a freezing that was none": (no_event("outcomes.frozen"), "frozen set 1 is not what the chain says was frozen"),
    "an emptied chain": (emptied_chain, "fact 1 .* is in no batch of the chain"),
    "a chain that was cut": (cut_chain, "is in no batch of the chain|more of them|another number"),
    "a seal that was moved": (event("facts.sealed", at="2026-11-24T10:00:00+00:00"), "sealed at another time"),
}


# What nobody can tell from the pack alone once everything that follows was made anew as well.
FOLLOWED: dict[str, Forgery] = {
    "a keep is an agreement everywhere": NAMED["a keep is an agreement everywhere"][0],
    "an objection is gone everywhere": NAMED["an objection is gone everywhere"][0],
    "a consent and its consequence are taken off": NAMED["a consent and its consequence are taken off"][0],
    "another notice": changed_campaign("campaign", notice_days=27),
    "a doubt is none": changed("reply", DOUBTED, doubt=None),
    "a sign-in that was not": no_event("campaign.previewed"),
    "an event of another day": event("list.imported", at="2026-11-22T10:00:00+00:00"),
    "another word for a person": lambda pack: pack.last("staff")["private"].update(name="Nobody"),
    "a signed-off minute": lambda pack: pack.last("approval")["private"].update(sign_off="minute 8"),
    "an address": lambda pack: pack.of_patient("patient", SILENT)["private"].update(postcode="GU17 9XY"),
}
