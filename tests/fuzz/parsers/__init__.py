"""One parser a file; ``PARSERS`` has them all."""

from __future__ import annotations

from collections.abc import Sequence

from tests.fuzz.parser import Parser
from tests.fuzz.parsers import (
    arguments,
    camera_reports,
    checkpoints,
    fonts,
    galleries,
    manifests,
    neutral_faces,
    npz_templates,
    pickled_templates,
    pictures,
    presets,
    provenance,
    records,
    settings,
    specs,
    tensor_files,
    tensor_templates,
    thumbnails,
    videos,
)

PARSERS: Sequence[Parser] = (
    pictures.PARSER,
    thumbnails.PARSER,
    videos.PARSER,
    npz_templates.PARSER,
    tensor_templates.PARSER,
    pickled_templates.PARSER,
    neutral_faces.PARSER,
    checkpoints.PARSER,
    tensor_files.PARSER,
    manifests.PARSER,
    records.PARSER,
    settings.PARSER,
    presets.PARSER,
    galleries.PARSER,
    provenance.PARSER,
    camera_reports.PARSER,
    arguments.PARSER,
    specs.PARSER,
    fonts.PARSER,
)
