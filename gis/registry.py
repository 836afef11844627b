"""How modules of a kind are found: commands, export formats, readers. What grows is found, not listed."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from types import MappingProxyType, ModuleType
from typing import Any


def collect(package: ModuleType, name: str, only: str | None = None) -> Mapping[str, Any]:
    """Every ``name`` defined by a module of ``package``, by its ``key``, in order of the keys; read-only. ``only``:
    that of one module, by the module's name.

    Modules are imported by this call and not before. A module without ``name`` is a helper and left out.
    Errors: ValueError when two modules claim one key: a mistake of the programmer, not of a user.
    """
    found: dict[str, Any] = {}
    for info in pkgutil.iter_modules(package.__path__):
        if only not in (None, info.name):
            continue
        item = getattr(importlib.import_module(f"{package.__name__}.{info.name}"), name, None)
        if item is None:
            continue
        if item.key in found:
            raise ValueError(f"{package.__name__}: two modules claim {item.key!r}")
        found[item.key] = item
    return MappingProxyType(dict(sorted(found.items())))
