"""The smallest Flask page: what the museum's pages are measured against."""

from flask import Flask

app = Flask(__name__)
PAGE = "<!doctype html><title>bare</title><p>" + "x" * 1000


@app.get("/")
def bare() -> str:
    """A page of one kilobyte."""
    return PAGE
