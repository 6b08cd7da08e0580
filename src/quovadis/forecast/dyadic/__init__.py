"""Will at least one event of a class happen from A to B within H days? Models side by side.

Everything here works on numbers of days and actors; `panel.read_panel` makes them from a store's
events. Importing this package loads neither LightGBM nor Ibis.
"""

from __future__ import annotations

__all__: list[str] = []
