"""Documents on paper: typst templates that receive plain data, and never text pieced together as markup."""

from .rendering import qr_svg, render

__all__ = ["qr_svg", "render"]
