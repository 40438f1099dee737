"""Pure: by which channels a patient can be told, in the campaign's order, or why not. `planning` writes it down."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from notifier.providers.channels import AddressKind, traits_of
from notifier.vocabulary import Channel, SkipReason

ADULT_AGE = 18


@dataclass(frozen=True, slots=True)
class Contact:
    """What planning needs to know of a patient."""

    patient_id: int
    date_of_birth: date
    mobile: str | None
    email: str | None
    postcode: str
    mailable: bool
    sms_declined: bool
    email_declined: bool
    stopped: frozenset[Channel]  # by which somebody with this number or address wants nothing more
    exclusion: SkipReason | None
    language: str = ""  # as the record has it


@dataclass(frozen=True, slots=True)
class Step:
    """One channel for one patient: to be used, or skipped with its reason."""

    channel: Channel
    skip: SkipReason | None


@dataclass(frozen=True)
class Sharing:
    """Who has the same number or address: only those that two or more people have, excluded people among them."""

    holders: Mapping[str, Sequence[Contact]]

    @classmethod
    def among(cls, contacts: Iterable[Contact]) -> "Sharing":
        """Collect what is shared by the whole list."""
        holders: dict[str, list[Contact]] = defaultdict(list)
        for contact in contacts:
            for address in filter(None, (contact.mobile, contact.email)):
                holders[address].append(contact)
        return cls({address: people for address, people in holders.items() if len(people) > 1})

    def may_use(self, patient_id: int, address: str, day: date, guardian_below_age: int) -> bool:
        """Whether a number or mailbox is this patient's own on a day, or a parent's for whom it is safe to read.

        Strangers, couples, grown-up children and care homes share numbers too: they get letters. One adult with young
        children at the same postcode is a parent; with two children or more a text could not say which child it means.
        A dead parent reads nothing.
        """
        holders = self.holders.get(address, ())
        if len(holders) <= 1:
            return True
        adults = [one for one in holders if age(one.date_of_birth, day) >= ADULT_AGE]
        children = [one for one in holders if age(one.date_of_birth, day) < guardian_below_age]
        is_household = len({one.postcode for one in holders}) == 1 and bool(holders[0].postcode)
        if len(adults) != 1 or len(adults) + len(children) != len(holders) or not is_household:
            return False
        (parent,) = adults
        if patient_id == parent.patient_id:
            return True
        return len(children) == 1 and parent.exclusion is not SkipReason.DECEASED


@dataclass(frozen=True)
class Routing:
    """The rules of one campaign at one moment."""

    channels: tuple[Channel, ...]
    sharing: Sharing
    guardian_below_age: int
    today: date

    @property
    def individual(self) -> list[Channel]:
        """The channels of the campaign that tell each patient for themselves, in order."""
        return [channel for channel in self.channels if traits_of(channel).tells_individually]

    def steps(self, contact: Contact, failed_before: Collection[Channel] = ()) -> list[Step]:
        """Every individual channel of the campaign in order, each usable or with the reason why not.

        `failed_before` are those that found, in an earlier wave, that the number or address of today does not exist.
        """
        failed = dict.fromkeys(failed_before, SkipReason.FAILED_BEFORE)
        return [Step(channel, self._skip(contact, channel) or failed.get(channel)) for channel in self.individual]

    def needs_guardian(self, date_of_birth: date) -> bool:
        """Whether the notice is addressed to a parent or guardian."""
        return age(date_of_birth, self.today) < self.guardian_below_age

    def _skip(self, contact: Contact, channel: Channel) -> SkipReason | None:
        if contact.exclusion is not None:
            return contact.exclusion
        traits = traits_of(channel)
        if traits.address is AddressKind.POST:
            return None if contact.mailable else SkipReason.UNMAILABLE
        is_mobile = traits.address is AddressKind.MOBILE
        address, declined = (
            (contact.mobile, contact.sms_declined) if is_mobile else (contact.email, contact.email_declined)
        )
        if address is None:
            return SkipReason.NO_MOBILE if is_mobile else SkipReason.NO_EMAIL
        if declined:
            return SkipReason.SMS_DECLINED if is_mobile else SkipReason.EMAIL_DECLINED
        if channel in contact.stopped:
            return traits.stopped
        if self.sharing.may_use(contact.patient_id, address, self.today, self.guardian_below_age):
            return None
        return SkipReason.SHARED_MOBILE if is_mobile else SkipReason.SHARED_EMAIL


def age(date_of_birth: date, today: date) -> int:
    """Completed years."""
    before_birthday = (today.month, today.day) < (date_of_birth.month, date_of_birth.day)
    return today.year - date_of_birth.year - before_birthday
