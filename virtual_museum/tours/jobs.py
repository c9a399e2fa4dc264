"""What happens when the time of a scheduled document begins or ends."""

from virtual_museum.core.db import db
from virtual_museum.core.documents import Document
from virtual_museum.core.jobs import JobContext, job
from virtual_museum.tours.visibility import window_passed


@job("documents.window")
def document_window(context: JobContext, document_id: int) -> None:
    """The window of a document opens or closes now; pages know it by themselves, search and files are told."""
    document = db.session.get(Document, document_id)
    if document is not None:
        window_passed(document)
