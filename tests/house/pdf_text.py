"""The words of a PDF as a reader would copy them."""

import subprocess


def text_of(content: bytes) -> str:
    """The text layer, pages parted by form feeds."""
    return subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=content, capture_output=True, check=True
    ).stdout.decode()
