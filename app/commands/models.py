"""``models``: what LivePortrait's networks are, whether they are here, and how they get here."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, TextColumn, TimeRemainingColumn, TransferSpeedColumn
from rich.progress import Progress as ProgressBar
from rich.text import Text

from app.command_configs import ModelsAction, ModelsConfig
from app.errors import UsageError, WeightsError
from app.paths import models_dir
from app.pipeline.weights.advice import pages
from app.pipeline.weights.download import Downloader, Progress
from app.pipeline.weights.faults import FETCH_IT
from app.pipeline.weights.fetch import Fetch
from app.pipeline.weights.importing import import_files
from app.pipeline.weights.locking import folder_lock
from app.pipeline.weights.manifest import Manifest, WeightFile
from app.pipeline.weights.manifest_file import shipped_manifest
from app.pipeline.weights.settle import settle
from app.pipeline.weights.state import FileState, Presence, file_state

_STYLES = {
    Presence.VERIFIED: "green",
    Presence.PRESENT: "cyan",
    Presence.MISSING: "yellow",
    Presence.DAMAGED: "bold red",
}


def models(
    config: ModelsConfig, *, manifest: Manifest | None = None, make_fetch: Callable[[], Fetch] | None = None
) -> bool:
    """Lists, downloads, verifies or imports.

    Args:
        config: What to do.
        manifest: What there should be, None for what the program ships.
        make_fetch: Makes the network for a download, None for the real one.

    Returns:
        False when ``verify`` or ``import`` leaves a file missing or damaged.

    Raises:
        WeightsError: It cannot be done.
        UsageError: A name is not in the manifest.
    """
    files = (manifest or shipped_manifest()).select(config.names)
    folder = (config.folder or models_dir()).absolute()
    if config.action is ModelsAction.LIST:
        _list(files, folder, as_json=config.json)
        return True
    if config.action is ModelsAction.DOWNLOAD:
        _download(files, folder, (make_fetch or _real_fetch)())
        return True
    if config.action is ModelsAction.VERIFY:
        return _verify(files, folder)
    if config.source is None:
        raise UsageError("cannot import", "no folder is named", "Say: models import FOLDER")
    return _import(files, config.source, folder)


def _real_fetch() -> Fetch:
    from app.pipeline.weights.hub import HubFetch

    return HubFetch()


def _list(files: Sequence[WeightFile], folder: Path, *, as_json: bool) -> None:
    states = [file_state(file, folder) for file in files]
    if as_json:
        sys.stdout.write(json.dumps([_row(state) for state in states], indent=2) + "\n")
        return
    console, width = Console(), max(len(file.name) for file in files)
    for state in states:
        file, presence = state.file, state.presence
        line = Text.assemble(
            (f"{presence.value:8}", _STYLES[presence]),
            f"  {file.name:{width}}  {_megabytes(file.digest.size):>8}  {file.licence:10}  {file.purpose}",
        )
        console.print(line, soft_wrap=True, highlight=False)
    _say(f"folder: {folder}")
    _say_what_next(states)


def _say_what_next(states: Sequence[FileState]) -> None:
    lacking = [one.file for one in states if one.presence in (Presence.MISSING, Presence.DAMAGED)]
    if lacking:
        _say("liveportrait-cam models download fetches what is missing; the mesh engine needs none of it")
        _say(f"by hand: {' and '.join(pages(lacking))}, then liveportrait-cam models import FOLDER")
    elif any(one.presence is Presence.PRESENT for one in states):
        _say("liveportrait-cam models verify checks what is present; it is checked before it is used, too")


def _row(state: FileState) -> dict[str, str | int]:
    file = state.file
    return {
        "name": file.name,
        "state": state.presence.value,
        "bytes": file.digest.size,
        "sha256": file.digest.sha256,
        "licence": file.licence,
        "purpose": file.purpose,
        "url": file.address.url,
        "path": str(state.path),
    }


def _download(files: Sequence[WeightFile], folder: Path, fetch: Fetch) -> None:
    with _progress_bar() as show:
        Downloader(folder, fetch, progress=show).download(files)
    _say(f"{len(files)} of {len(files)} files are here and verified, in {folder}")


@contextmanager
def _progress_bar() -> Iterator[Callable[[Progress], None]]:
    """One bar for everything, on a terminal; elsewhere one line for each file."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    with ProgressBar(
        *columns, TimeRemainingColumn(), console=console, transient=True, disable=not console.is_terminal
    ) as bar:
        task = bar.add_task("", total=None)
        latest = ""

        def show(progress: Progress) -> None:
            nonlocal latest
            name = progress.file.name
            if name != latest and not console.is_terminal:
                console.print(f"fetching {name}, {_megabytes(progress.file.digest.size)}", highlight=False)
            latest = name
            bar.update(task, description=name, completed=progress.done, total=progress.total)

        yield show


def _verify(files: Sequence[WeightFile], folder: Path) -> bool:
    if not folder.is_dir():
        problems = [_not_here(file, folder) for file in files]
    else:
        with folder_lock(folder):
            problems = [_problem(file, folder) for file in files]
    for file, problem in zip(files, problems, strict=True):
        _say(f"ok    {file.name}" if problem is None else f"FAIL  {problem}")
    return not any(problems)


def _not_here(file: WeightFile, folder: Path) -> WeightsError | None:
    return WeightsError(f"{file.name} is missing", f"there is no folder '{folder}'", FETCH_IT)


def _problem(file: WeightFile, folder: Path) -> WeightsError | None:
    try:
        settle(file, folder)
    except WeightsError as error:
        return error
    return None


def _import(files: Sequence[WeightFile], source: Path, folder: Path) -> bool:
    results = import_files(files, source, folder)
    for one in results:
        if one.problem is not None:
            _say(f"FAIL  {one.problem}")
        elif one.source is None:
            _say(f"ok    {one.file.name} was here already")
        else:
            _say(f"ok    {one.file.name} from {one.source}")
    _say(f"folder: {folder}")
    return all(one.problem is None for one in results)


def _say(line: str) -> None:
    Console().print(line, markup=False, highlight=False, soft_wrap=True)


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.1f} MB"
