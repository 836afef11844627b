"""One error class: a code, the facts, and one clear sentence for a person.

``gis`` raises codes; the edge (command line, page, route) turns them into words once, by ``sentence``.
"""

from __future__ import annotations

from gis.words import N_, say

SENTENCES: dict[str, str] = {
    # file system and store
    "no-data-folder": N_("数据文件夹不存在：{path}。请检查 --data 或 CLEANGRID_DATA。"),
    "not-a-store": N_("{path} 不是净格数据文件夹（缺少 county.toml）。请用 python -m gis init 新建一个。"),
    "bad-county": N_("{path} 有误：{detail}。请改正后重试。"),
    "newer-format": N_("数据格式版本为 {found}，本程序最高支持 {known}。请升级程序。"),
    "read-only": N_("数据文件夹不可写：{path}。请检查权限后重试，数据没有改动。"),
    "disk-full": N_("磁盘空间不足，写入 {path} 失败。请清出空间后重试，数据没有改动。"),
    "locked": N_("另一个程序正在写入 {path}。请等它结束后重试。"),
    "damaged-file": N_("文件已损坏：{path}（{detail}）。请从备份恢复，或撤回这一批后重新导入。"),
    "file-exists": N_("{path} 已存在。请换一个文件名，或先移走它。"),
    "no-such-file": N_("找不到文件：{path}。"),
    "demo-store": N_(
        "这是演示数据，不能导入真实数据。请先新建正式数据文件夹：python -m gis init --data {suggest}"
    ),
    # intake
    "no-reader": N_("不支持这种文件：{path}。可用的格式：{formats}。"),
    "unreadable": N_("文件无法读取：{path}（{detail}）。"),
    "bad-profile": N_("导入方案 {path} 有误：{detail}。"),
    "no-profile": N_("没有适用于 {path} 的导入方案。请用 --profile 指定；随程序提供的有：{known}。"),
    "many-profiles": N_("适用于 {path} 的导入方案不止一个：{found}。请用 --profile 指定其中一个。"),
    "empty-file": N_("{path} 是空文件，没有可导入的内容。"),
    "not-text": N_("{path} 不是文本文件。若是 Excel 工作簿，请先另存为“CSV UTF-8”再导入。"),
    "not-geojson": N_("{path} 不是 GeoJSON 要素文件。"),
    "profile-unknown": N_("无法识别的项 {keys}，可用的有 {known}"),
    "profile-value": N_("{key} 的值“{value}”无效，可用：{known}"),
    "profile-needs": N_("还缺少 {keys}"),
    "profile-one-of": N_("{keys} 要写其中一项，且只写一项"),
    "missing-columns": N_("{path} 缺少导入方案要求的列：{columns}。"),
    "no-exported-at": N_("无法判断 {path} 的导出时间。请用 --exported-at 指定，例如 2026-11-22T08:00。"),
    "unknown-crs": N_("不支持的坐标系：{crs}。可用：{known}。"),
    "no-crs": N_("{path} 没有注明坐标系。请用 --crs 指定。"),
    "bad-vocabulary": N_("词表 {path} 有误：{detail}。请改正后重试。"),
    "unknown-batch": N_("没有这个批次：{batch}。"),
    "unknown-case": N_("没有这个案卷：{case}。"),
    # areas
    "no-grids": N_("{path} 里没有网格面。"),
    "bad-boundary": N_("边界文件 {path} 里没有可用的面。"),
    "cell-size": N_("网格边长应在 {low} 到 {high} 米之间。"),
    "too-many-cells": N_("将生成约 {count} 个网格，超过上限 {limit}。请加大边长。"),
    # questions
    "bad-value": N_("{name} 的值“{value}”无效。可用：{known}。"),
    "bad-time": N_("无法识别的时间：{value}。请写成 2026-11-22 或 2026-11-22T08:00。"),
    "few-steps": N_(
        "只有 {count} 个完整时段（每段约 {days} 天），不足 {least} 个，不判断冷热变化。请加长时间范围或放宽筛选。"
    ),
    "whole-county": N_(
        "这项分析以全县为范围、以完整的周为时间，不能按 {names} 筛选。请去掉这些筛选，再在结果里查找。"
    ),
    "export-failed": N_("没有导出成功：{sentence}"),
    "no-format": N_("不能导出为 {suffix}。可用：{known}。"),
    "too-many-rows": N_("共 {count} 件，一个 {suffix} 文件最多 {most} 行。请缩小时间或范围，或改用 CSV。"),
    "usage": N_("命令用法有误（{detail}）。用法见 {help}。"),
    "bad-setting": N_("环境变量 {name} 的值“{value}”无效。请改正或清空后重试。"),
    "worker-lost": N_("这项计算没有完成：计算进程意外结束，可能是内存不足。请缩小范围后重试，或告知管理员。"),
    "internal": N_("程序出错，已记入日志。请把 {log} 发给管理员。"),
}


class GisError(Exception):
    """Something a person can act on. ``code`` is a key of ``SENTENCES``; ``facts`` fill its blanks."""

    def __init__(self, code: str, **facts: object) -> None:
        self.code, self.facts = code, facts
        super().__init__(f"{code}: {facts}")

    def __reduce__(self) -> tuple[object, ...]:
        """Errors cross from one process to another."""
        return _again, (self.code, self.facts)

    def sentence(self, lang: str = "zh") -> str:
        """The error as one sentence in ``lang`` with the next step in it."""
        facts = {k: v.sentence(lang) if isinstance(v, GisError) else str(v) for k, v in self.facts.items()}
        return say(SENTENCES.get(self.code, self.code), lang).format_map(facts)


def _again(code: str, facts: dict[str, object]) -> GisError:
    return GisError(code, **facts)
