"""What a camera sees that is held before a code: a short film for Chromium's own stand-in of a camera.

Format: YUV4MPEG2, C420jpeg: the luminance, then two planes of chrominance that say "grey".
"""

from io import BytesIO
from pathlib import Path

from PIL import Image

WIDTH, HEIGHT, FRAMES = 640, 480, 10
_HEAD = f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F10:1 Ip A1:1 C420jpeg\n".encode()


def film(path: Path, picture: bytes | None) -> None:
    """The picture on a grey table; without one, the table alone."""
    frame = Image.new("L", (WIDTH, HEIGHT), 120)
    if picture is not None:
        code = Image.open(BytesIO(picture)).convert("L").resize((400, 400))
        frame.paste(code, ((WIDTH - 400) // 2, (HEIGHT - 400) // 2))
    grey = bytes([128]) * (WIDTH // 2 * HEIGHT // 2)
    path.write_bytes(_HEAD + (b"FRAME\n" + frame.tobytes() + grey + grey) * FRAMES)
