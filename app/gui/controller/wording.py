"""What the pipeline names, in the user's language."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication


def task_text(task: str) -> str:
    """What is being prepared, in the user's language."""
    translate = QCoreApplication.translate
    texts = {
        "loading libraries": translate("Tasks", "Getting ready…"),
        "loading portrait": translate("Tasks", "Loading the portrait…"),
        "loading engine": translate("Tasks", "Loading the engine…"),
        "opening camera": translate("Tasks", "Opening the camera…"),
        "opening output": translate("Tasks", "Opening the output…"),
        "starting": translate("Tasks", "Starting…"),
        "stopping": translate("Tasks", "Stopping…"),
    }
    return texts.get(task, "")


def problem_title(part: str) -> str:
    """What is wrong, in the user's language."""
    translate = QCoreApplication.translate
    titles = {
        "portrait": translate("Problems", "This portrait cannot be used"),
        "engine": translate("Problems", "The engine is not available"),
        "camera": translate("Problems", "There is no picture from the camera"),
        "driver": translate("Problems", "The portrait waits for its driver"),
        "output": translate("Problems", "Nobody else sees you: the virtual camera is not available"),
        "recording": translate("Problems", "The recording stopped"),
        "snapshot": translate("Problems", "The snapshot could not be saved"),
        "stream": translate("Problems", "The stream ended"),
    }
    return titles.get(part, "")
