"""Where this installation keeps its database and keys."""

import os
import secrets
from pathlib import Path


def home() -> Path:
    """The data folder: BINHYEN_HOME, or the user's own data folder."""
    default = Path(os.environ.get("XDG_DATA_HOME", Path.home() / ".local/share")) / "binhyen"
    folder = Path(os.environ.get("BINHYEN_HOME", default)).expanduser().absolute()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def secret(name: str) -> str:
    """A random secret kept in the data folder, made once, readable by its owner only."""
    path = home() / name
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(50))
    return path.read_text().strip()
