"""The command line: ``python -m gis VERB``. Verbs are modules of this folder, found by the registry."""

from __future__ import annotations

import argparse
import json
import pkgutil
import sys
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import NoReturn

from gis.cli._argparse import speaking
from gis.cli._base import Command
from gis.errors import GisError
from gis.log import log_fault
from gis.registry import collect
from gis.settings import load
from gis.words import SOURCE_LANGUAGE, languages, say


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command. 0 only when it did what was asked; an error is one sentence on stderr."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        settings = load()
    except GisError as wrong:
        return _fail(argparse.Namespace(lang=SOURCE_LANGUAGE, json=False), wrong)
    given = sys.argv[1:] if argv is None else argv
    lang = _asked(given, settings.lang)
    with speaking(lang):
        args = build(lang, _verb(given)).parse_args(given)
    args.data = Path(args.data) if args.data else settings.data
    try:
        command: Command = args.command
        return command.run(args, settings)
    except GisError as known:
        return _fail(args, known)
    except BrokenPipeError:
        return 1
    except KeyboardInterrupt:
        return 130
    except Exception as fault:  # the edge: a person gets one sentence, the log gets the rest
        return _fail(args, GisError("internal", log=log_fault(args.data, fault)))


def _asked(argv: Sequence[str], usual: str) -> str:
    """The language of ``--lang``, looked up before anything else: help and errors are said in it too."""
    words = " ".join(argv).replace("--lang=", "--lang ").split()
    asked = [after for word, after in pairwise(words) if word == "--lang" and after in languages()]
    return asked[-1] if asked else usual


class Parser(argparse.ArgumentParser):
    """Says what is wrong with a call in one sentence, as everything else does."""

    lang = SOURCE_LANGUAGE

    def error(self, message: str) -> NoReturn:
        """End with exit code 2."""
        self.exit(2, GisError("usage", detail=message, help=f"{self.prog} --help").sentence(self.lang) + "\n")


def _verb(argv: Sequence[str]) -> str | None:
    """The module of the command asked for: only that one is imported, for some stand on much."""
    import gis.cli as here

    modules = {m.name.rstrip("_").replace("_", "-"): m.name for m in pkgutil.iter_modules(here.__path__)}
    return next((modules[word] for word in argv if word in modules), None)


def build(lang: str, only: str | None = None) -> argparse.ArgumentParser:
    """The parser with every command found, or that of the module ``only``; help in ``lang``."""
    import gis.cli as here

    Parser.lang = lang
    common = Parser(add_help=False)
    common.add_argument(
        "--data", default=None, help=say("数据文件夹（默认 CLEANGRID_DATA，否则 data/）", lang)
    )
    common.add_argument("--json", action="store_true", help=say("以 JSON 输出", lang))
    parser = Parser(prog="python -m gis", description=say("净格：网格化管理地图", lang))
    for each in (common, parser):
        each.add_argument("--lang", choices=languages(), default=lang, help=say("语言", lang))
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    commands: dict[str, Command] = dict(collect(here, "COMMAND", only)) or dict(collect(here, "COMMAND"))
    for key in sorted(commands):
        command = commands[key]
        text = say(command.help, lang)
        verb = verbs.add_parser(key, parents=[common], help=text, description=text)
        command.add(verb)
        for argument in verb._actions:  # help stands as source words: a command knows no language yet
            argument.help = say(argument.help or "", lang) or None
        verb.set_defaults(command=command)
    return parser


def _fail(args: argparse.Namespace, error: GisError) -> int:
    sentence = error.sentence(args.lang)
    if args.json:
        json.dump({"error": error.code, "sentence": sentence}, sys.stderr, ensure_ascii=False)
        sys.stderr.write("\n")
    else:
        sys.stderr.write(sentence + "\n")
    return 2
