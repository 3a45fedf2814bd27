"""What SECURITY.md says of the whole program, asked of its source."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import app

ROOT = Path(app.__file__).parent
FILES = sorted(ROOT.rglob("*.py"))

CODE_IN_DATA = {"pickle", "cPickle", "dill", "shelve", "marshal", "joblib", "yaml", "cloudpickle"}
NETWORK = {
    "httpx",
    "httpx2",
    "requests",
    "urllib3",
    "aiohttp",
    "huggingface_hub",
    "ftplib",
    "smtplib",
    "telnetlib",
    "urllib.request",
    "http.client",
}
SERVERS = {"http.server", "socketserver", "asyncio", "xmlrpc.server", "wsgiref", "multiprocessing.managers"}


@cache
def _tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


@cache
def _imported(file: Path) -> tuple[str, ...]:
    return tuple(_imports(file))


def _imports(file: Path) -> Iterator[str]:
    for node in ast.walk(_tree(file)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _importers(modules: set[str]) -> set[str]:
    def concerns(name: str) -> bool:
        return any(name == module or name.startswith(f"{module}.") for module in modules)

    return {str(file.relative_to(ROOT)) for file in FILES if any(map(concerns, _imported(file)))}


@cache
def _all_calls() -> list[tuple[str, str, ast.Call]]:
    """File, function and call; functions of modules as they are written there."""
    return [
        (str(file.relative_to(ROOT)), name, node)
        for file in FILES
        for node in ast.walk(_tree(file))
        if isinstance(node, ast.Call) and (name := _name(node.func))
    ]


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Name):
        return function.id
    if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name):
        return f"{function.value.id}.{function.attr}"
    return ""


def _calls(*names: str) -> list[tuple[str, ast.Call]]:
    return [(file, call) for file, name, call in _all_calls() if name in names]


def _given(call: ast.Call, name: str) -> str | None:
    return next((ast.unparse(one.value) for one in call.keywords if one.arg == name), None)


def test_nothing_that_reads_data_runs_it() -> None:
    assert _importers(CODE_IN_DATA) == set()
    assert _calls("eval", "exec", "compile", "__import__") == []


def test_every_loader_is_told_to_be_safe() -> None:
    torch_loads, numpy_loads = _calls("torch.load"), _calls("np.load", "numpy.load")
    assert torch_loads
    assert numpy_loads
    assert [file for file, call in torch_loads if _given(call, "weights_only") != "True"] == []
    assert [file for file, call in numpy_loads if _given(call, "allow_pickle") != "False"] == []


def test_no_shell_is_ever_started() -> None:
    assert _calls("os.system", "os.popen", "subprocess.getoutput", "subprocess.getstatusoutput") == []
    started = _calls("subprocess.run", "subprocess.Popen", "subprocess.call", "subprocess.check_output")
    assert started
    assert [file for file, call in started if _given(call, "shell") is not None] == []


def test_weights_are_the_only_thing_that_is_fetched() -> None:
    assert _importers(NETWORK) == {"pipeline/weights/hub.py"}


def test_nothing_listens_but_the_window_for_a_second_start() -> None:
    assert _importers(SERVERS) == set()
    assert _importers({"socket"}) == {"pipeline/sinks/virtual_camera/pipewire_daemon.py"}
    daemon = (ROOT / "pipeline/sinks/virtual_camera/pipewire_daemon.py").read_text(encoding="utf-8")
    assert "AF_UNIX" in daemon
    assert not any(word in daemon for word in ("AF_INET", ".bind(", ".listen("))
    assert _importers({"PySide6.QtNetwork"}) == {"gui/single_instance.py"}
    names = set(_imported(ROOT / "gui/single_instance.py"))
    assert {name for name in names if name.startswith("PySide6.QtNetwork.")} == {
        "PySide6.QtNetwork.QLocalServer",
        "PySide6.QtNetwork.QLocalSocket",
    }


def test_what_runs_as_root_imports_the_standard_library_alone() -> None:
    names = {name.partition(".")[0] for name in _imported(ROOT / "commands/camera_helper.py")}
    assert names <= sys.stdlib_module_names


@pytest.mark.parametrize("word", ["--no-label", "SIGNATURE_COLOUR", "camera_helper.py", "HF_HUB_OFFLINE"])
def test_the_note_speaks_of_what_there_is(word: str) -> None:
    assert any(word in file.read_text(encoding="utf-8") for file in FILES)
