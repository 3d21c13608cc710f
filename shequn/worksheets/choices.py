"""The lists that worksheets choose from; ``choice.<class>.<code>`` in the texts words each code."""

from __future__ import annotations

from shequn.worksheets.base import Choice


class Strength(Choice):
    """How far one of the three characteristics is there."""

    ABSENT = "absent"
    WEAK = "weak"
    CLEAR = "clear"


class Purpose(Choice):
    """Whether members come for one thing or for several."""

    SINGLE = "single"
    MULTI = "multi"


class Carrier(Choice):
    """Where the community lives."""

    WECHAT = "wechat"
    WECOM = "wecom"
    QQ = "qq"
    DISCORD = "discord"
    TELEGRAM = "telegram"
    WHATSAPP = "whatsapp"
    SLACK = "slack"
    OTHER = "other"


class Capability(Choice):
    """Kinds of what one can supply."""

    KNOWLEDGE = "knowledge"
    SKILL = "skill"
    PEOPLE = "people"
    PRODUCT = "product"
    CHANNEL = "channel"
    MONEY = "money"


class PriceUnit(Choice):
    """What a price is paid for."""

    ORDER = "order"
    MONTH = "month"
    COURSE = "course"
    YEAR = "year"


class Place(Choice):
    """Where a channel reaches people."""

    ONLINE = "online"
    OFFLINE = "offline"


class Cadence(Choice):
    """Rhythm of iterations."""

    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"


class BacklogStatus(Choice):
    """How far an idea has come."""

    IDEA = "idea"
    DOING = "doing"
    RELEASED = "released"
    DROPPED = "dropped"


class LifeStage(Choice):
    """Where a product stands in its life."""

    START = "start"
    GROWTH = "growth"
    MATURE = "mature"
    DECLINE = "decline"


class Stage(Choice):
    """The six stages of AIDASS."""

    ATTENTION = "attention"
    INTEREST = "interest"
    DESIRE = "desire"
    ACTION = "action"
    SATISFACTION = "satisfaction"
    SHARE = "share"


class CommunityType(Choice):
    """Community types by their place on the AIDASS path."""

    LEAD_IN = "lead_in"
    CONVERSION = "conversion"
    FLASH = "flash"
    FAN = "fan"
    REPURCHASE = "repurchase"
    LEARNING = "learning"


class FirstMetric(Choice):
    """The one figure by which a community of some type is judged first."""

    JOIN_RATE = "join_rate"
    NEXT_STEP_RATE = "next_step_rate"
    BUYER_RATE = "buyer_rate"
    GMV = "gmv"
    ORDERS_PER_MEMBER = "orders_per_member"
    ACTIVE_RATE = "active_rate"
    MEMBER_CONTENT = "member_content"
    REFERRALS = "referrals"
    REPEAT_RATE = "repeat_rate"
    GMV_PER_MEMBER = "gmv_per_member"
    HOMEWORK_RATE = "homework_rate"
    COMPLETION_RATE = "completion_rate"
    RENEWAL_RATE = "renewal_rate"
    LIKES = "likes"


class Life(Choice):
    """How long a community is meant to live."""

    HOURS = "hours"
    DAYS = "days"
    WEEKS = "weeks"
    OPEN = "open"


class ContentKind(Choice):
    """The three kinds of content."""

    PRODUCT = "product"
    VALUES = "values"
    INTERACTION = "interaction"


class Days(Choice):
    """Days on which something returns."""

    DAILY = "daily"
    WEEKDAYS = "weekdays"
    WEEKEND = "weekend"
    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"

    @property
    def weekdays(self) -> tuple[int, ...]:
        """The days of the week that are meant, Monday is 0.

        Example:
            >>> Days.WEEKEND.weekdays, Days.SUNDAY.weekdays
            ((5, 6), (6,))
        """
        several = {Days.DAILY: range(7), Days.WEEKDAYS: range(5), Days.WEEKEND: range(5, 7)}
        return tuple(several.get(self, [list(Days).index(self) - len(several)]))


class Role(Choice):
    """Roles of members and of the team."""

    OWNER = "owner"
    ADMIN = "admin"
    KOL = "kol"
    KOC = "koc"
    SEED = "seed"
    OPERATIONS = "operations"
    SERVICE = "service"
    CONTENT = "content"
    DATA = "data"


class LadderStep(Choice):
    """The members' way up."""

    EXPLORING = "exploring"
    PARTICIPATING = "participating"
    CONTRIBUTING = "contributing"
    LEADING = "leading"


class ActivityLayer(Choice):
    """Layers by activity, as the report computes them."""

    CORE = "core"
    REGULAR = "regular"
    OCCASIONAL = "occasional"
    SILENT = "silent"
    LOST = "lost"


class Relation(Choice):
    """The three relations that hold a community together."""

    INTEREST = "interest"
    EMOTIONAL = "emotional"
    ORGANISATIONAL = "organisational"


class SopTable(Choice):
    """The five tables of an SOP."""

    PLANNING = "planning"
    SET_UP = "set_up"
    GROWTH = "growth"
    MAINTENANCE = "maintenance"
    ACTIVITY = "activity"


class Trigger(Choice):
    """What sets an SOP row off."""

    DATE = "date"
    WEEKDAY = "weekday"
    ENTRY = "entry"


class Outcome(Choice):
    """What became of a planned action."""

    ON_TIME = "on_time"
    LATE = "late"
    MISSED = "missed"


class Mindset(Choice):
    """The ten mindsets of the closing self-assessment."""

    MEMBERS_FIRST = "members_first"
    CHANNELS = "channels"
    GOOD_CONTENT = "good_content"
    INTERACTION = "interaction"
    DATA_DRIVEN = "data_driven"
    BRAND = "brand"
    INNOVATION = "innovation"
    PARTNERSHIP = "partnership"
    LONG_TERM = "long_term"
    PERSISTENCE = "persistence"


class DataLevel(Choice):
    """Three rising levels of thinking in data."""

    QUANTITATIVE = "quantitative"
    CORRELATIONAL = "correlational"
    EXPERIMENTAL = "experimental"
