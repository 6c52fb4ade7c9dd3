"""Measuring the source: how long its parts are, and which module imports which."""
from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).parents[2]
APART = ("/vendor/", "/migrations/versions/")  # vendored and generated


def files(*patterns: str) -> dict[str, str]:
    """path -> text of every file of ours that matches one of `patterns` (from the top of the project)."""
    found = sorted(path for pattern in patterns for path in ROOT.glob(pattern) if path.is_file())
    names = {path: path.relative_to(ROOT).as_posix() for path in found}
    return {name: path.read_text(encoding="utf-8") for path, name in names.items()
            if not any(part in f"/{name}" for part in APART)}


def lengths(sources: Mapping[str, str]) -> dict[str, int]:
    """path -> lines."""
    return {path: len(text.splitlines()) for path, text in sources.items()}


def functions(sources: Mapping[str, str]) -> dict[str, int]:
    """'path:line name' -> lines of every function and method, from its def to its end."""
    return {f"{path}:{node.lineno} {node.name}": node.end_lineno - node.lineno + 1
            for path, node in _defined(sources)}


def routes(sources: Mapping[str, str]) -> dict[str, int]:
    """The same for the functions that answer a request: decorated with .route, .get or .post."""
    return {f"{path}:{node.lineno} {node.name}": node.end_lineno - node.lineno + 1
            for path, node in _defined(sources) if any(_is_route(part) for part in node.decorator_list)}


def _defined(sources: Mapping[str, str]) -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    for path, text in sources.items():
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                yield path, node


def _is_route(decorator: ast.expr) -> bool:
    called = getattr(decorator, "func", None)
    return isinstance(called, ast.Attribute) and called.attr in ("route", "get", "post")


def longer_than(limit: int, measured: Mapping[str, int]) -> list[str]:
    """What is longer than `limit`, in words."""
    return [f"{name}: {lines} lines" for name, lines in measured.items() if lines > limit]


# --- imports -----------------------------------------------------------------------------------------
def modules(sources: Mapping[str, str]) -> dict[str, str]:
    """module -> text, from path -> text."""
    return {path.removesuffix(".py").removesuffix("/__init__").replace("/", "."): text
            for path, text in sources.items()}


def imports(texts: Mapping[str, str]) -> dict[str, set[str]]:
    """module -> every name it imports anywhere: 'portal.clock', 'portal.extensions.db', 'flask.Flask'."""
    packages = {name.rpartition(".")[0] for name in texts}
    return {name: set(_imported(ast.parse(text), name if name in packages else name.rpartition(".")[0]))
            for name, text in texts.items()}


def _imported(tree: ast.Module, package: str) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            base = ".".join([*base, *filter(None, [node.module])])
            yield from (f"{base}.{alias.name}" for alias in node.names)


def edges(texts: Mapping[str, str]) -> dict[str, set[str]]:
    """module -> the modules among `texts` that it imports."""
    return {name: {_module(target, texts) for target in targets} - {"", name}
            for name, targets in imports(texts).items()}


def _module(target: str, texts: Mapping[str, str]) -> str:
    """The module that 'portal.extensions.db' lies in; '' when it is not one of ours."""
    while target and target not in texts:
        target = target.rpartition(".")[0]
    return target


def reachable(start: Iterable[str], graph: Mapping[str, set[str]], top: str = "portal") -> set[str]:
    """Every module loaded when `start` are imported, packages included, but not by way of `top`."""
    seen: set[str] = set()
    waiting = list(start)
    while waiting:
        name = waiting.pop()
        if name in seen or name == top or name not in graph:
            continue
        seen.add(name)
        waiting += [*graph[name], name.rpartition(".")[0]]
    return seen
