"""Invents the people of a list: who they are, whom they live with, how they can be reached."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import cycle
from random import Random

from notifier.contacts.nhs_number import check_digit
from notifier.errors import ValueRefused
from notifier.patients.samples.edge_cases import add_faults, add_standing
from notifier.patients.samples.frequencies import (
    AGES,
    CARE_HOMES,
    CONSENTS,
    DISSENTS,
    FAMILY,
    FEMALE,
    FORMATS,
    IMPLIED,
    LANGUAGES,
    MALE,
    STREETS,
    TOWNS,
    TYPE_1,
)
from notifier.patients.samples.sample_patient import SamplePatient

MOST_PATIENTS = 900_000
_FEWEST_WITH_FAULTS = 100  # a shorter list has no refused rows and no forced rarities
_MOBILES = 100_000


def sample_people(patients: int, random: Random, today: date) -> list[SamplePatient]:
    """The people of a list, in the order of print."""
    if not 0 < patients <= MOST_PATIENTS:
        raise ValueRefused(f"a sample list has 1 to {MOST_PATIENTS} patients")
    numbers = _nhs_numbers(random)
    people = [_person(index, next(numbers), random, today) for index in range(patients)]
    _give_homes(people, random, today)
    _give_contacts(people, random, today)
    _give_codes(people, random, today)
    if patients >= _FEWEST_WITH_FAULTS:
        add_standing(people, random, today)
        add_faults(people, random, today)
    for person in people:
        _print_contacts(person, random, is_child=_age(person, today) < 16)
    return people


def _nhs_numbers(random: Random) -> Iterator[str]:
    """Every valid number of the range once, in an order that looks like none: steps that share no factor with 10."""
    step, start = (
        random.randrange(100_000, 999_999) // 10 * 10 + random.choice((1, 3, 7, 9)),
        random.randrange(1_000_000),
    )
    for body in (f"999{(start + step * at) % 1_000_000:06}" for at in range(1_000_000)):
        check = check_digit(body)
        if check is not None and body + check != "9" * 10:
            yield body + check


def _person(index: int, number: str, random: Random, today: date) -> SamplePatient:
    youngest, oldest, _ = random.choices(AGES, [share for *_, share in AGES])[0]
    age = random.randint(youngest, oldest)
    sex = random.choices("FMU", (50.2, 49.7, 0.1))[0]
    town, county, outward = random.choice(TOWNS)
    return SamplePatient(
        index=index,
        nhs_number=number,
        nhs_number_printed=number if random.random() < 0.5 else f"{number[:3]} {number[3:6]} {number[6:]}",
        sex=sex,
        title=_title(sex, age, random),
        given_name=random.choice(MALE if sex == "M" else FEMALE),
        family_name=random.choice(FAMILY),
        born=_years_before(today, age) - timedelta(days=random.randrange(365)),
        house=random.choices(("", "Ivy Cottage", f"Flat {random.randint(1, 9)}"), (62, 18, 20))[0],
        street=f"{random.randint(1, 180)} {random.choice(STREETS)}",
        locality=random.choices(("", "Frogmore"), (70, 30))[0],
        town=town,
        county=county,
        postcode=f"{outward} {random.randint(1, 9)}{''.join(random.choices('ABDEFGHJLNPQRSTUWXYZ', k=2))}",
        landline=f"01632 960{random.randrange(1000):03}",
        language=_draw(LANGUAGES, random),
        accessible_format=_draw(FORMATS, random),
        on_repeats=random.random() < (0.2 if age < 10 else 0.3 if age < 40 else 0.5 if age < 60 else 0.78),
    )


def _title(sex: str, age: int, random: Random) -> str:
    choices = {"F": ("Mrs", "Miss", "Ms", "Dr", ""), "M": ("Mr", "Mr", "Mr", "Dr", ""), "U": ("Mx",)}[sex]
    return random.choice(choices) if age >= 18 else {"F": "Miss", "M": "Master"}.get(sex, "")


def _give_homes(people: list[SamplePatient], random: Random, today: date) -> None:
    """0.8 % live in care homes, 0.8 % have no address that post can reach."""
    old = [person for person in people if _age(person, today) >= 80]
    for at, person in enumerate(old[: round(len(people) * 0.008)]):
        home = at % len(CARE_HOMES)
        town, county, outward = TOWNS[home]
        person.house, person.street, person.locality = CARE_HOMES[home], f"{home + 1} Coopers Hill", ""
        person.town, person.county, person.postcode = town, county, f"{outward} 1A{'ABD'[home]}"
    for at, person in enumerate(random.sample(people, round(len(people) * 0.008))):
        if at % 2:
            person.postcode = ""
        else:
            person.house = person.street = person.locality = person.town = person.county = person.postcode = ""


def _give_contacts(people: list[SamplePatient], random: Random, today: date) -> None:
    """Mobiles and emails by age; children mostly have a parent's, some couples have one between them."""
    mobiles = (f"77009{number:05}" for number in cycle(range(_MOBILES)))
    parents: list[SamplePatient] = []
    for person in people:
        age = _age(person, today)
        if age < 16:
            _like_parent(person, parents, mobiles, random)
            continue
        if random.random() < (0.93 if age < 65 else 0.8 if age < 80 else 0.5):
            person.mobile = next(mobiles)
        if random.random() < (0.72 if age < 65 else 0.5):
            person.email = f"patient.{person.index}@example.com"
        if 22 <= age < 50 and person.mobile and person.street:
            parents.append(person)
        elif parents and 50 <= age < 80 and person.mobile and random.random() < 0.06:
            _live_with(person, parents[-1])
            person.mobile, person.email = parents[-1].mobile, person.email and parents[-1].email


