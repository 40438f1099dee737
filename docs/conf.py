"""How Sphinx builds these pages: `make docs`. They read as well as they stand."""

import tomllib
from pathlib import Path

PROJECT = tomllib.loads((Path(__file__).parent.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]

project = "Fair Notice"
author = "the Fair Notice contributors"
release = PROJECT["version"]
language = "en-GB"
extensions = ["myst_parser"]
myst_heading_anchors = 3  # so that links to headings work here as they do where the pages are read unbuilt
exclude_patterns = ["_build", "generator"]
html_theme = "furo"
html_title = f"Fair Notice {release}"
html_show_sphinx = False
