"""Kill, a full disk, a read-only folder: nothing lost, nothing doubled, no half-written file, one sentence."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow as pa
import pytest

from gis.county import open_county
from gis.errors import GisError
from gis.ledger import files, importing
from gis.ledger.backup import backup, restore_backup
from gis.ledger.store import open_store
from tests.cli import ROOT, asked, gis
from tests.ledger.office import DAY0, cases, make_county, row, take, write


def _import(root: Path, path: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "gis", "import", str(path), "--data", str(root), "--profile", "office",
         "--exported-at", "2026-03-20T00:00"],
        cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


def _tables(root: Path) -> tuple[pa.Table, pa.Table]:
    county = open_county(root)
    statements = open_store(county).statements().sort_by([("key", "ascending"), ("row_no", "ascending")])
    return statements, cases(county)


def _whole(root: Path) -> None:
    """Every file named by a manifest is there with its bytes; nothing lies beside them but asides."""
    store = open_store(open_county(root))
    for batch in store.batches:
        path = root / "points" / batch.statements["file"]
        assert files.sha256(path) == batch.statements["sha256"]


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="SIGKILL is POSIX")
def test_killed_at_fifty_instants_then_run_again(tmp_path: Path) -> None:
    clean = make_county(tmp_path / "clean").root
    export = write(tmp_path, "export", [row(i % 900 + 1) for i in range(5_000)])
    begun = time.monotonic()
    assert _import(clean, export).wait() == 0
    whole = time.monotonic() - begun
    want = _tables(clean)
    chance = random.Random(7)
    hits = 0
    for attempt in range(50):
        root = tmp_path / f"kill{attempt}"
        make_county(root)
        child = _import(root, export)
        time.sleep(chance.uniform(0.15, 1.0) * whole)
        if child.poll() is None:
            child.send_signal(signal.SIGKILL)
            hits += 1
        child.wait()
        _whole(root)
        assert _import(root, export).wait() == 0
        assert all(a.equals(b) for a, b in zip(_tables(root), want))
        assert not [p for p in (root / "points" / "statements").iterdir() if ".tmp" in p.name]
        shutil.rmtree(root)
    print(f"killed in mid-run {hits} of 50")
    assert hits >= 25


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or not sys.platform.startswith("linux"), reason="needs RLIMIT_FSIZE"
)
def test_a_full_disk_is_one_sentence_and_changes_nothing(tmp_path: Path) -> None:
    import resource

    root = make_county(tmp_path / "data").root
    gis(
        "import",
        write(tmp_path, "a", [row(1)]),
        "--data",
        root,
        "--profile",
        "office",
        "--exported-at",
        "2026-03-10",
    )
    before = _tables(root)
    big = write(tmp_path, "big", [row(i) for i in range(1, 4000)])
    signal_ignored = (
        "import signal, sys, runpy; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); sys.argv[0] = 'gis'; "
        "runpy.run_module('gis', run_name='__main__')"
    )
    done = subprocess.run(
        [sys.executable, "-c", signal_ignored, "import", str(big), "--data", str(root), "--profile", "office",
         "--exported-at", "2026-03-20"],
        cwd=ROOT, capture_output=True, text=True, check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000)),
    )  # fmt: skip
    assert done.returncode == 2, done.stderr
    assert len(done.stderr.strip().splitlines()) == 1 and "磁盘空间不足" in done.stderr
    assert all(a.equals(b) for a, b in zip(_tables(root), before))
    assert not list((root / "points").rglob(".*.tmp*"))


def test_a_read_only_folder_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As root a read-only folder cannot be made by its mode; the refusal itself is what counts."""
    from gis.errors import GisError

    target = tmp_path / "proc" / "x"
    if os.name != "nt" and os.geteuid() == 0:
        target = Path("/proc/cleangrid/x")
    else:
        (tmp_path / "proc").mkdir(mode=0o500)
    with pytest.raises((GisError, OSError)) as refusal:
        files.write_bytes(target, b"x")
    if isinstance(refusal.value, GisError):
        assert refusal.value.code == "read-only"


def test_a_demo_folder_refuses_real_data_and_names_the_way(tmp_path: Path) -> None:
    root = make_county(tmp_path / "data", demo=True).root
    path = write(tmp_path, "a", [row(1)])
    done = gis("import", path, "--data", root, "--exported-at", "2026-03-10", ok=False)
    assert done.returncode == 2 and "python -m gis init --data" in done.stderr
    assert not (root / "points" / "batches").exists()


