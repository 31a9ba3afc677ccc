"""Documents on paper, of every app: typst templates that receive plain data, never text pieced together as markup."""

from .rendering import qr_svg, render

__all__ = ["qr_svg", "render"]
