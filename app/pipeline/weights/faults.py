"""What went wrong with a file, and the words for it."""

from __future__ import annotations

import errno

from app.errors import Reason, WeightsError

FETCH_IT = "Fetch it: liveportrait-cam models download"


class DamagedFileError(WeightsError):
    """A file is not what the manifest, or its own record, says it is."""


class MissingFileError(WeightsError):
    """A file is not there."""


_FULL = {errno.ENOSPC, errno.EDQUOT} if hasattr(errno, "EDQUOT") else {errno.ENOSPC}
_FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}
_MOVE = "or choose another folder by the variable LIVEPORTRAIT_CAM_MODELS"


def is_disk_full(error: OSError) -> bool:
    """Whether there was no room left, or none allowed."""
    return error.errno in _FULL


def storage_error(what: str, error: OSError) -> WeightsError:
    """The failure of a file system, in plain words."""
    if is_disk_full(error):
        return WeightsError(what, "the disk is full", f"Make room, {_MOVE}", reason=Reason.DISK_FULL)
    if error.errno in _FORBIDDEN:
        return WeightsError(
            what, "there is no permission", f"Allow it, {_MOVE}", reason=Reason.PLACE_FORBIDDEN
        )
    return WeightsError(what, error.strerror or str(error), f"Check the folder, {_MOVE}")
