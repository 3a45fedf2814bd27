"""Motion templates in files: read whatever is offered, safely, and write our own form."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.files import NotPlainFileError, read_plain, replacing
from app.pipeline.motion.liveportrait_template import parse_liveportrait_template
from app.pipeline.motion.motion_template import MotionTemplate
from app.pipeline.motion.template_arrays import TemplateError
from app.pipeline.motion.template_files import (
    MOST_BYTES,
    parse_npz,
    parse_safetensors,
    to_npz,
    to_safetensors,
)


@dataclass(frozen=True, slots=True)
class _Form:
    """One way of writing a template: how to read it, and how large a file is read at all."""

    parse: Callable[[bytes], MotionTemplate]
    most_bytes: int


_FORMS = {
    ".pkl": _Form(parse_liveportrait_template, 64 * 2**20),
    ".npz": _Form(parse_npz, MOST_BYTES),
    ".safetensors": _Form(parse_safetensors, MOST_BYTES),
}

_WRITERS: dict[str, Callable[[MotionTemplate], bytes]] = {".npz": to_npz, ".safetensors": to_safetensors}


def is_template(path: Path) -> bool:
    """Whether a file's ending is that of a motion template."""
    return path.suffix.lower() in _FORMS


def load_template(path: Path) -> MotionTemplate:
    """Reads a motion template: LivePortrait's ``.pkl``, or our ``.npz`` or ``.safetensors``.

    The file may be hostile: no code in it is run.

    Raises:
        TemplateError: It is missing, too large, damaged, or not a motion template.
    """
    what = f"cannot read the motion template '{path}'"
    form = _FORMS.get(path.suffix.lower())
    if form is None:
        raise TemplateError(
            what, f"its ending is not one of {', '.join(_FORMS)}", "Take a file of one of these."
        )
    try:
        return form.parse(_read(path, what, form.most_bytes))
    except OSError as error:
        raise TemplateError(what, error.strerror or str(error), "Check the path.") from error
    except TemplateError as error:
        raise TemplateError(what, error.why, error.fix) from error


def save_template(path: Path, template: MotionTemplate) -> None:
    """Writes a motion template as ``.npz`` or ``.safetensors``; an older file stays until it is whole.

    Raises:
        TemplateError: The ending is neither, or the file cannot be written.
    """
    content = _writer(path)(template)
    try:
        with replacing(path) as file:
            file.write(content)
    except OSError as error:
        raise TemplateError(_unsaved(path), error.strerror or str(error), "Choose another place.") from error


def check_can_save(path: Path) -> None:
    """Says before a long recording, not after it, that a template cannot go where it is wanted.

    Raises:
        TemplateError: The ending is not one we write, or nothing can be written there.
    """
    _writer(path)
    try:
        if path.is_dir():
            raise TemplateError(_unsaved(path), "it is a folder", "Give the name of a file.")
        with tempfile.TemporaryFile(dir=path.parent):
            pass
    except OSError as error:
        raise TemplateError(_unsaved(path), error.strerror or str(error), "Choose another place.") from error


def _writer(path: Path) -> Callable[[MotionTemplate], bytes]:
    write = _WRITERS.get(path.suffix.lower())
    if write is None:
        why = f"its ending is not one of {', '.join(_WRITERS)}"
        raise TemplateError(_unsaved(path), why, "Give it one of these endings.")
    return write


def _unsaved(path: Path) -> str:
    return f"cannot save the motion template to '{path}'"


def _read(path: Path, what: str, most_bytes: int) -> bytes:
    try:
        data = read_plain(path, most_bytes)
    except NotPlainFileError as error:
        raise TemplateError(what, "it is not a file", "Check the path.") from error
    if len(data) > most_bytes:
        raise TemplateError(what, f"it is larger than {most_bytes >> 20} MB", "Take a shorter one.")
    return data
