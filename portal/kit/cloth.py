"""The weave: a woven cloth as SVG or PNG, always the same for the same seed and kind."""

import hashlib
from io import BytesIO

from PIL import Image, ImageDraw

COLUMNS, ROWS, CELL = 16, 12, 20
GAP, OVERLAP = 1.5, 3

# Widths and heights (px) of the PNG: what links show when they are shared, then the shapes of search engines.
SHARED = (1200, 630)
SEARCHED = ((1280, 720), (960, 720), (960, 960))
SIZES = (SHARED, *SEARCHED)
THREADS = 24  # across the PNG

# kind → warp, weft, light thread, accent
INKS = {
    "festival": ("#a83b24", "#e9b949", "#f6e7c8", "#1d4b86"),
    "fete": ("#d98e04", "#a83b24", "#fbeecb", "#226547"),
    "jeunesse": ("#0f6687", "#7cc6e0", "#f3efe2", "#d98e04"),
    "conference": ("#6a3473", "#d3a3dc", "#f5ecf3", "#1c2333"),
    "formation": ("#1d4b86", "#8fb4e6", "#eef3fa", "#a83b24"),
    "atelier": ("#226547", "#8ccfae", "#eff6ea", "#d98e04"),
    "cours": ("#226547", "#d9c27a", "#f3f0dd", "#0f6687"),
    "rencontre": ("#6a3473", "#e9b949", "#f8efe0", "#a83b24"),
    "visite": ("#0f6687", "#8ccfae", "#eaf4ef", "#6a3473"),
    "permanence": ("#1c2333", "#8fb4e6", "#eceef2", "#d98e04"),
    "exposition": ("#a83b24", "#d3a3dc", "#f7ebe6", "#1c2333"),
    "quartier": ("#1d4b86", "#e9b949", "#faf1dc", "#226547"),
    "partenaire": ("#0f6687", "#e8c9a0", "#f7efe4", "#a83b24"),
}


def _draw(seed):
    bits = int.from_bytes(hashlib.sha256(seed.encode()).digest() * 8, "big")
    return lambda position: (bits >> (position * 5)) & 31


def _pattern(draw):
    """Over (True) and under (False) of one repeat: a twill, or a scattered weave."""
    repeat = 3 + draw(0) % 4
    if draw(1) % 2:
        return [[(draw(3 + i * repeat + j) + i * j) % 3 > 0 for j in range(repeat)] for i in range(repeat)]
    step = 1 + draw(2) % 2
    return [[(i + j * step) % repeat < repeat // 2 for j in range(repeat)] for i in range(repeat)]


def _weave(seed, kind, columns, rows):
    """(ground, pieces): the light ink, and (ink, x, y, over) of each crossing from the first row on."""
    draw = _draw(seed)
    warp_ink, weft_ink, light, accent = INKS.get(kind, INKS["quartier"])
    pattern = _pattern(draw)
    repeat = len(pattern)
    warp = [warp_ink if draw(20 + x % 7) % 4 else accent for x in range(columns)]
    weft = [weft_ink if draw(30 + y % 5) % 5 else light for y in range(rows)]
    crossings = ((x, y, pattern[y % repeat][x % repeat]) for y in range(rows) for x in range(columns))
    return light, [(warp[x] if over else weft[y], x, y, over) for x, y, over in crossings]


def cloth(seed, kind, *, columns=COLUMNS, rows=ROWS):
    """The SVG document (str) of the cloth for `seed`, in the inks of `kind`; 2 to 8 kB."""
    light, pieces = _weave(seed, kind, columns, rows)
    paths = {}
    for ink, x, y, over in pieces:
        left, top = x * CELL, y * CELL
        if over:
            piece = f"M{left + GAP} {top - OVERLAP}h{CELL - 2 * GAP}v{CELL + 2 * OVERLAP}h-{CELL - 2 * GAP}z"
        else:
            piece = f"M{left - OVERLAP} {top + GAP}h{CELL + 2 * OVERLAP}v{CELL - 2 * GAP}h-{CELL + 2 * OVERLAP}z"
        paths.setdefault(ink, []).append(piece)
    width, height = columns * CELL, rows * CELL
    threads = "".join(f'<path fill="{ink}" d="{"".join(pieces)}"/>' for ink, pieces in paths.items())
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        f' preserveAspectRatio="xMidYMid slice"><rect width="{width}" height="{height}" fill="{light}"/>'
        f"{threads}</svg>"
    )


def cloth_png(seed, kind, size):
    """The same cloth as a PNG (bytes) of this size, one of SIZES; a few kB."""
    width, height = size
    cell = width // THREADS
    light, pieces = _weave(seed, kind, THREADS + 1, height // cell + 1)
    # Few inks: a palette makes the file a tenth of what full colours would.
    inks = list(dict.fromkeys([light, *(ink for ink, *_where in pieces)]))
    image = Image.new("P", size)
    image.putpalette([int(ink[first : first + 2], 16) for ink in inks for first in (1, 3, 5)])
    brush = ImageDraw.Draw(image)
    gap, overlap = round(GAP * cell / CELL), round(OVERLAP * cell / CELL)
    # The threads of the warp lie on those of the weft where they cross, whatever the order of the rows.
    for ink, x, y, over in sorted(pieces, key=lambda piece: piece[3]):
        across, down = (gap, -overlap) if over else (-overlap, gap)
        box = (x * cell + across, y * cell + down, (x + 1) * cell - across - 1, (y + 1) * cell - down - 1)
        brush.rectangle(box, fill=inks.index(ink))
    stream = BytesIO()
    image.save(stream, "PNG", optimize=True)
    return stream.getvalue()