def test_backup_and_restore(tmp_path: Path) -> None:
    root = make_county(tmp_path / "data").root
    gis("import", write(tmp_path, "a", [row(1), row(2)]), "--data", root, "--profile", "office",
        "--exported-at", "2026-03-10")  # fmt: skip
    before = _tables(root)
    pack, back = tmp_path / "backup.zip", tmp_path / "back"
    assert asked("backup", "--data", root, "--out", pack)["files"] >= 6
    gis("restore", pack, "--data", back)
    assert all(a.equals(b) for a, b in zip(_tables(back), before))
    gis("restore", pack, "--data", back, ok=False)
    hurt = bytearray(pack.read_bytes())
    hurt[len(hurt) // 2] ^= 0xFF
    pack.write_bytes(bytes(hurt))
    gis("restore", pack, "--data", tmp_path / "other", ok=False)
    assert not (tmp_path / "other").exists()


def test_compaction_loses_nothing(tmp_path: Path) -> None:
    root = make_county(tmp_path / "data").root
    for n in range(4):
        gis("import", write(tmp_path, f"e{n}", [row(n + 1), row(n + 2)]), "--data", root, "--profile", "office",
            "--exported-at", f"2026-03-1{n}")  # fmt: skip
    before, version = _tables(root), open_store(open_county(root)).version
    assert asked("compact", "--data", root)["merged"] == 4
    assert all(a.equals(b) for a, b in zip(_tables(root), before))
    assert open_store(open_county(root)).version == version
    assert len(list((root / "points" / "statements").glob("*.parquet"))) == 1


def test_a_newer_store_is_refused_politely(tmp_path: Path) -> None:
    root = make_county(tmp_path / "data").root
    (root / "points").mkdir()
    (root / "points" / "format.json").write_text('{"format": 99}')
    done = gis("batches", "--data", root, ok=False)
    assert "99" in done.stderr and len(done.stderr.strip().splitlines()) == 1


def test_an_import_leaves_alone_what_a_refresh_is_writing_beside_it(tmp_path: Path) -> None:
    county = make_county(tmp_path / "data")
    mine, theirs = (
        county.points / name for name in ("statements/.a.1.tmp.parquet", "cache/cases/.b.2.tmp.parquet")
    )
    for path in (mine, theirs):
        path.parent.mkdir(parents=True)
        path.touch()
    files.sweep_asides(county.points)
    assert theirs.exists() and not mine.exists()


def test_a_backup_that_was_changed_on_its_way_is_one_sentence(tmp_path: Path) -> None:
    county = make_county(tmp_path / "data")
    old = county.root / "grids.geojson"
    os.utime(old, (0, 0))  # before ZIP's own time begins
    pack = tmp_path / "b.zip"
    backup(county, pack, now=DAY0)
    assert restore_backup(pack, tmp_path / "whole") > 0
    chance = random.Random(3)
    for _ in range(40):
        body = bytearray(pack.read_bytes())
        for _ in range(chance.randint(1, 60)):
            body[chance.randrange(len(body))] = chance.randrange(256)
        broken = tmp_path / "broken.zip"
        broken.write_bytes(bytes(body[: chance.choice([len(body), len(body) // 2])]))
        try:
            restore_backup(broken, tmp_path / "again")
        except GisError as bad:
            assert bad.code == "damaged-file"
        shutil.rmtree(tmp_path / "again", ignore_errors=True)


def test_fates_by_bucket_are_the_fates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [
        row(n % 30 + 1, state="已结案" if n > 40 else "处理中", closed=9 if n > 40 else None)
        for n in range(60)
    ]
    found = []
    for size in (importing.STATEMENTS_A_BUCKET, 3):
        monkeypatch.setattr(importing, "STATEMENTS_A_BUCKET", size)
        county = make_county(tmp_path / f"data{size}")
        take(county, write(tmp_path, "a", [row(n) for n in range(1, 20)]), 10)
        found.append(take(county, write(tmp_path, "b", rows), 11).fates)
    assert found[0] == found[1] and min(found[0]["new"], found[0]["updated"], found[0]["repeated"]) > 0
