"""Batches and their undo. The work runs beside the page, in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from datetime import datetime

import pandas as pd
import streamlit as st

from gis import process
from gis.ledger.batches import Batch
from gis.live import Loaded
from gis.settings import ROOT
from gis.views.health import Health
from gis.views.names import names
from gis.words import N_
from ui import state
from ui.rows import picked
from ui.text import e, md, number, t

KINDS = {"full": N_("全量"), "delta": N_("增量"), "flags": N_("标记"), "manual": N_("人工")}
DONE = {"retract": N_("撤回"), "restore": N_("恢复"), "erase": N_("依法删除部分行")}
FATES = {
    "new": N_("新增"),
    "updated": N_("更新"),
    "older": N_("旧数据"),
    "unchanged": N_("无变化"),
    "repeated": N_("重复"),
    "rejected": N_("拒收"),
}


def batch_list(loaded: Loaded, view: Health) -> None:
    """Every batch, newest first; the chosen one can be retracted or put back."""
    with st.container(key="cg-batches", border=True):
        if not view.batches:
            st.html(
                f"<h3>{t('还没有导入数据')}</h3><p>{t('请系统管理员用 python -m gis import 导入案卷文件。')}</p>"
            )
            return
        st.html(
            f"<h3>{t('导入批次 {n} 批，共 {rows} 行', n=number(len(view.batches)), rows=number(view.rows))}</h3>"
            f"<p>{t('每行只有一种去向，六种之和等于总行数；已撤回的批次不计。')}</p>"
        )
        table = pd.DataFrame([_row(loaded, b) for b in view.batches])
        row = picked(table, key=f"batches.{view.version}", most=400)
        if row is None:
            st.html(f"<p>{t('勾选一批，可看如何导入，也可撤回或恢复。')}</p>")
            return
        st.html(f"<p>{_how(loaded, view.batches[row])}</p>")
        _undo(loaded, view.batches[row])


def _how(loaded: Loaded, batch: Batch) -> str:
    """By which profile it was taken in, and what was done to it since, as HTML."""
    given = {"profile": batch.profile, "crs": batch.crs.upper()}
    marked = {name: f"<span data-case-text>{e(value or '—')}</span>" for name, value in given.items()}
    words = e(t("导入方案 {profile}，坐标系 {crs}。")).format(**marked)
    done = [line for line in batch.history if line["action"] in DONE]
    return words + e(t("；").join(f"{_local(loaded, line['at'])} {t(DONE[line['action']])}" for line in done))


def _local(loaded: Loaded, at: str) -> str:
    return f"{datetime.fromisoformat(at).astimezone(loaded.county.tz):%Y-%m-%d %H:%M}"


def _row(loaded: Loaded, batch: Batch) -> dict[str, object]:
    return {
        t("导入时间"): _local(loaded, batch.recorded_at),
        t("导出时间"): _local(loaded, batch.exported_at),
        t("来源"): names(loaded, state.lang()).sources.get(batch.source, batch.source),
        t("方式"): t(KINDS.get(batch.kind, batch.kind)),
        t("现状"): t("已撤回") if batch.retracted else t("有效"),
        t("行数"): batch.rows,
        **{t(word): batch.fates.get(fate, 0) for fate, word in FATES.items()},
        t("文件"): batch.file_name or "—",
        t("批次"): batch.batch_id,
    }


def _undo(loaded: Loaded, batch: Batch) -> None:
    words = t("恢复这一批") if batch.retracted else t("撤回这一批")
    with st.container(key="cg-undo", horizontal=True, vertical_alignment="center"):
        if st.button(words, key=f"undo.{batch.batch_id}.{batch.retracted}", type="primary"):
            with st.spinner(t("正在重新计算…")):
                done = _run(loaded, batch)
            if done.returncode:
                st.error(md(done.stderr.strip().splitlines()[-1] if done.stderr.strip() else t("没有完成。")))
            else:
                process.live().reload()
                st.rerun()
        st.caption(t("撤回只是让这一批不再计入，数据仍保留，随时可以恢复。"))


def _run(loaded: Loaded, batch: Batch) -> subprocess.CompletedProcess[str]:
    """``python -m gis retract`` in a process of its own: folding must not slow the tiles."""
    undo = ["--undo"] if batch.retracted else []
    return subprocess.run(  # noqa: S603 - our own interpreter and module
        [
            sys.executable,
            "-m",
            "gis",
            "retract",
            batch.batch_id,
            *undo,
            "--data",
            str(loaded.county.root),
            "--lang",
            state.lang(),
            "--why",
            "page",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