def _like_parent(child: SamplePatient, parents: list[SamplePatient], mobiles: Iterator[str], random: Random) -> None:
    """Three of four have a mobile on record; seven of ten of these a parent's who is on the list."""
    if random.random() >= 0.75:
        return
    if not parents or random.random() >= 0.7:
        child.mobile = next(mobiles)
        return
    parent = random.choice(parents[-3:])
    _live_with(child, parent)
    child.mobile, child.family_name = parent.mobile, parent.family_name
    child.email = parent.email if random.random() < 0.5 else ""


def _live_with(person: SamplePatient, other: SamplePatient) -> None:
    person.house, person.street, person.locality = other.house, other.street, other.locality
    person.town, person.county, person.postcode, person.landline = (
        other.town,
        other.county,
        other.postcode,
        other.landline,
    )


def _give_codes(people: list[SamplePatient], random: Random, today: date) -> None:
    """Implied consent for most, express consent for 5 %, a dissent for 1.2 %, a Type 1 opt-out for 4 %."""
    for person in people:
        drawn = []
        if random.random() < 0.05:
            drawn.append(CONSENTS[random.random() < 0.2])
        if random.random() < (0.02 if drawn else 0.012):
            drawn.append(random.choice(DISSENTS))
        if random.random() < 0.6:
            drawn.append(IMPLIED)
        if random.random() < 0.04:
            drawn.append(TYPE_1)
        random.shuffle(drawn)
        alive = max((today - person.born).days, len(drawn))
        days = random.sample(range(min(alive, 4_500)), len(drawn))  # no two on one day: the latest is never in doubt
        person.codes = [
            (code, term, today - timedelta(days=day)) for (code, term), day in zip(drawn, days, strict=True)
        ]


def _print_contacts(person: SamplePatient, random: Random, is_child: bool) -> None:
    """Mobile and email as receptions type them; 3.5 % of mobiles and 2.5 % of emails so badly that they are lost."""
    if mobile := person.mobile:
        head, tail = mobile[:4], mobile[4:]
        forms = (f"0{head} {tail}", f"0{mobile}", f"+44{mobile}", mobile, f"44{mobile}", f"+44 (0){head} {tail}")
        words = f"0{head} {tail[:3]} {tail[3:]} ({'mum' if is_child else 'home'})"
        person.mobile_printed = random.choices((*forms, words), (45, 30, 8, 5, 3, 3, 2.5))[0]
        if random.random() < 0.035:
            spoilt = ("01632 960123", f"0{mobile[:9]}", "7.70E+09", "declined", "00000000000")
            person.mobile, person.mobile_printed = "", random.choice(spoilt)
    if email := person.email:
        person.email_printed = random.choices((email, f" {email.replace('p', 'P').replace('ex', 'Ex')} "), (90, 10))[0]
        if random.random() < 0.025:
            person.email, person.email_printed = (
                "",
                random.choice(("none@none", "n/a", "unknown", email.replace("@", "@@"))),
            )


def _years_before(today: date, years: int) -> date:
    return today.replace(year=today.year - years, day=min(today.day, 28))


def _age(person: SamplePatient, today: date) -> int:
    return today.year - person.born.year - ((today.month, today.day) < (person.born.month, person.born.day))


def _draw(shares: tuple[tuple[str, float], ...], random: Random) -> str:
    return random.choices([name for name, _ in shares], [share for _, share in shares])[0]
