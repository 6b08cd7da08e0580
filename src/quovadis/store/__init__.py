"""A folder of Delta Lake tables: add once, never lose, never twice; read as of any day.

This is the only package that opens a database. Many readers work at once, writers do not lock them
out, and there is no server: see `Store`. What outgrows one machine is read through `SparkStore`.
"""

from quovadis.store.adding import Added
from quovadis.store.place import FORMAT, default_store_path
from quovadis.store.spark import SparkStore
from quovadis.store.store import Store
from quovadis.store.tables import TABLES, stored_schema

__all__ = [
    "FORMAT",
    "TABLES",
    "Added",
    "SparkStore",
    "Store",
    "default_store_path",
    "stored_schema",
]
