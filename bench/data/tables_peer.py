"""What the peers of tables.ts have in common: the files to read and write, the columns, and a stopwatch."""
import sys
import time

path, out = sys.argv[1:]
numbers = ["quantity", "value", "pack_price", "unit_price", "weight", "freight"]
categories = ["mode", "product", "manager"]
at = time.perf_counter()


def lap(name):
    global at
    print(f"    {name} {time.perf_counter() - at:.1f} s", file=sys.stderr)
    at = time.perf_counter()
