"""Draws the icons that phones want as pictures; run once, after the drawing in icon.svg changed.

python wallet_api/app/tools/icons.py
"""

from pathlib import Path

from PIL import Image, ImageDraw

ICONS = Path(__file__).parents[1] / "public" / "icons"
GREEN, PAPER = "#0b5d4a", "#f6f3ea"
EDGE = 512


def draw(*, rounded: bool, scale: float = 1.0) -> Image.Image:
    """The same shapes as icon.svg, drawn four times as large; `scale` keeps them inside a mask's safe zone."""
    big = EDGE * 4
    picture = Image.new("RGBA", (big, big), (0, 0, 0, 0) if rounded else GREEN)
    pen = ImageDraw.Draw(picture)

    def at(*numbers: float) -> list[float]:
        return [((number - EDGE / 2) * scale + EDGE / 2) * 4 for number in numbers]

    def wide(number: float) -> int:
        return round(number * scale * 4)

    if rounded:
        pen.rounded_rectangle((0, 0, big - 1, big - 1), 112 * 4, fill=GREEN)
    pen.rounded_rectangle(at(104, 150, 408, 362), wide(36), fill=PAPER)
    pen.line(at(104, 206, 408, 206), fill=GREEN, width=wide(22))
    pen.rounded_rectangle(at(241, 223, 271, 345), wide(15), fill=GREEN)
    pen.rounded_rectangle(at(195, 269, 317, 299), wide(15), fill=GREEN)
    return picture


def keep(picture: Image.Image, name: str, edge: int) -> None:
    picture.resize((edge, edge), Image.Resampling.LANCZOS).save(ICONS / name, optimize=True)


if __name__ == "__main__":
    keep(draw(rounded=True), "icon-192.png", 192)
    keep(draw(rounded=True), "icon-512.png", 512)
    keep(draw(rounded=False, scale=0.8), "icon-maskable-512.png", 512)
    keep(draw(rounded=False), "icon-180.png", 180)
