"""Where pictures come from, in the words that newsrooms, cameras and platforms agreed on."""

from __future__ import annotations

from enum import Enum

_VOCABULARY = "http://cv.iptc.org/newscodes/digitalsourcetype/"


class SourceType(Enum):
    """Those of IPTC's digital source types that say "synthetic"; the one that says most comes first.

    What follows a driver is ``GENERATED`` with every engine: trained networks found the movement, the
    mesh engine draws eyes, lips and teeth that were never photographed, and whoever watches must not
    take the act for the person's. A picture or video whose face alone was changed is
    ``GENERATED_IN_PART``.
    """

    GENERATED = "trainedAlgorithmicMedia"
    GENERATED_IN_PART = "compositeWithTrainedAlgorithmicMedia"
    COMPUTED = "algorithmicMedia"
    COMPOSED = "compositeSynthetic"

    @property
    def uri(self) -> str:
        """Its name in IPTC's vocabulary."""
        return _VOCABULARY + self.value


def strongest(*found: SourceType | None) -> SourceType | None:
    """The one of several that says most, None if there is none."""
    return next((kind for kind in SourceType if kind in found), None)


def mark_due(own: SourceType, *inputs: SourceType | None, label: bool) -> SourceType | None:
    """The mark of a file that is made here.

    Args:
        own: What is done here.
        inputs: Marks of the pictures and videos it is made of; they are kept in any case.
        label: Whether what is done here is to be said.
    """
    return strongest(own if label else None, *inputs)
