"""Units, responsibility and the calendar of the invented county."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd

from gis.synthetic.ground import OFFICES

BUREAUS = (
    ("law_enforcement", "县综合行政执法局", "Comprehensive Law Enforcement Bureau", "enforcement"),
    ("traffic_police", "县公安局交通管理大队", "Traffic Police Brigade", "enforcement"),
    ("market_regulation", "县市场监督管理局", "Market Regulation Bureau", "enforcement"),
    ("sanitation_centre", "县环境卫生服务中心", "Environmental Sanitation Centre", "environment"),
    ("municipal_centre", "县市政公用服务中心", "Municipal Utilities Centre", "environment"),
    ("greening_centre", "县园林绿化服务中心", "Parks and Greening Centre", "environment"),
    ("housing", "县住房和城乡建设局", "Housing and Construction Bureau", "environment"),
    ("ecology", "县生态环境分局", "Ecology and Environment Branch", "environment"),
    ("health", "县卫生健康局", "Health Bureau", "health"), ("education", "县教育局", "Education Bureau", "publicity"),
    ("transport", "县交通运输局", "Transport Bureau", "environment"), ("water", "县水利局", "Water Bureau", "environment"),
    ("agriculture", "县农业农村局", "Agriculture and Rural Affairs Bureau", "environment"),
    ("finance", "县财政局", "Finance Bureau", "support"), ("culture", "县文化和旅游局", "Culture and Tourism Bureau", "publicity"),
    ("civil_affairs", "县民政局", "Civil Affairs Bureau", "support"), ("commerce", "县商务局", "Commerce Bureau", "support"),
    ("supply_coop", "县供销合作社", "Supply and Marketing Cooperative", "support"),
)  # fmt: skip
"""Bureaus; with the seven street and town offices there are 25 units."""
IDLE_UNIT = "supply_coop"
OFFICE_IDS = (
    "lancheng_office",
    "dongchou_office",
    "beilu_office",
    "zhenhe_office",
    "qingli_town",
    "taogeng_town",
    "yanhui_town",
)
TYPE_UNIT = {
    "on_road_vending": "law_enforcement", "shopfront_overflow": "law_enforcement", "itinerant_vendor": "law_enforcement",
    "open_air_bbq": "law_enforcement", "illegal_structure": "law_enforcement", "illegal_outdoor_ad": "law_enforcement",
    "illegal_posters": "law_enforcement", "illegal_parking_motor": "traffic_police",
    "illegal_parking_non_motor": "law_enforcement", "exposed_waste": "sanitation_centre",
    "accumulated_waste": "sanitation_centre", "dirty_road": "sanitation_centre", "piled_objects": "sanitation_centre",
    "street_hanging": "law_enforcement", "market_disorder": "market_regulation", "waste_water": "municipal_centre",
    "damaged_road": "municipal_centre", "road_spillage": "housing", "site_dust": "housing", "street_lamp": "municipal_centre",
    "manhole_cover": "municipal_centre",
}  # fmt: skip
LIMIT_HOURS = {
    "illegal_structure": 5040, "illegal_outdoor_ad": 1440, "damaged_road": 1440, "illegal_posters": 360, "street_lamp": 600,
    "manhole_cover": 240, "market_disorder": 360, "waste_water": 264, "piled_objects": 432, "accumulated_waste": 480,
}  # fmt: skip
"""Natural hours to put a case right."""
USUAL_LIMIT = 192
"""Those of the other types."""
HOLIDAYS = (
    ("2025-01-01", 1, "元旦", "New Year"), ("2025-01-28", 8, "春节", "Spring Festival"), ("2025-04-04", 3, "清明节", "Qingming"),
    ("2025-05-01", 5, "劳动节", "Labour Day"), ("2025-05-31", 3, "端午节", "Dragon Boat"),
    ("2025-10-01", 8, "国庆节、中秋节", "National Day and Mid-Autumn"), ("2026-01-01", 3, "元旦", "New Year"),
    ("2026-02-15", 9, "春节", "Spring Festival"), ("2026-04-04", 3, "清明节", "Qingming"), ("2026-05-01", 5, "劳动节", "Labour Day"),
    ("2026-06-19", 3, "端午节", "Dragon Boat"), ("2026-09-25", 3, "中秋节", "Mid-Autumn"), ("2026-10-01", 7, "国庆节", "National Day"),
)  # fmt: skip
"""First day and length. A county sets its own calendar before it counts working days by it."""
MARKET_DIGITS = (3, 8)
"""Market day: days of the month that end so (逢三逢八)."""


def units() -> pd.DataFrame:
    """unit_id, zh, en, kind, group, affiliation, aliases."""
    rows = [(i, zh, en, "bureau", group, "local", "") for i, zh, en, group in BUREAUS]
    for unit, (name, code) in zip(OFFICE_IDS, OFFICES, strict=True):
        zh = name + ("办事处" if int(code) < 100 else "人民政府")
        rows.append(
            (unit, zh, f"{unit.replace('_', ' ').title()}", "street_office", "territory", "local", name)
        )
    return pd.DataFrame(rows, columns=["unit_id", "zh", "en", "kind", "group", "affiliation", "aliases"])


def leads(count: int) -> list[str]:
    """Lead unit of each grid in order of code: every unit leads some."""
    ids = [i for i, *_ in BUREAUS] + list(OFFICE_IDS)
    return [ids[(k * 7) % len(ids)] for k in range(count)]


def calendar(first: date, last: date) -> pd.DataFrame:
    """day, kind, zh, en: public holidays and market days."""
    rows = []
    for start, length, zh, en in HOLIDAYS:
        day = date.fromisoformat(start)
        rows += [(day + timedelta(days=i), "holiday", zh, en) for i in range(length)]
    for i in range((last - first).days + 1):
        day = first + timedelta(days=i)
        if is_market_day(day):
            rows.append((day, "market_day", "集日", "Market day"))
    table = pd.DataFrame(rows, columns=["day", "kind", "zh", "en"])
    return table[(table["day"] >= first) & (table["day"] <= last)].sort_values(["day", "kind"])


def is_market_day(day: date) -> bool:
    """逢三逢八."""
    return day.day % 10 in MARKET_DIGITS


def holiday_flags(days: list[date]) -> np.ndarray:
    """Which of the days are public holidays."""
    off = {date.fromisoformat(s) + timedelta(days=i) for s, n, _, _ in HOLIDAYS for i in range(n)}
    return np.array([d in off for d in days])
