"""The words of 热点 that pages, files and the command line share: what cases are counted against."""

from __future__ import annotations

from gis.hotspots.exposure import AREA_KM2, BUILT_KM2, RESIDENTS, ROAD_KM
from gis.words import N_

BASES = {ROAD_KM: N_("街路长度"), BUILT_KM2: N_("建成区面积"), AREA_KM2: N_("土地面积")}
"""What the county's cases are shared out by."""
GROUND = {ROAD_KM: N_("街路"), BUILT_KM2: N_("建成区"), AREA_KM2: N_("土地")}
"""What a unit that is not tested has none of."""
PER = {ROAD_KM: N_("每公里街路"), BUILT_KM2: N_("每平方公里建成区"), RESIDENTS: N_("每千居民")}
KM2 = N_("每平方公里")
EXPOSURES = {
    ROAD_KM: N_("街路长度（公里）"), BUILT_KM2: N_("建成区面积（平方公里）"), AREA_KM2: N_("面积（平方公里）"),
}  # fmt: skip
NO_BUILT = N_("没有登记建成区，参照地段为所在街道、乡镇的全部网格。")
BARE_GROUND = N_(
    "没有街路图层，也没有登记建成区，预期只能按土地面积分摊：人多、街多的地方自然显得偏热，山林、农田显得偏冷。"
    "请把街路存为 basemap/roads.geojson，或在 registers/zones.geojson 中登记建成区的范围。"
)
"""Said wherever land alone is what is expected of."""
NO_BUILT_GROUND = N_(
    "没有登记建成区，预期只能按土地面积分摊：人多、街多的地方自然显得偏热，山林、农田显得偏冷。"
    "请在 registers/zones.geojson 中登记建成区（built_up_area），或改按街路长度比较。"
)
"""Said instead where built-up ground was asked for, and the county may well have streets."""
LAGGING = N_(
    "{source} 的数据只到 {day}，此后各周没有它的案卷：偏多、偏少、升温都可能由此而来。可按来源筛选后再看。"
)
"""Said of each source of ``windows.lagging``."""


def per(basis: str, *, built: bool) -> str:
    """What a rate is by; ``built``: the county says where it is built up."""
    return KM2 if basis == BUILT_KM2 and not built else PER[basis]
