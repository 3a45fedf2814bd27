from __future__ import annotations

import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import logs


@pytest.fixture(autouse=True)
def _logger_as_it_was(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(logs, "_quieten_libraries", lambda _: None)
    logger = logging.getLogger("app")
    before = (logger.level, logger.propagate)
    yield
    for handler in list(logger.handlers):
        logger.removeHandler(handler)
        handler.close()
    logger.level, logger.propagate = before


def _old_logs(folder: Path, count: int) -> None:
    folder.mkdir()
    for day in range(1, count + 1):
        path = folder / f"liveportrait-cam 2020-01-{day:02} 00-00-00 1.log"
        path.write_text(f"day {day}")
        os.utime(path, (day, day))


def test_ten_logs_are_kept_the_newest_of_them(tmp_path: Path) -> None:
    _old_logs(tmp_path / "log", 20)
    logs.set_up_logging(debug=False, folder=tmp_path / "log")
    logging.getLogger("app.test").debug("first line")
    newest, *older = logs.log_files(tmp_path / "log")
    assert "first line" in newest.read_text()
    assert [path.read_text() for path in older] == [f"day {day}" for day in range(20, 20 - len(older), -1)]
    assert 8 <= len(older) <= 9


def test_a_log_that_grows_goes_on_in_another_file_and_stays_within_its_size(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logs, "_FILE_BYTES", 1000)
    _old_logs(tmp_path / "log", 20)
    logs.set_up_logging(debug=False, folder=tmp_path / "log")
    for number in range(100):
        logging.getLogger("app.test").debug("line %d", number)
    found = logs.log_files(tmp_path / "log")
    assert len(found) == 10
    assert all(path.stat().st_size <= 1000 for path in found)
    assert "line 99" in found[0].read_text() + found[1].read_text()


def test_only_our_own_files_are_dropped(tmp_path: Path) -> None:
    _old_logs(tmp_path / "log", 20)
    (tmp_path / "log" / "notes.log").write_text("mine")
    os.utime(tmp_path / "log" / "notes.log", (0, 0))
    logs.set_up_logging(debug=False, folder=tmp_path / "log")
    assert (tmp_path / "log" / "notes.log").read_text() == "mine"


def test_a_folder_that_is_none_has_no_logs(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert logs.log_files(tmp_path / "file") == logs.log_files(tmp_path / "nothing") == ()


@pytest.mark.skipif(sys.platform == "win32", reason="on Windows it goes to stderr")
def test_a_crash_in_native_code_leaves_its_place_in_the_log_also_after_that_was_full(tmp_path: Path) -> None:
    crash = f"""
import faulthandler, logging, pathlib
from app import logs
logs._FILE_BYTES = 1000
logs.set_up_logging(debug=False, folder=pathlib.Path({str(tmp_path)!r}))
for number in range(15):
    logging.getLogger("app.test").debug("line %d", number)
faulthandler._sigsegv()
"""
    ended = subprocess.run([sys.executable, "-c", crash], capture_output=True, check=False)  # noqa: S603
    assert ended.returncode < 0
    said = "".join(path.read_text() for path in logs.log_files(tmp_path))
    assert "line 14" in said
    assert f"{logs.CRASH}: Segmentation fault" in said
    assert 'File "<string>", line 8 in <module>' in said
