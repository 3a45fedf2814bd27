"""Words of the pipeline, which are English and begin in small letters, as they stand in the window."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from app.errors import AppError, Reason


def begun(words: str) -> str:
    """The words with a capital at their beginning, the rest as it is."""
    return words[:1].upper() + words[1:]


@dataclass(frozen=True, slots=True)
class Told:
    """An error in the language of the window.

    Attributes:
        why: The cause.
        fix: What to do.
        detail: The pipeline's own line, in English; empty where the others are that line.
    """

    why: str
    fix: str
    detail: str = ""


def told(error: AppError, title: str) -> Told:
    """An error under a title.

    English keeps the pipeline's own words, which name files and devices, unless they name commands where
    the window has a button. Another language has a sentence for every known reason, and for what has
    none the pipeline's words as a detail.

    Args:
        error: What went wrong.
        title: Of the notice; empty where the error's own words are the title.
    """
    own = begun(f"{error.what}: {error.why}" if title else error.why)
    if _speaks_english():
        if error.reason in _DONE_BY_A_BUTTON:
            return Told(*_sentences(error.reason))
        return Told(own, begun(error.fix))
    detail = begun(f"{error.what}: {error.why}")
    if error.reason is None:
        return Told("", "", f"{detail}. {error.fix}" if error.fix else detail)
    why, fix = _sentences(error.reason)
    return Told(why, fix, detail)


def in_one_line(error: AppError) -> str:
    """An error where there is room for a single paragraph."""
    said = told(error, "")
    if not said.detail:
        return begun(str(error))
    return f"{said.why}{said.fix} ({said.detail})" if said.why else said.detail


def what_is_missing(reason: Reason | None, own: str) -> str:
    """Why something cannot be used: the reason's sentence, in English the pipeline's own words.

    Args:
        reason: Of a known kind, None for others.
        own: The pipeline's words.
    """
    return own if reason is None or _speaks_english() else _sentences(reason)[0]


def _sentences(reason: Reason) -> tuple[str, str]:
    why, fix = _REASONS[reason]
    return QCoreApplication.translate("Reasons", str(why)), QCoreApplication.translate("Reasons", str(fix))


def _speaks_english() -> bool:
    words = str(QT_TRANSLATE_NOOP("Reasons", "The disk is full."))
    return QCoreApplication.translate("Reasons", words) == words


_DONE_BY_A_BUTTON = (Reason.WEIGHTS_MISSING,)

_REASONS = {
    Reason.CAMERA_MISSING: (
        QT_TRANSLATE_NOOP("Reasons", "The camera is not plugged in."),
        QT_TRANSLATE_NOOP("Reasons", "Plug it in, or choose another one."),
    ),
    Reason.CAMERA_BUSY: (
        QT_TRANSLATE_NOOP("Reasons", "Another program is using the camera."),
        QT_TRANSLATE_NOOP("Reasons", "Close other programs that show the camera."),
    ),
    Reason.CAMERA_FORBIDDEN: (
        QT_TRANSLATE_NOOP("Reasons", "This user may not use the camera."),
        QT_TRANSLATE_NOOP("Reasons", "Add the user to the group “video” and log in again."),
    ),
    Reason.CAMERA_REFUSED: (
        QT_TRANSLATE_NOOP(
            "Reasons", "The camera is not there, is used by another program, or may not be used."
        ),
        QT_TRANSLATE_NOOP(
            "Reasons",
            "Plug it in, close other programs that show it, and allow camera access in the privacy settings.",
        ),
    ),
    Reason.CAMERA_LOST: (
        QT_TRANSLATE_NOOP("Reasons", "The camera was unplugged, or stopped answering."),
        QT_TRANSLATE_NOOP("Reasons", "Plug it in again; it is used as soon as it is back."),
    ),
    Reason.CAMERA_BLACK: (
        QT_TRANSLATE_NOOP("Reasons", "The camera's picture is black: it is covered, or switched off."),
        QT_TRANSLATE_NOOP("Reasons", "Open its cover or its privacy switch, and turn on a light."),
    ),
    Reason.SOMEBODY_ELSE: (
        QT_TRANSLATE_NOOP("Reasons", "Somebody else is in front of the camera; the portrait waits."),
        QT_TRANSLATE_NOOP("Reasons", "Recentre, and it follows this person."),
    ),
    Reason.VIDEO_UNREADABLE: (
        QT_TRANSLATE_NOOP("Reasons", "The video cannot be read: it is not there, damaged, or no video."),
        QT_TRANSLATE_NOOP("Reasons", "Choose another video, such as mp4, webm or gif."),
    ),
    Reason.OUTPUT_MISSING: (
        QT_TRANSLATE_NOOP("Reasons", "There is no virtual camera on this computer yet."),
        QT_TRANSLATE_NOOP("Reasons", "Set it up once; the button tells how."),
    ),
    Reason.OUTPUT_BUSY: (
        QT_TRANSLATE_NOOP("Reasons", "Another program is sending to the virtual camera."),
        QT_TRANSLATE_NOOP("Reasons", "Close that program, or choose another output."),
    ),
    Reason.OUTPUT_FORBIDDEN: (
        QT_TRANSLATE_NOOP("Reasons", "This user may not write to the virtual camera."),
        QT_TRANSLATE_NOOP("Reasons", "Add the user to the group “video” and log in again."),
    ),
    Reason.DISK_FULL: (
        QT_TRANSLATE_NOOP("Reasons", "The disk is full."),
        QT_TRANSLATE_NOOP("Reasons", "Free some space, or choose another folder in the preferences."),
    ),
    Reason.DISK_SILENT: (
        QT_TRANSLATE_NOOP("Reasons", "The disk does not answer."),
        QT_TRANSLATE_NOOP("Reasons", "Choose a folder on another disk in the preferences."),
    ),
    Reason.PLACE_FORBIDDEN: (
        QT_TRANSLATE_NOOP("Reasons", "This user may not write there."),
        QT_TRANSLATE_NOOP("Reasons", "Choose another folder in the preferences."),
    ),
    Reason.FOLDER_MISSING: (
        QT_TRANSLATE_NOOP("Reasons", "The folder is not there any more."),
        QT_TRANSLATE_NOOP("Reasons", "Choose another folder in the preferences."),
    ),
    Reason.FILE_MISSING: (
        QT_TRANSLATE_NOOP("Reasons", "The file is not there any more."),
        QT_TRANSLATE_NOOP("Reasons", "Choose another file."),
    ),
    Reason.FILE_DAMAGED: (
        QT_TRANSLATE_NOOP("Reasons", "The file is empty, damaged or incomplete."),
        QT_TRANSLATE_NOOP("Reasons", "Copy or download it again."),
    ),
    Reason.FILE_TOO_LARGE: (
        QT_TRANSLATE_NOOP("Reasons", "The picture is too large."),
        QT_TRANSLATE_NOOP("Reasons", "Choose or make a smaller copy."),
    ),
    Reason.PICTURE_TOO_SMALL: (
        QT_TRANSLATE_NOOP("Reasons", "The picture has too few pixels."),
        QT_TRANSLATE_NOOP("Reasons", "Choose a larger one."),
    ),
    Reason.NO_PICTURE: (
        QT_TRANSLATE_NOOP("Reasons", "The file is not a PNG, JPEG or WebP picture."),
        QT_TRANSLATE_NOOP("Reasons", "Choose a picture, or save this one as PNG, JPEG or WebP."),
    ),
    Reason.NO_FACE: (
        QT_TRANSLATE_NOOP("Reasons", "No human face was found in the picture."),
        QT_TRANSLATE_NOOP("Reasons", "Choose one with a clearly visible face that looks at the viewer."),
    ),
    Reason.WEIGHTS_MISSING: (
        QT_TRANSLATE_NOOP("Reasons", "LivePortrait's weights are missing or damaged."),
        QT_TRANSLATE_NOOP("Reasons", "Download them; until then the mesh engine draws."),
    ),
    Reason.NO_GPU: (
        QT_TRANSLATE_NOOP("Reasons", "No graphics card that LivePortrait can use was found."),
        QT_TRANSLATE_NOOP("Reasons", "Check the graphics driver, or use the mesh engine."),
    ),
    Reason.GPU_MEMORY_FULL: (
        QT_TRANSLATE_NOOP("Reasons", "The memory of the graphics card is full."),
        QT_TRANSLATE_NOOP("Reasons", "Close other programs that use it, or use the mesh engine."),
    ),
    Reason.ENGINE_FAILED: (
        QT_TRANSLATE_NOOP("Reasons", "The engine failed; the mesh engine draws until it works again."),
        QT_TRANSLATE_NOOP("Reasons", "Choose the mesh engine if it happens again."),
    ),
    Reason.GPU_FAILED: (
        QT_TRANSLATE_NOOP("Reasons", "The graphics card failed."),
        QT_TRANSLATE_NOOP(
            "Reasons", "Restart the program, and update the graphics driver if it happens again."
        ),
    ),
}
