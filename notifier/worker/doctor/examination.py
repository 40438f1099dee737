"""Looks at everything in turn; one thing that is broken does not hide what else is."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from notifier.errors import SettingsFault
from notifier.pdf.stationery import Stationery
from notifier.providers.base import Provider
from notifier.providers.registry import providers
from notifier.settings import Settings
from notifier.store.instance_keys import is_page_only
from notifier.vocabulary import Channel
from notifier.worker.doctor import addresses, machine, page_database, senders, work_database
from notifier.worker.doctor.addresses import Fetch
from notifier.worker.doctor.condition import Condition, fault, fine


@dataclass(frozen=True)
class Doctor:
    """What the doctor looks with. `settings` may raise SettingsFault: then that is the diagnosis."""

    settings: Callable[[], Settings]
    load_stationery: Callable[[], Stationery]
    fetch: Fetch

    def conditions(self) -> Iterator[Condition]:
        """Everything that was looked at, as it is found."""
        try:
            settings = self.settings()
        except SettingsFault as found:
            yield fault(str(found), "correct settings.toml in the instance folder, or the environment")
            return
        yield fine("the settings can be read")
        yield from machine.check_instance(settings)
        yield from machine.check_room(settings)
        if is_page_only(settings.instance):
            yield from addresses.public(settings, {}, self.fetch)
            yield from page_database.check_page_database(settings)
            return
        yield from machine.check_stationery(self.load_stationery)
        yield from machine.check_wake_queue(settings)
        yield from machine.check_spool(settings)
        chosen: Mapping[Channel, Provider] = {}
        try:
            chosen = providers(settings)
        except SettingsFault as found:
            yield fault(str(found), "complete the settings, or remove them")
        yield from examine_senders(settings, chosen, self.fetch)
        yield from work_database.check_database(settings, chosen)


def examine_senders(settings: Settings, chosen: Mapping[Channel, Provider], fetch: Fetch) -> Iterator[Condition]:
    """Whether whoever carries messages can, and is reached, and whether patients and providers reach us."""
    yield from senders.check_channels()
    yield from senders.check_providers(settings, chosen)
    yield from senders.check_limits(settings, chosen)
    yield from senders.check_alarms(settings, chosen)
    yield from addresses.public(settings, chosen, fetch)
    yield from addresses.clocks(settings, chosen, fetch)
