"""Presets: tunings with a name, one file each; those that ship with the program can only be used."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from app.files import NotPlainFileError, path_of, read_plain, replacing
from app.settings.preset_file import MOST_BYTES, FlawError, PresetError, format_preset, parse_preset
from app.settings.preset_names import name_flaw, same_name, tidy_name
from app.tuning import Tuning

__all__ = ["ENDING", "Preset", "PresetError", "PresetLibrary", "shipped_presets_dir"]

ENDING = ".toml"


@dataclass(frozen=True, slots=True)
class Preset:
    """A preset in the list.

    Attributes:
        name: For people, and of its file.
        path: The file.
        shipped: It came with the program: it cannot be changed, renamed or removed.
    """

    name: str
    path: Path
    shipped: bool


def shipped_presets_dir() -> Path:
    """The folder of presets inside the installed package."""
    return Path(str(files("assets").joinpath("presets")))


class PresetLibrary:
    """The user's folder of presets and the shipped one; each method waits for the disk.

    Args:
        folder: The user's; made when the first preset is saved.
        shipped: The program's own, None for what is installed.
    """

    def __init__(self, folder: Path, shipped: Path | None = None) -> None:
        self._folder = folder
        self._shipped = shipped_presets_dir() if shipped is None else shipped

    def list(self) -> tuple[Preset, ...]:
        """All presets: the shipped ones, then the user's, each by name.

        A preset of the user's hides a shipped one of its name. A folder that cannot be read has
        none, and a file whose name no preset can have is passed over.
        """
        own = _found(self._folder, shipped=False)
        taken = {same_name(preset.name) for preset in own}
        shipped = _found(self._shipped, shipped=True)
        return (*(preset for preset in shipped if same_name(preset.name) not in taken), *own)

    def load(self, name: str) -> Tuning:
        """The tuning of that name.

        Raises:
            PresetError: There is none, or its file is damaged.
        """
        what = f"cannot use the preset '{name}'"
        with _told(what):
            return _read(self._existing(name, what).path)

    def choose(self, text: str) -> Tuning:
        """The tuning of a preset as a command line names it: a file, or a preset's name.

        Args:
            text: A path if it ends in ``.toml`` or has a folder in it, else a name.

        Raises:
            PresetError: There is none, or its file is damaged.
        """
        path = path_of(text)
        if path.suffix.lower() == ENDING or path.name != text:
            with _told(f"cannot use the preset '{text}'"):
                return _read(path)
        if self._named(text) is None:
            known = ", ".join(preset.name for preset in self.list())
            why = "there is no preset of that name"
            raise PresetError(f"cannot use the preset '{text}'", why, f"Known are: {known}. Or name a file")
        return self.load(text)

    def save(self, name: str, tuning: Tuning, *, replace: bool = False) -> str:
        """Keeps a tuning.

        Args:
            name: Printable, at most 60 characters, fit for a file's name.
            tuning: What to keep.
            replace: Put it in place of the user's preset of that very name, if there is one.

        Returns:
            The name it was given, without spaces around it.

        Raises:
            PresetError: The name will not do or is taken, or the file cannot be written.
        """
        name = tidy_name(name)
        what = f"cannot save the preset '{name}'"
        old = self._free(name, what, but=name if replace else None)
        self._write(old.path if old else self._path(name), tuning, what)
        return name

    def rename(self, old: str, new: str) -> str:
        """Gives one of the user's presets another name.

        Returns:
            Its new name, without spaces around it.

        Raises:
            PresetError: There is none of that name, it is a shipped one, or the new name will not
                do or is taken.
        """
        new = tidy_name(new)
        what = f"cannot rename the preset '{old}' to '{new}'"
        preset = self._own(old, what)
        self._free(new, what, but=old)
        with _told(what):
            preset.path.rename(self._path(new))
        return new

    def delete(self, name: str) -> None:
        """Removes one of the user's presets.

        Raises:
            PresetError: There is none of that name, it is a shipped one, or it cannot be removed.
        """
        what = f"cannot remove the preset '{name}'"
        preset = self._own(name, what)
        with _told(what):
            preset.path.unlink()

    def import_from(self, file: Path, name: str | None = None, *, replace: bool = False) -> str:
        """Takes a copy of a preset from elsewhere.

        Args:
            file: What ``export_to`` wrote.
            name: Its name here, None for the file's.
            replace: As for ``save``.

        Returns:
            Its name here.

        Raises:
            PresetError: The file is no preset, or its name will not do or is taken.
        """
        with _told(f"cannot import the preset '{file.name}'"):
            tuning = _read(file)
        return self.save(file.stem if name is None else name, tuning, replace=replace)

    def export_to(self, name: str, file: Path) -> None:
        """Writes a copy of a preset, in place of the file if it exists.

        Raises:
            PresetError: There is no such preset, it is damaged, or the file cannot be written.
        """
        tuning = self.load(name)
        self._write(file, tuning, f"cannot export the preset '{name}' to '{file}'")

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}{ENDING}"

    def _named(self, name: str) -> Preset | None:
        alike = [preset for preset in self.list() if same_name(preset.name) == same_name(name)]
        return next((preset for preset in alike if preset.name == name), alike[0] if alike else None)

    def _existing(self, name: str, what: str) -> Preset:
        preset = self._named(name)
        if preset is None:
            raise PresetError(what, "there is no preset of that name", "Choose one from the list")
        return preset

    def _own(self, name: str, what: str) -> Preset:
        preset = self._existing(name, what)
        if preset.shipped:
            raise PresetError(what, "it comes with the program", "Apply it and save it under another name")
        return preset

    def _free(self, name: str, what: str, but: str | None) -> Preset | None:
        """Makes sure that a name can be taken; hands out the preset it may be taken from, if any."""
        flaw = name_flaw(name)
        if flaw is not None:
            raise PresetError(what, flaw, "Give it another name")
        there = self._named(name)
        if there is None or (not there.shipped and there.name == but):
            return there
        why = f"there is already a preset called '{there.name}'"
        raise PresetError(what, why, "Give it another name")

    @staticmethod
    def _write(path: Path, tuning: Tuning, what: str) -> None:
        with _told(what):
            path.parent.mkdir(parents=True, exist_ok=True)
            with replacing(path) as file:
                file.write(format_preset(tuning))


def _found(folder: Path, *, shipped: bool) -> tuple[Preset, ...]:
    try:
        paths = [path for path in folder.iterdir() if path.suffix == ENDING and path.is_file()]
    except OSError:
        return ()
    presets = [Preset(tidy_name(path.stem), path, shipped) for path in paths]
    named = [preset for preset in presets if name_flaw(preset.name) is None]
    return tuple(sorted(named, key=lambda preset: same_name(preset.name)))


def _read(path: Path) -> Tuning:
    try:
        return parse_preset(read_plain(path, MOST_BYTES))
    except (FileNotFoundError, NotPlainFileError) as error:
        raise FlawError("there is no such file", "Choose another file") from error


@contextmanager
def _told(what: str) -> Iterator[None]:
    """Turns what went wrong with a file into words for the person."""
    try:
        yield
    except FlawError as flaw:
        raise PresetError(what, flaw.why, flaw.fix) from flaw
    except (OSError, ValueError) as error:  # a path with a NUL or a lone surrogate is a ValueError
        cause = (error.strerror if isinstance(error, OSError) else None) or str(error)
        raise PresetError(
            what, cause, "Choose another place, or make this one readable and writable"
        ) from error
