"""What labels need done beside the pages."""

from virtual_museum.core.config import settings
from virtual_museum.core.jobs import JobContext, job
from virtual_museum.labels.fonts import FontsMissing, print_fonts

DAY_SECONDS = 86_400


@job("labels.fonts", tries=2, lease=120, priority=9, every=DAY_SECONDS)
def join_fonts(context: JobContext) -> None:
    """Join the faces for print before somebody waits for them; does nothing where they are joined already."""
    try:
        print_fonts(settings().data_folder)
    except FontsMissing:
        context.progress(0, 0, "the font packages are not installed")
