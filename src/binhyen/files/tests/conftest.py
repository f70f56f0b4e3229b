from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, settings: Any) -> None:
    """A folder for each test: another worker's file that is just coming in isn't this one's."""
    settings.BINHYEN_HOME = tmp_path
