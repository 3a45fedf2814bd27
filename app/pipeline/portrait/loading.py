"""A picture file to a portrait: read it with care, then find the face."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, TypeAlias

from app.errors import PortraitError, Reason
from app.files import NotPlainFileError, read_plain
from app.pipeline.portrait.decoding import decode_image
from app.pipeline.portrait.portrait import Portrait
from app.pipeline.provenance.reading import source_type_in
from app.pipeline.types import Landmarks, RGBImage

FaceFinder: TypeAlias = Callable[[RGBImage], Sequence[Landmarks]]
"""Faces in a picture as 478 x 3 landmarks in pixels, the largest first."""

MAX_FILE_BYTES: Final = 100_000_000
_MAX_FACES: Final = 4


def load_portrait(path: Path, finder: FaceFinder | None = None) -> Portrait:
    """Reads a picture and finds the face to animate: the largest one.

    Args:
        path: A PNG, JPEG or WebP file.
        finder: Finds faces; None uses the tracker's face mesh.

    Returns:
        The portrait at the picture's own size, named after the file.

    Raises:
        PortraitError: The file cannot be used, or there is no human face in it.
    """
    data = _read(path)
    image = decode_image(data, _opening(path))
    faces = (finder or _find_faces)(image)
    if not faces:
        why = "no human face was found in it"
        fix = "Choose a picture with one clearly visible face, looking at the viewer"
        raise PortraitError(f"cannot use the portrait {path.name!r}", why, fix, reason=Reason.NO_FACE)
    return Portrait(image, faces[0], path.stem, source_type_in(data))


def load_image(path: Path) -> RGBImage:
    """Reads a picture file as upright sRGB pixels.

    Args:
        path: A PNG, JPEG or WebP file of at most ``MAX_FILE_BYTES``, whatever its ending.

    Returns:
        H x W x 3 uint8 RGB at the file's own size, after the camera's rotation.

    Raises:
        PortraitError: Missing, not a file, empty, not a picture, damaged, too large or too small.
    """
    return decode_image(_read(path), _opening(path))


def _read(path: Path) -> bytes:
    return read_picture(path, _opening(path))


def _opening(path: Path) -> str:
    return f"cannot open the portrait {path.name!r}"


def _find_faces(image: RGBImage) -> Sequence[Landmarks]:
    from app.pipeline.tracking.face_mesh import find_faces  # MediaPipe is slow to import.

    return find_faces(image, max_faces=_MAX_FACES)


def read_picture(path: Path, what: str) -> bytes:
    """Reads a file that should be a picture, without looking into it.

    Args:
        path: Any path.
        what: The clause that opens an error's line.

    Raises:
        PortraitError: Missing, not an ordinary file, empty, or over ``MAX_FILE_BYTES``.
    """
    try:
        data = read_plain(path, MAX_FILE_BYTES)
    except NotPlainFileError as error:
        kind = "a folder" if path.is_dir() else "not an ordinary file"
        raise PortraitError(what, f"it is {kind}", "Choose a picture file") from error
    except FileNotFoundError as error:
        why, fix = "there is no such file", "Check the path"
        raise PortraitError(what, why, fix, reason=Reason.FILE_MISSING) from error
    except (OSError, ValueError) as error:
        raise PortraitError(what, _reason(error), "Check the path and its permissions") from error
    if not data:
        fix = "Copy or download it again"
        raise PortraitError(what, "the file is empty", fix, reason=Reason.FILE_DAMAGED)
    if len(data) > MAX_FILE_BYTES:
        limit = MAX_FILE_BYTES // 1_000_000
        why, fix = f"the file is larger than {limit} MB", "Choose or make a smaller copy"
        raise PortraitError(what, why, fix, reason=Reason.FILE_TOO_LARGE)
    return data


def _reason(error: OSError | ValueError) -> str:
    return (error.strerror if isinstance(error, OSError) and error.strerror else str(error)).lower()
