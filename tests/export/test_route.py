"""Files from our own route: the register as a workbook, made beside the process."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from urllib.parse import unquote

import openpyxl
import pytest
from starlette.applications import Starlette

from gis.export.rebound_book import HEAD_ROW
from gis.live import Live
from gis.select import Selections
from tests.cli import gis
from tests.export.office import NOW, corner
from tests.web.client import get
from web.export import _failed
from web.routes import routes


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Live:
    root = corner(tmp_path_factory.mktemp("corner") / "county").county.root
    return Live(root, lambda: NOW)


@pytest.fixture(scope="module")
def app(live: Live) -> Starlette:
    return Starlette(routes=routes(live, Selections()))


def ask(app: Starlette, live: Live, what: str, query: str = ""):
    return get(app, f"/export/{live.now().version}/{what}?as_of={NOW.isoformat()}&{query}")


def test_the_register_as_a_workbook(app: Starlette, live: Live) -> None:
    found = ask(app, live, "rebounds.xlsx", "set=open&window=30")
    assert found.status == 200
    assert "反弹问题清单-20260310-1200.xlsx" in unquote(found.headers["content-disposition"])
    assert found.headers["content-type"].endswith("spreadsheetml.sheet")
    sheet = openpyxl.load_workbook(BytesIO(found.body))["反弹问题清单"]
    assert [sheet.cell(HEAD_ROW + i, 2).value for i in (2, 3, 4)] == ["A4", "A3", "A2"]


def test_the_register_as_csv(app: Starlette, live: Live) -> None:
    found = ask(app, live, "rebounds.csv", "window=2")
    assert found.status == 200
    assert found.headers["content-type"].startswith("text/csv")
    assert len(found.body.decode("utf-8-sig").splitlines()) == 1  # nothing came back within two days


@pytest.mark.parametrize(
    ("what", "error"),
    [("rebounds.gpkg", "no-format"), ("rebounds.exe", "no-format"), ("secrets.csv", "bad-value")],
)
def test_what_there_is_not_is_refused(app: Starlette, live: Live, what: str, error: str) -> None:
    found = ask(app, live, what)
    assert (found.status, found.json["error"]) == (400, error)


@pytest.mark.parametrize(
    ("lang", "sentence"), [("zh", "没有导出成功：数据文件夹不存在"), ("en", "The export failed: ")]
)
def test_a_command_that_fails_tells_why(tmp_path: Path, lang: str, sentence: str) -> None:
    done = gis(
        "cases", "--json", "--lang", lang, "--data", tmp_path / "gone", "--out", tmp_path / "a.csv", ok=False
    )
    assert _failed(done.stderr.encode()).sentence(lang).startswith(sentence)
    assert _failed(b"Segmentation fault").code == "internal" == _failed(b"").code
