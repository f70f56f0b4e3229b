"""Opening a document in a process of its own, within bounds of memory and time.

A PDF or a picture that makes its reader crash or swell takes only that process with it. Runs
without Django, which would cost more than the reading:

    python -m binhyen.files.apart look|page|text|shrink KIND [PAGE]   content on standard input
"""

import io
import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable
from typing import Any

MOST_MEMORY = 1536 * 2**20
LONGEST_WAIT_S = 40
MOST_PIXELS = 80_000_000
PAGE_WIDTH_PX, MOST_HEIGHT_PX = 1100, 3300
LONGEST_TEXT = 400_000
REFUSED, NOTHING = 3, 4  # how the process ends when it has said why, or there is no such page


class Failed(Exception):
    """The other process gave nothing; `code` is a file fault's code."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def opened_apart(deed: str, kind: str, content: bytes, *, page: int = 1) -> bytes | None:
    """What the other process answers; None where there is no such page. Raises Failed."""
    command = [sys.executable, "-m", __name__, deed, kind, str(page)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    try:
        done = subprocess.run(  # noqa: S603
            command,
            input=content,
            capture_output=True,
            timeout=LONGEST_WAIT_S,
            env=environment,
            check=False,
        )
    except subprocess.TimeoutExpired as fault:
        raise Failed("bomb") from fault
    if done.returncode == NOTHING:
        return None
    if done.returncode == REFUSED:
        raise Failed(done.stdout.decode())
    if done.returncode:
        is_too_much = done.returncode < 0 or b"MemoryError" in done.stderr
        raise Failed("bomb" if is_too_much else "damaged")
    return done.stdout


# --- in the other process ---


class Refused(Exception):
    """Ends the process with a fault's code."""


def look(kind: str, content: bytes, _page: int) -> bytes:
    """That it opens to its end, and how many pages it has, as JSON."""
    if kind != "pdf":
        _picture(content).load()
        return json.dumps({"pages": None}).encode()
    document = _document(content)
    pages = len(document)
    if not pages:
        raise Refused("damaged")
    document[0].get_size()
    return json.dumps({"pages": pages}).encode()


def page_as_picture(kind: str, content: bytes, page: int) -> bytes | None:
    """A page as PNG, wide enough to be read; of few colours, so small."""
    document = _document(content)
    if not 1 <= page <= len(document):
        return None
    leaf = document[page - 1]
    width, height = leaf.get_size()
    scale = min(PAGE_WIDTH_PX / max(width, 1), MOST_HEIGHT_PX / max(height, 1))
    drawn = leaf.render(scale=scale, may_draw_forms=True).to_pil().convert("RGB")
    return _written(drawn.quantize(128), "PNG", optimize=True)


def shrunk(kind: str, content: bytes, page: int) -> bytes | None:
    """A picture written anew at a screen's size, turned upright and without what it says of
    itself: the place where it was taken, the camera, hidden tails."""
    from PIL import ImageOps

    if page != 1:
        return None
    picture = _picture(content)
    picture.draft("RGB", (2 * PAGE_WIDTH_PX, 2 * MOST_HEIGHT_PX))
    upright = ImageOps.exif_transpose(picture)
    upright.thumbnail((PAGE_WIDTH_PX, MOST_HEIGHT_PX))
    if "A" in upright.getbands() or "transparency" in upright.info:
        upright = upright.convert("RGBA")
        from PIL import Image

        paper = Image.new("RGBA", upright.size, "white")
        upright = Image.alpha_composite(paper, upright)
    return _written(upright.convert("RGB"), "JPEG", quality=82)


def text(kind: str, content: bytes, _page: int) -> bytes:
    """The words of a PDF, page by page, up to a length, as JSON."""
    pages, left = [], LONGEST_TEXT
    for leaf in _document(content):
        said = leaf.get_textpage().get_text_bounded()[:left]
        pages.append(said.encode("utf-8", "replace").decode())
        left -= len(said)
        if left <= 0:
            break
    return json.dumps(pages).encode()


def _document(content: bytes) -> Any:
    import pypdfium2

    try:
        return pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as fault:
        is_locked = "password" in str(fault).lower()
        raise Refused("encrypted" if is_locked else "damaged") from fault


def _picture(content: bytes) -> Any:
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None  # ours is asked below, before anything is unpacked
    try:
        picture = Image.open(io.BytesIO(content), formats=["JPEG", "PNG", "WEBP"])
    except (OSError, SyntaxError, ValueError) as fault:
        raise Refused("damaged") from fault
    if picture.width * picture.height > MOST_PIXELS:
        raise Refused("big_picture")
    return picture


def _written(picture: Any, form: str, **options: Any) -> bytes:
    file = io.BytesIO()
    picture.save(file, form, **options)
    return file.getvalue()


DEEDS: dict[str, Callable[[str, bytes, int], bytes | None]] = {
    "look": look,
    "page": page_as_picture,
    "shrink": shrunk,
    "text": text,
}


def main(deed: str, kind: str, page: str) -> int:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (LONGEST_WAIT_S, LONGEST_WAIT_S))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        answer = DEEDS[deed](kind, sys.stdin.buffer.read(), int(page))
    except Refused as fault:
        sys.stdout.write(str(fault))
        return REFUSED
    if answer is None:
        return NOTHING
    sys.stdout.buffer.write(answer)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
