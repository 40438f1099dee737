"""Which day a letter may name: one that leaves its patient time to answer, however long the post takes."""

from dataclasses import dataclass
from datetime import date, timedelta

from notifier.campaigns.working_days import working_days_after
from notifier.store.tables import Campaign

USUAL_POST_DAYS = 3
USUAL_ANSWER_DAYS = 7
# A letter that is made waits for the printer: one that names the day of before has to be in time tomorrow too, and one
# that is given a new day may wait for a week.
_UNTIL_POSTED = 1
_UNTIL_POSTED_ANEW = 5


@dataclass(frozen=True, slots=True)
class PostTimes:
    """How many working days the post may take, how many days a patient then has at least, and the whole notice period.

    No more than half of a notice period is asked for: where it is short, as in a trial, so are these.
    """

    post_working_days: int
    shortest_answer_days: int
    notice_days: int

    @classmethod
    def of(cls, campaign: Campaign) -> "PostTimes":
        """A campaign's; one of an earlier release has the usual ones."""
        preset = campaign.preset_data
        return cls(
            preset.get("post_working_days", USUAL_POST_DAYS),
            preset.get("shortest_answer_days", USUAL_ANSWER_DAYS),
            campaign.notice_days,
        )

    def is_in_time(self, posted_on: date, named: date) -> bool:
        """Whether a letter that is posted on a London day leaves its patient time until the day that it names."""
        return self.earliest(posted_on) <= named

    def day_to_name(self, made_on: date, before: date) -> date:
        """The day that a letter names which is made on a London day: the one of before, or a later one."""
        if self.is_in_time(working_days_after(made_on, _UNTIL_POSTED), before):
            return before
        return max(before, self.earliest(working_days_after(made_on, _UNTIL_POSTED_ANEW)))

    def earliest(self, posted_on: date) -> date:
        """The first day that a letter may name which is posted on a London day."""
        comes_on = working_days_after(posted_on, self.post_working_days)
        return min(comes_on + timedelta(days=self.shortest_answer_days), posted_on + timedelta(self.notice_days // 2))
