"""Motion templates in files: read whatever is offered, safely, and write our own form."""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path

from app.pipeline.motion.liveportrait_template import parse_liveportrait_template
from app.pipeline.motion.motion_template import MotionTemplate
from app.pipeline.motion.template_arrays import TemplateError
from app.pipeline.motion.template_files import parse_npz, parse_safetensors, to_npz, to_safetensors
from app.pipeline.weights.files import replacing

_MOST_BYTES = 64 * 2**20

_PARSERS: dict[str, Callable[[bytes], MotionTemplate]] = {
    ".pkl": parse_liveportrait_template,
    ".npz": parse_npz,
    ".safetensors": parse_safetensors,
}

_WRITERS: dict[str, Callable[[MotionTemplate], bytes]] = {".npz": to_npz, ".safetensors": to_safetensors}


def is_template(path: Path) -> bool:
    """Whether a file's ending is that of a motion template."""
    return path.suffix.lower() in _PARSERS


def load_template(path: Path) -> MotionTemplate:
    """Reads a motion template: LivePortrait's ``.pkl``, or our ``.npz`` or ``.safetensors``.

    The file may be hostile: no code in it is run.

    Raises:
        TemplateError: It is missing, too large, damaged, or not a motion template.
    """
    what = f"cannot read the motion template '{path}'"
    parse = _PARSERS.get(path.suffix.lower())
    if parse is None:
        raise TemplateError(
            what, f"its ending is not one of {', '.join(_PARSERS)}", "Take a file of one of these."
        )
    try:
        return parse(_read(path, what))
    except OSError as error:
        raise TemplateError(what, error.strerror or str(error), "Check the path.") from error
    except TemplateError as error:
        raise TemplateError(what, error.why, error.fix) from error


def save_template(path: Path, template: MotionTemplate) -> None:
    """Writes a motion template as ``.npz`` or ``.safetensors``; an older file stays until it is whole.

    Raises:
        TemplateError: The ending is neither, or the file cannot be written.
    """
    what = f"cannot save the motion template to '{path}'"
    write = _WRITERS.get(path.suffix.lower())
    if write is None:
        raise TemplateError(
            what, f"its ending is not one of {', '.join(_WRITERS)}", "Give it one of these endings."
        )
    content = write(template)
    try:
        with replacing(path) as file:
            file.write(content)
    except OSError as error:
        raise TemplateError(what, error.strerror or str(error), "Choose another place.") from error


def _read(path: Path, what: str) -> bytes:
    if not stat.S_ISREG(path.stat().st_mode):
        raise TemplateError(what, "it is not a file", "Check the path.")
    with path.open("rb") as file:
        data = file.read(_MOST_BYTES + 1)
    if len(data) > _MOST_BYTES:
        raise TemplateError(what, f"it is larger than {_MOST_BYTES >> 20} MB", "Take a shorter one.")
    return data
