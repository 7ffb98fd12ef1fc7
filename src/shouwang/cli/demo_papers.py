"""Papers and photos that the people of a demo attach."""

import io

from PIL import Image


def photo() -> bytes:
    """Return a small photo of nothing."""
    data = io.BytesIO()
    Image.new("RGB", (64, 48), (176, 196, 170)).save(data, "JPEG")
    return data.getvalue()
