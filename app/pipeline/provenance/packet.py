"""The mark in the forms that files carry."""

from __future__ import annotations

from app.paths import APP_NAME
from app.pipeline.provenance.source_type import SourceType

_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about=""
    xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
    xmlns:xmp="http://ns.adobe.com/xap/1.0/">
   <Iptc4xmpExt:DigitalSourceType>{uri}</Iptc4xmpExt:DigitalSourceType>
   <xmp:CreatorTool>{tool}</xmp:CreatorTool>
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"""


def xmp_packet(source_type: SourceType) -> bytes:
    """XMP with IPTC's ``DigitalSourceType``, UTF-8, not compressed, so that scanners find it."""
    return _XMP.format(uri=source_type.uri, tool=APP_NAME).encode()


def video_comment(source_type: SourceType) -> str:
    """For a video's comment: a sentence for people, the vocabulary's name for programs."""
    return f"Synthetic media, made with {APP_NAME}. Digital source type: {source_type.uri}"
