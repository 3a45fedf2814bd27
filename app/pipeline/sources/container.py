"""Opening files of pictures and sound that are not to be trusted."""

from __future__ import annotations

from pathlib import Path

import av
from av.container import InputContainer

from app.errors import Reason, SourceError
from app.pipeline.sources.sample_counts import ImplausibleCountsError, check_sample_counts

# Playlists and streams name further files and addresses to open: a video file must not.
_FORMATS = (
    "3gp,asf,avi,flv,gif,h264,hevc,image2,ivf,jpeg_pipe,m4v,matroska,mjpeg,mov,mp4,mpeg,mpegts,"
    "mpegvideo,mxf,ogg,png_pipe,webm,webp,webp_pipe,wmv,yuv4mpegpipe"
)
# "none": a per cent sign in a picture's name does not stand for further files.
_OPEN_OPTIONS = {"format_whitelist": _FORMATS, "protocol_whitelist": "file", "pattern_type": "none"}


def open_container(path: Path) -> InputContainer:
    """Opens a video file to read from.

    Raises:
        SourceError: It is missing, unreadable or not a video.
    """
    try:
        if not path.exists():
            raise unreadable(path, "there is no such file", "Check the path")
        if not path.is_file():
            raise unreadable(path, "it is not a file", "Name a video file")
        if not path.stat().st_size:  # as the system's own in /proc say, some of which never end
            raise unreadable(path, "it is empty", "Copy or download it again")
        check_sample_counts(path)
        return av.open(str(path.resolve()), options=_OPEN_OPTIONS, metadata_errors="replace")
    except PermissionError as error:
        raise unreadable(path, "this user may not read it", "Change its permissions") from error
    except (av.FFmpegError, OSError) as error:
        raise unreadable(path, "it is not a video, or it is damaged") from error
    except ImplausibleCountsError as error:
        raise unreadable(path, str(error)) from error
    except ValueError as error:
        raise unreadable(path, "this cannot be a path", "Check the path") from error


def unreadable(path: Path, why: str, fix: str = "Give a video such as mp4, webm or gif") -> SourceError:
    """The failure to read ``path``, with its cause."""
    return SourceError(f"cannot read the video '{path}'", why, fix, reason=Reason.VIDEO_UNREADABLE)
