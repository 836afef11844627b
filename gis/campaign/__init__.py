"""Did it hold when the campaign or the inspection was over? (暗访结束后问题反弹)

Daily counts are held against the level of the campaign and the level before it, with an interval, a turning day, and
the hours of patrol beside them; or refused in words.
"""

from gis.campaign.answer import CampaignAnswer, Level
from gis.campaign.around import BeforeAfter, before_after
from gis.campaign.events import Event, Windows, events
from gis.campaign.patrols import Patrols
from gis.campaign.regression import Ratio
from gis.campaign.report import CampaignReport, campaigns
from gis.campaign.turn import Turn

__all__ = [
    "BeforeAfter",
    "CampaignAnswer",
    "CampaignReport",
    "Event",
    "Level",
    "Patrols",
    "Ratio",
    "Turn",
    "Windows",
    "before_after",
    "campaigns",
    "events",
]
