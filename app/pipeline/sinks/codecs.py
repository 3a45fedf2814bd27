"""Which container, codec and settings belong to a file's ending."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import av
from av.codec import Codec

# A crash loses at most about this much of a live recording.
_LIVE_FRAGMENT_S = 0.5


@dataclass(frozen=True, slots=True)
class VideoCodec:
    """How pictures and sound are stored.

    Attributes:
        name: FFmpeg's encoder.
        options: Its settings.
        container_options: Settings of the container.
        keyframe_every_s: Seconds from one whole picture to the next; players seek to these.
        copied_sound: Sound codecs the container takes as they are.
        sound_encoder: FFmpeg's encoder for all other sound.
    """

    name: str
    options: Mapping[str, str]
    copied_sound: frozenset[str]
    sound_encoder: str
    container_options: Mapping[str, str] = field(default_factory=dict)
    keyframe_every_s: float = 5.0


_MP4_SOUND = frozenset({"aac", "mp3", "mp3float", "ac3", "eac3", "alac"})
_WEBM_SOUND = frozenset({"opus", "vorbis"})


def video_codec(ending: str, *, live: bool) -> VideoCodec:
    """The codec for ``.mp4`` or ``.webm``.

    Args:
        ending: With its dot, lower case.
        live: Cheap enough to run beside the pipeline, and readable after a crash; otherwise
            small and good.
    """
    if ending == ".mp4":
        return _mp4(live)
    return _webm(live)


def _mp4(live: bool) -> VideoCodec:
    if not live:
        options = {"crf": "16", "preset": "medium"}
        return VideoCodec("libx264", options, _MP4_SOUND, "aac", {"movflags": "faststart"})
    options = {"crf": "18", "preset": "ultrafast", "bf": "0", "rc-lookahead": "5"}
    # Fragments while it runs, an ordinary file once it is finished.
    fragments = {"movflags": "hybrid_fragmented+frag_keyframe+default_base_moof", "flush_packets": "1"}
    return VideoCodec("libx264", options, _MP4_SOUND, "aac", fragments, _LIVE_FRAGMENT_S)


def _webm(live: bool) -> VideoCodec:
    name = "libvpx-vp9" if "libvpx-vp9" in av.codecs_available else "libvpx"
    quality = {"crf": "18", "b": "0", "row-mt": "1"} if name == "libvpx-vp9" else {"crf": "8", "b": "4M"}
    fast = {"deadline": "realtime", "cpu-used": "8", "lag-in-frames": "0"}
    speed = fast if live else {"deadline": "good", "cpu-used": "4"}
    if not live:
        return VideoCodec(name, {**quality, **speed}, _WEBM_SOUND, "libopus")
    clusters = {"cluster_time_limit": f"{1e3 * _LIVE_FRAGMENT_S:.0f}", "flush_packets": "1"}
    return VideoCodec(name, {**quality, **speed}, _WEBM_SOUND, "libopus", clusters)


def is_available(encoder: str) -> bool:
    """Whether this FFmpeg can encode with it."""
    try:
        Codec(encoder, "w")
    except (av.FFmpegError, ValueError):
        return False
    return True
