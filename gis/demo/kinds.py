"""What happens in the county: problem types with their share, rhythm, limit and unit. The same everywhere."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

F64 = npt.NDArray[np.float64]

HOURS: dict[str, tuple[tuple[float, float, float], ...]] = {
    # (hour, spread in hours, weight) of each peak
    "vending": ((7.6, 1.0, 3.0), (11.8, 1.1, 1.6), (17.6, 1.5, 4.2), (20.4, 1.2, 1.6)),
    "evening": ((19.6, 1.2, 3.0), (21.6, 1.0, 2.0)),
    "parking": ((8.2, 0.9, 3.0), (11.9, 0.9, 1.6), (15.8, 1.2, 1.8), (18.0, 1.0, 2.2)),
    "morning": ((7.4, 1.2, 3.0), (9.8, 1.4, 2.0), (15.2, 1.6, 1.8)),
    "office": ((9.6, 1.3, 3.0), (15.4, 1.5, 2.6)),
}
WEEK: dict[str, tuple[float, ...]] = {
    # Monday to Sunday
    "vending": (0.90, 0.88, 0.90, 0.94, 1.08, 1.22, 1.14),
    "evening": (0.82, 0.80, 0.84, 0.92, 1.24, 1.30, 1.14),
    "parking": (1.10, 1.06, 1.04, 1.04, 1.12, 0.88, 0.78),
    "morning": (1.12, 1.02, 1.00, 1.00, 1.00, 0.96, 0.90),
    "office": (1.12, 1.10, 1.08, 1.08, 1.06, 0.84, 0.72),
}
SEASON: dict[str, tuple[float, ...]] = {
    # January to December
    "vending": (0.72, 0.78, 0.92, 1.02, 1.12, 1.18, 1.18, 1.16, 1.10, 1.04, 0.92, 0.80),
    "evening": (0.30, 0.34, 0.60, 0.92, 1.30, 1.72, 1.90, 1.78, 1.34, 0.90, 0.52, 0.34),
    "waste": (0.92, 1.02, 0.96, 0.96, 1.00, 1.06, 1.14, 1.12, 1.04, 1.00, 0.96, 0.92),
    "build": (0.70, 0.62, 1.06, 1.16, 1.18, 1.10, 1.00, 0.98, 1.08, 1.14, 1.06, 0.86),
    "flat": (1.0,) * 12,
}


@dataclass(frozen=True)
class Kind:
    """One problem type of the demo."""

    id: str
    """Identifier in the vocabulary."""
    zh: str
    """The word its exports use (小类名称)."""
    major: str
    """The word of its major class (大类名称)."""
    weight: float
    hours: str
    season: str
    market: float
    """Factor on market days."""
    limit: float
    limit_unit: str
    unit: str
    group: str = ""
    """Rebound group; the type itself where empty."""
    words: tuple[str, ...] = ()
    """Descriptions, one of which a row says."""

    @property
    def rebound_group(self) -> str:
        return self.group or self.id


CITY, ORDER, BUILD, ADS = "市容环境类", "街面秩序类", "施工管理类", "宣传广告类"
V = "street_vending"
KINDS: tuple[Kind, ...] = (
    Kind("on_road_vending", "占道经营", ORDER, 12.5, "vending", "vending", 1.55, 2, "work_hour", "zhifa", V,
         ("占道摆摊影响通行", "占用人行道经营", "菜贩占道售卖", "摊点占用非机动车道")),
    Kind("shopfront_overflow", "店外经营", ORDER, 9.5, "vending", "vending", 1.15, 4, "work_hour", "zhifa", V,
         ("商户货物摆出店外", "店外摆放桌椅", "店外堆放商品")),
    Kind("itinerant_vendor", "无照经营游商", ORDER, 7.5, "vending", "vending", 1.45, 2, "work_hour", "zhifa", V,
         ("流动摊贩沿街叫卖", "流动餐车停靠路边", "水果车沿街售卖")),
    Kind("open_air_bbq", "露天烧烤", CITY, 2.0, "evening", "evening", 1.0, 4, "work_hour", "zhifa", "",
         ("夜间露天烧烤油烟大", "烧烤摊占道")),
    Kind("illegal_parking_motor", "机动车乱停放", ORDER, 9.5, "parking", "flat", 1.25, 4, "urgent_hour", "jiaojing", "",
         ("小汽车停在人行道上", "货车占道停放", "车辆压盲道停放")),
    Kind("illegal_parking_non_motor", "非机动车乱停放", ORDER, 6.5, "parking", "flat", 1.2, 8, "work_hour", "zhifa", "",
         ("电动车乱停放", "非机动车占用盲道", "三轮车乱停放")),
    Kind("exposed_waste", "暴露垃圾", CITY, 10.5, "morning", "waste", 1.2, 1, "work_day", "huanwei", "",
         ("路边有暴露垃圾", "垃圾袋散落路旁", "绿化带内有垃圾")),
    Kind("accumulated_waste", "积存垃圾渣土", CITY, 4.9, "morning", "waste", 1.0, 8, "work_day", "huanwei", "",
         ("空地积存建筑垃圾", "墙角积存渣土")),
    Kind("dirty_road", "道路不洁", CITY, 5.5, "morning", "waste", 1.15, 4, "work_hour", "huanwei", "",
         ("路面不洁", "路面有污渍", "落叶未及时清扫")),
    Kind("overflowing_bin", "垃圾站（箱）满溢", CITY, 2.6, "morning", "waste", 1.1, 4, "work_hour", "huanwei", "",
         ("垃圾箱满溢", "果皮箱未清掏")),
    Kind("piled_objects", "乱堆杂物", CITY, 4.8, "office", "flat", 1.0, 7, "work_day", "zhifa", "",
         ("楼前堆放杂物", "门前堆放木料", "巷口堆放废旧物品")),
    Kind("illegal_posters", "非法小广告", ADS, 4.8, "office", "flat", 1.0, 6, "work_day", "zhifa", "",
         ("墙面张贴小广告", "电线杆张贴小广告", "地面喷涂小广告")),
    Kind("illegal_outdoor_ad", "违规户外广告", ADS, 3.6, "office", "flat", 1.0, 20, "work_day", "zhifa", "",
         ("擅自设置户外广告", "破旧广告布未拆除")),
    Kind("illegal_shop_sign", "违规牌匾标识", ADS, 3.2, "office", "flat", 1.0, 20, "work_day", "zhifa", "",
         ("门头牌匾破损", "一店多牌")),
    Kind("illegal_structure", "私搭乱建", CITY, 5.4, "office", "build", 1.0, 30, "work_day", "ziran", "",
         ("楼顶搭建彩钢棚", "院外私搭棚房")),
    Kind("street_hanging", "沿街晾挂", CITY, 1.6, "morning", "flat", 1.0, 1, "work_day", "zhifa", "",
         ("沿街晾晒衣物", "树间拉绳晾晒")),
    Kind("market_disorder", "农贸市场秩序问题", ORDER, 1.6, "morning", "vending", 2.2, 2, "work_day", "shijian", "",
         ("市场外溢经营", "市场内通道被占")),
    Kind("road_spillage", "道路遗撒（洒）", CITY, 1.5, "morning", "build", 1.0, 4, "urgent_hour", "zhujian", "",
         ("渣土遗撒路面", "砂石洒落")),
    Kind("site_dust", "工地扬尘", BUILD, 1.3, "office", "build", 1.0, 2, "work_day", "zhujian", "",
         ("工地裸土未覆盖", "施工未湿法作业")),
    Kind("damaged_road", "道路破损", CITY, 3.8, "office", "build", 1.0, 12, "work_day", "shizheng", "",
         ("路面坑槽", "人行道地砖破损")),
    Kind("damaged_kerb", "路缘石缺损", CITY, 1.5, "office", "flat", 1.0, 12, "work_day", "shizheng", "",
         ("路沿石缺失", "路沿石松动")),
    Kind("facade_damage", "建筑物外立面污损", CITY, 2.4, "office", "flat", 1.0, 20, "work_day", "zhujian", "",
         ("外墙污损", "墙面涂料脱落")),
    Kind("waste_water", "乱倒乱排污水、废水", CITY, 1.2, "vending", "waste", 1.1, 1, "work_day", "huanbao", "",
         ("商户乱倒污水", "污水外溢路面")),
    Kind("dirty_water", "水域不洁", CITY, 0.6, "office", "waste", 1.0, 5, "work_day", "shuili", "",
         ("水面有漂浮物", "沟渠内有垃圾")),
    Kind("littered_green", "绿地脏乱", CITY, 1.2, "morning", "waste", 1.0, 3, "work_day", "yuanlin", "",
         ("绿地内有垃圾", "绿化带踩踏裸露")),
    Kind("car_wash_on_road", "占道洗车", ORDER, 0.5, "office", "waste", 1.0, 4, "work_hour", "zhifa", "",
         ("占道洗车污水横流",)),
    Kind("manhole_cover", "井盖", "公用设施类", 0.9, "office", "flat", 1.0, 8, "urgent_hour", "shizheng", "",
         ("井盖破损", "井盖松动异响")),
    Kind("street_lamp", "路灯", "公用设施类", 0.9, "evening", "flat", 1.0, 3, "work_day", "shizheng", "",
         ("路灯不亮", "灯杆倾斜")),
    Kind("trash_bin", "垃圾箱", "市容环卫设施类", 0.7, "morning", "flat", 1.0, 3, "work_day", "huanwei", "",
         ("垃圾箱破损",)),
    Kind("guardrail", "护栏", "交通设施类", 0.6, "office", "flat", 1.0, 5, "work_day", "jiaotong", "",
         ("护栏损坏", "护栏移位")),
    Kind("street_tree", "行道树", "园林绿化设施类", 0.6, "office", "flat", 1.0, 6, "work_day", "yuanlin", "",
         ("行道树枯死", "树枝遮挡通行")),
)  # fmt: skip
SHARE: F64 = np.array([k.weight for k in KINDS]) / sum(k.weight for k in KINDS)


def hour_share(profile: str) -> F64:
    """Share of each of the 24 hours."""
    hour = np.arange(24) + 0.5
    share = sum(w * np.exp(-0.5 * ((hour - at) / spread) ** 2) for at, spread, w in HOURS[profile]) + 0.012
    return np.asarray(share / np.sum(share))
