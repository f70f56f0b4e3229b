"""What a draw gives out as files: the text as it was published, and the rule that runs alone."""

from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from ..actions.draws import withdrawn_line
from ..models import Draw
from ..rules import recompute

TEXT, PYTHON = "text/plain; charset=utf-8", "text/x-python; charset=utf-8"


def text_file(draw: Draw, *, with_program: bool) -> HttpResponse:
    """The published text, alone or with the rule beside it in one archive.

    Above the text of a draw that was withdrawn stands that it was: the program passes over it.
    """
    gone = withdrawn_line(draw)
    told = f"{gone}\n\n{draw.published}" if gone else draw.published
    if with_program:
        files = {f"{draw.key}.txt": told, "recompute.py": _program()}
        return _file(_packed(files), f"{draw.key}.zip", "application/zip")
    return _file(told, f"{draw.key}.txt", TEXT)


def program_file() -> HttpResponse:
    return _file(_program(), "recompute.py", PYTHON)


def _program() -> str:
    return Path(recompute.__file__).read_text(encoding="utf-8")


def _packed(files: dict[str, str]) -> bytes:
    """In one archive, the same bytes for the same files."""
    held = BytesIO()
    with ZipFile(held, "w", ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(ZipInfo(name), content, ZIP_DEFLATED)
    return held.getvalue()


def _file(content: str | bytes, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["Cache-Control"] = "private, no-store"
    return response
