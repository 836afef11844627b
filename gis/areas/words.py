"""What foreign files call the columns of a grid."""

from __future__ import annotations

from collections.abc import Iterable

COLUMNS: dict[str, tuple[str, ...]] = {
    "grid_code": (
        "网格编码", "网格编号", "网格代码", "单元网格编码", "单元网格标识码", "责任网格编码", "标识码",
        "wgbm", "wgbh", "wgdm", "dywgbsm", "bsm", "bgcode", "编码", "编号", "代码", "code", "id",
    ),
    "name": ("网格名称", "责任网格名称", "单元网格名称", "名称", "网格", "wgmc", "mc", "grid_name"),
    "street": ("街道", "镇", "乡镇", "街道名称", "乡镇街道", "镇街", "所属街道", "jdmc"),
    "street_code": ("街道代码", "街道编码", "乡镇代码", "jddm"),
    "community": ("社区", "村", "社区名称", "村居", "社区村", "所属社区", "sqmc"),
    "community_code": ("社区代码", "社区编码", "村代码", "sqdm"),
    "lead_unit": ("牵头单位", "网格牵头单位", "责任单位", "主责单位", "管理单位", "qtdw", "zrdw"),
    "participating_units": ("参与部门", "参与单位", "配合单位", "协同单位", "cydw"),
    "linked_leader": ("包联领导", "包段领导", "联系领导", "包片领导"),
    "area_grade": ("区域等级", "区域类别", "网格等级", "qydj"),
    "urban_rural_code": ("城乡分类代码", "城乡划分代码", "城乡代码", "cxfldm"),
    "geometry_version": ("版本", "图形版本"),
    "valid_from": ("启用日期", "生效日期", "开始日期", "qyrq"),
    "valid_to": ("停用日期", "失效日期", "结束日期", "tyrq"),
}  # fmt: skip
"""Column of ARCHITECTURE.md → other names for it, the surest first; capital letters and spaces do not
matter."""


def column_for(field: str, columns: Iterable[object]) -> str | None:
    """Which of ``columns`` holds ``field``: its own name first, then the names above in their order, then
    these names as a shapefile cuts them off (ten bytes of UTF-8 or GBK)."""
    there = {str(c).strip().lower(): str(c) for c in reversed(list(columns))}
    full = (field, *COLUMNS.get(field, ()))
    cut = [name.encode(code)[:10].decode(code, errors="ignore") for name in full for code in ("utf-8", "gbk")]
    return next((there[name] for name in (*full, *cut) if name in there), None)
