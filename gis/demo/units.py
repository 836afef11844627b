"""The county's units: who leads which grid, who answers for which type. Offices and towns, no persons."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gis.demo.ground import OFFICES, Ground
from gis.demo.kinds import KINDS


@dataclass(frozen=True)
class Unit:
    """One unit."""

    id: str
    zh: str
    en: str
    kind: str
    """territory, sector or command."""
    group: str
    affiliation: str
    """local, dual_managed or resident."""
    aliases: tuple[str, ...] = ()


BUREAUS: tuple[Unit, ...] = (
    Unit("zhifa", "县综合行政执法局", "Urban Management Bureau", "sector", "市容秩序组", "local", ("综合执法局", "县执法局")),
    Unit("jiaojing", "县公安局交警大队", "Traffic Police Brigade", "sector", "市容秩序组", "local", ("交警大队",)),
    Unit("shijian", "县市场监督管理局", "Market Regulation Bureau", "sector", "食品安全组", "local", ("市监局", "县市监局")),
    Unit("huanwei", "县环境卫生服务中心", "Sanitation Service Centre", "sector", "环境卫生组", "local", ("环卫中心",)),
    Unit("shizheng", "县市政公用服务中心", "Municipal Utilities Centre", "sector", "基础设施组", "local", ("市政中心",)),
    Unit("yuanlin", "县园林绿化服务中心", "Parks and Greening Centre", "sector", "基础设施组", "local", ("园林中心",)),
    Unit("zhujian", "县住房和城乡建设局", "Housing Bureau", "sector", "基础设施组", "local", ("县住建局", "住建局")),
    Unit("ziran", "县自然资源局", "Natural Resources Bureau", "sector", "基础设施组", "local", ("自然资源局",)),
    Unit("jiaotong", "县交通运输局", "Transport Bureau", "sector", "基础设施组", "local", ("交通局",)),
    Unit("shuili", "县水利局", "Water Resources Bureau", "sector", "环境卫生组", "local", ("水利局",)),
    Unit("huanbao", "市生态环境局清岚分局", "Ecology Branch", "sector", "环境卫生组", "dual_managed", ("生态环境分局",)),
    Unit("weijian", "县卫生健康委员会", "Health Commission", "sector", "健康教育组", "local", ("县卫健委",)),
    Unit("jiaoyu", "县教育局", "Education Bureau", "sector", "健康教育组", "local"),
    Unit("nongye", "县农业农村局", "Agriculture Bureau", "sector", "环境卫生组", "local"),
    Unit("shangwu", "县商务局", "Commerce Bureau", "sector", "食品安全组", "local"),
    Unit("wenlv", "县文化广电和旅游局", "Culture and Tourism Bureau", "sector", "健康教育组", "local", ("县文旅局",)),
    Unit("gongdian", "县供电公司", "Power Supply Company", "sector", "基础设施组", "resident"),
    Unit("yancao", "县烟草专卖局", "Tobacco Monopoly Bureau", "sector", "食品安全组", "dual_managed"),
    Unit("aiwei", "县爱国卫生服务中心", "Sanitary County Office", "command", "综合协调组", "local", ("县爱卫办", "县创卫办")),
)  # fmt: skip
TERRITORY = tuple(
    Unit(f"st{code}", name + ("办事处" if name.endswith("街道") else "人民政府"), en, "territory", "属地组", "local", (name,))
    for (name, code), en in zip(
        OFFICES, ("Lancheng Subdistrict", "Dongchou Subdistrict", "Beilu Subdistrict", "Zhenhe Subdistrict",
                  "Qingli Town", "Taogeng Town", "Yanhui Town"), strict=True)
)  # fmt: skip
UNITS: tuple[Unit, ...] = (*TERRITORY, *BUREAUS)
LEADERS = tuple(u for u in BUREAUS if u.id != "aiwei")


def lead_units(ground: Ground) -> list[int]:
    """Index into UNITS of each grid's lead: bureaus share the seat's grids, towns and the outskirts lead their own."""
    g, first = ground.grids, len(TERRITORY)
    out, turn = [], 0
    for i in range(len(g.code)):
        if g.inner[i] and g.seat[i]:
            out.append(first + turn % len(LEADERS))
            turn += 1
        else:
            out.append(int(g.office[i]))
    return out


def participating(ground: Ground, leads: list[int]) -> list[list[str]]:
    """Names of the units that take part in each grid: its street or town, enforcement, and three in turn."""
    out = []
    names = [u.zh for u in UNITS]
    for i, lead in enumerate(leads):
        turn = [len(TERRITORY) + (i * 5 + k * 7) % len(LEADERS) for k in range(3)]
        want = [int(ground.grids.office[i]), len(TERRITORY), *turn]
        out.append([names[u] for u in dict.fromkeys(want) if u != lead][:4])
    return out


def unit_of_kind() -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Index into UNITS of the unit that answers for each kind."""
    ids = [u.id for u in UNITS]
    return np.array([ids.index(k.unit) for k in KINDS], dtype=np.int64)
