"""What may come in, as the museum's settings say it. The converting process reads no settings: it is told."""

from virtual_museum.core.config import settings
from virtual_museum.media.conversion.limits import MIB, Intake
from virtual_museum.media.models import KINDS


def largest_file(kind: str) -> int:
    """How many bytes an original of that kind may have; with the empty kind the most of all."""
    given = settings()
    megabytes = {
        "image": given.max_image_mb,
        "panorama": given.max_panorama_mb,
        "model": given.max_model_mb,
        "audio": given.max_audio_mb,
        "video": given.max_video_mb,
        "document": given.max_document_mb,
    }
    return (megabytes[kind] if kind else max(megabytes.values())) * MIB


def intake() -> Intake:
    """All that the converting process must know of the settings."""
    given = settings()
    return Intake({kind: largest_file(kind) for kind in KINDS}, given.max_pixels, given.max_triangles)
