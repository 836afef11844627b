"""The sentences of the product: which there are, which nobody marked, and the catalogues kept in step with them.

``python -m devtools.messages`` lists what is not marked and what is not translated; ``--update`` merges new
sentences into every ``gis/locale/*.po`` and drops those that are gone.
"""

from __future__ import annotations

import argparse
import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
LOCALE = ROOT / "gis" / "locale"
MARKS = ("N_", "t", "say", "tell")
ROOMS = ("gis", "ui", "pages", "web", "app.py")
"""Where sentences are looked for."""
NOT_SENTENCES = {
    "gis/demo/": "names of the synthetic county",
    "gis/intake/meaning.py": "words of foreign files",
    "gis/intake/times.py": "ways to write a time in foreign files",
    "gis/vocabulary/matching.py": "words of foreign files",
    "gis/cli/_argparse.py": "words of argparse, which has its own in English",
    "gis/areas/words.py": "column names of foreign files",
    "gis/areas/grids.py": "separators in cells of foreign files",
    "gis/registers/__init__.py": "words of registers, which are data",
}
"""Folders and files whose Chinese is no sentence, and why."""
NOT_MARKED = {
    (
        "app.py",
        "Streamlit 配置未生效，拒绝启动。请检查 .streamlit/config.toml：",
    ): "said in both languages at once",
    ("gis/cli/init.py", "本县"): "the name of a county without one, which is data",
    ("gis/export/sheets.py", "宋体"): "a font is called by its own name",
    ("gis/views/describe.py", "月"): "a date is written by rule, not by sentence",
    ("gis/views/describe.py", "日"): "a date is written by rule, not by sentence",
    ("gis/views/describe.py", "，"): "chosen by language on the same line",
    ("gis/views/describe.py", "至"): "chosen by language on the same line",
    ("gis/views/describe.py", "年"): "a date is written by rule, not by sentence",
    ("gis/views/names.py", "、"): "chosen by language on the same line",
    ("gis/views/rebound_words.py", "、"): "chosen by language on the same line",
    ("gis/views/rebound_words.py", "；"): "chosen by language on the same line",
    ("ui/frame.py", '<div class="cg-brand">净格 <span>CleanGrid</span></div>'): "the product's name",
    ("ui/frame.py", "中文"): "a language is called by its own name",
    ("web/document.py", "净格 CleanGrid"): "the product's name",
    ("web/export.py", "案卷-"): "a file name, the same in every language",
    ("web/export.py", "反弹问题清单"): "a file name, the same in every language",
}
"""Single texts that need no mark, and why."""
CHINESE = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\u3001-\u3011\uff01-\uff5e]")
"""Han, and the punctuation that only stands between Han."""

HEADER = """\
# The sentences of CleanGrid in {lang}. The Chinese ones are the source; nothing but `msgstr` is written here.
# `python -m devtools.messages --update` brings the list in step with the code.
msgid ""
msgstr ""
"Language: {lang}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""


@dataclass(frozen=True, order=True)
class Text:
    """A text of the source and where it stands (path from the root, line from 1)."""

    path: str
    line: int
    text: str


def files(rooms: tuple[str, ...]) -> Iterator[Path]:
    """Every Python file below ``rooms``, in order."""
    for room in rooms:
        path = ROOT / room
        yield from [path] if path.is_file() else sorted(path.rglob("*.py"))


def marked(path: Path) -> list[Text]:
    """Chinese texts that ``N_``, ``t``, ``say`` or ``tell`` is given, and the title in a page's META."""
    return [_text(path, node) for node in _marked(_tree(path)) if CHINESE.search(node.value)]


def unmarked(path: Path) -> list[Text]:
    """Chinese texts of the file that nobody marks: neither comment nor docstring."""
    tree = _tree(path)
    known = {id(node) for node in _marked(tree)}
    known |= {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Expr)}
    return [
        _text(path, node) for node in _texts(tree) if id(node) not in known and CHINESE.search(node.value)
    ]


def messages() -> dict[str, list[Text]]:
    """Every sentence of the product in order of its text, with the places where it stands."""
    found: dict[str, list[Text]] = {}
    for path in files(ROOMS):
        for each in marked(path):
            found.setdefault(each.text, []).append(each)
    return dict(sorted(found.items()))


def forgotten() -> list[Text]:
    """Chinese texts shown to a person that nobody marked, without the known exceptions."""
    found = (each for path in files(ROOMS) for each in unmarked(path))
    return sorted(
        e for e in found
        if not e.path.startswith(tuple(NOT_SENTENCES)) and (e.path, e.text) not in NOT_MARKED
    )  # fmt: skip


def blanks(sentence: str) -> list[tuple[str, str]]:
    """The blanks of a sentence with their formats, in order of their names."""
    return sorted((name, form or "") for _, name, form, _ in Formatter().parse(sentence) if name is not None)


def catalogues() -> dict[str, Path]:
    """Language → its catalogue."""
    return {path.stem: path for path in sorted(LOCALE.glob("*.po"))}


def read(path: Path) -> dict[str, str]:
    """Source sentence → translation, empty where there is none yet."""
    with path.open("rb") as handle:
        return {str(m.id): str(m.string) for m in read_po(handle) if m.id}


def update(path: Path) -> tuple[int, int]:
    """Bring a catalogue in step with the code. Returns how many sentences came and how many went."""
    kept, now = read(path), messages()
    fresh = Catalog(charset="utf-8")
    for sentence in now:
        fresh.add(sentence, string=kept.get(sentence, ""))
    with path.open("wb") as handle:
        handle.write(HEADER.format(lang=path.stem).encode())
        write_po(handle, fresh, width=0, no_location=True, omit_header=True, sort_output=True)
    return len(now.keys() - kept.keys()), len(kept.keys() - now.keys())


def main(argv: list[str] | None = None) -> int:
    """List what is left to do, 1 if there is anything; with --update first bring the catalogues in step."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--update", action="store_true", help="merge new sentences into every catalogue")
    args = parser.parse_args(argv)
    left = [f"{each.path}:{each.line}: not marked: {each.text}" for each in forgotten()]
    for lang, path in catalogues().items():
        if args.update:
            print("{}: {} new, {} gone".format(lang, *update(path)))
        left += [f"{lang}: not translated: {text}" for text, string in read(path).items() if not string]
    print("\n".join(left) or f"{len(messages())} sentences, nothing left to do")
    return 1 if left else 0


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _texts(node: ast.AST) -> Iterator[ast.Constant]:
    return (n for n in ast.walk(node) if isinstance(n, ast.Constant) and isinstance(n.value, str))


def _marked(tree: ast.Module) -> Iterator[ast.Constant]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _name(node.func) in MARKS:
            for given in node.args[: 2 if _name(node.func) == "tell" else 1]:
                yield from _literals(given)
        elif isinstance(node, ast.Assign) and _name(node.targets[0]) == "META":
            yield from _title(node.value)


def _title(meta: ast.expr) -> Iterator[ast.Constant]:
    for key, value in zip(meta.keys, meta.values) if isinstance(meta, ast.Dict) else ():
        if isinstance(key, ast.Constant) and key.value == "title":
            yield from _literals(value)


def _literals(node: ast.expr) -> Iterator[ast.Constant]:
    """The text itself, or both arms of ``a if … else b``; a sentence in a variable is marked where it stands."""
    if isinstance(node, ast.IfExp):
        yield from (*_literals(node.body), *_literals(node.orelse))
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _text(path: Path, node: ast.Constant) -> Text:
    return Text(path.relative_to(ROOT).as_posix(), node.lineno, node.value)


if __name__ == "__main__":
    sys.exit(main())
