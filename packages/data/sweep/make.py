"""Makes some 300 files of every format into a folder, with what is in them and how pandas, Polars, Pillow and soundfile read them:
  python packages/data/sweep/make.py FOLDER      (pandas, polars, pyarrow, openpyxl, pillow, soundfile, numpy)
truth.json lists each file with its cells as they were written (null where nothing is), pixels or samples; run.ts reads the same."""
import datetime
import gzip
import io
import json
import random
import sqlite3
import sys
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import soundfile as sf
from PIL import Image, ImageDraw

root = Path(sys.argv[1])
root.mkdir(parents=True, exist_ok=True)
random.seed(7)
truth = []


def text(value):
    """A cell as ours is compared: numbers by value, everything else by its letters."""
    if value is None:
        return None
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, datetime.datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S") + (f".{value.microsecond:06d}".rstrip("0") if value.microsecond else "")
    return str(value)


def same(a, b):
    if a is None or b is None:
        return a is b
    if a == b:
        return True
    try:
        return abs(float(a) - float(b)) <= 1e-12 * max(1, abs(float(b))) and (len(str(b)) < 17 or "." in str(b) or "e" in str(b))
    except ValueError:
        return False


def judge(frame, names, rows):
    """What a peer made of a file: equal, wrong, or refused."""
    if isinstance(frame, Exception):
        return "refused"
    if [str(c).strip() for c in frame.columns] != names or len(frame) != len(rows):
        return "wrong"
    for got, want in zip(frame.itertuples(index=False) if isinstance(frame, pd.DataFrame) else frame.rows(), rows):
        for a, b in zip(got, want):
            a = None if a is None or (isinstance(a, float) and np.isnan(a)) or a is pd.NaT else a
            if isinstance(a, (pd.Timestamp, datetime.datetime)):
                a = text(a.to_pydatetime() if isinstance(a, pd.Timestamp) else a)
                a = a[:10] if a.endswith(" 00:00:00") and b is not None and len(b) == 10 else a
            a = a.isoformat() if isinstance(a, datetime.date) else a
            if not same(text(a) if a is not None else None, b):
                return "wrong"
    return "equal"


def attempt(read):
    try:
        return read()
    except Exception as error:  # noqa: BLE001  whatever a peer refuses with
        return error


def table(name, data, names, rows, pandas, polars=None, note=""):
    path = root / name
    path.write_bytes(data)
    rows = [[text(cell) for cell in row] for row in rows]
    peers = {"pandas": judge(attempt(lambda: pandas(path)), names, rows)}
    if polars:
        peers["polars"] = judge(attempt(lambda: polars(path)), names, rows)
    truth.append({"file": name, "kind": "table", "names": names, "rows": rows, "peers": peers, "note": note})


cities = {
    "utf-8": ["Zürich", "Łódź", "北京", "Málaga, ES", 'the "big" one', "São Paulo"],
    "utf-16": ["Zürich", "Łódź", "北京", "Málaga, ES", 'the "big" one', "São Paulo"],
    "cp1252": ["Zürich", "Málaga, ES", "København", 'the "big" one', "São Paulo", "Orléans"],
    "gbk": ["北京", "上海", "广州, 中国", '"大"城', "深圳", "成都"],
    "shift_jis": ["東京", "大阪のまち", "名古屋、駅", "かなざわ", "カタカナ", "横浜"],
    "big5": ["臺北", "高雄", "臺中市", "花蓮", "基隆港", "新竹"],
    "euc_kr": ["서울", "부산", "대구 시", "인천", "광주", "대전"],
    "cp1251": ["Москва", "Казань", "Нижний Новгород", "Уфа", "Омск", "Пермь"],
    "koi8_r": ["Москва", "Казань", "Нижний Новгород", "Уфа", "Омск", "Пермь"],
    "cp1250": ["Plzeň", "České Budějovice", "Łódź", "Kraków", "Győr", "Brno-město"],
    "cp1253": ["Αθήνα", "Πάτρα", "Ηράκλειο", "Λάρισα", "Βόλος", "Χανιά"],
}


def quoted(cell, sep, always=False):
    return '"' + cell.replace('"', '""') + '"' if always or any(c in cell for c in f'{sep}"\r\n') else cell


def csv(names, rows, sep=",", end="\n", always=False):
    return "".join(end.join(sep.join(quoted(c, sep, always) for c in row) for row in [names, *rows]) + end)


def base(encoding="utf-8", count=30):
    words = cities[encoding]
    return [[str(i + 1), words[i % len(words)], f"{i * 1.25 - 7:.2f}", f"2024-{i % 12 + 1:02d}-{i % 28 + 1:02d}", "" if i % 5 == 0 else str(i * 37 % 100)] for i in range(count)]


def cells(rows):
    return [[None if c == "" else c for c in row] for row in rows]


names = ["id", "place", "value", "day", "score"]
number = 0


def add(data, ns, rows, encoding=None, note="", ending="csv", **options):
    global number
    number += 1
    how = {k: v for k, v in options.items() if k in ("sep", "skiprows", "comment", "decimal", "thousands", "header")}
    plain = {"separator": options["sep"]} if len(options.get("sep", ",")) == 1 and "sep" in options else {}
    table(f"t{number:03d}.{ending}", data, ns, rows,
          lambda p: pd.read_csv(p, keep_default_na=True, **({"encoding": encoding} if encoding else {}), **how),
          lambda p: pl.read_csv(p, try_parse_dates=True, **plain), note)


# Delimiters, line ends, quoting, encodings: the peers are told the delimiter and the encoding, ours is not.
for encoding in cities:
    for sep in [",", ";", "\t", "|"] if encoding in ("utf-8", "cp1252") else [",", ";"]:
        rows = base(encoding)
        add(csv(names, rows, sep).encode(encoding), names, cells(rows), encoding, f"{encoding} {sep!r}", sep=sep)
for end in ["\n", "\r\n", "\r"]:
    for always in (False, True):
        rows = base()
        add(csv(names, rows, ",", end, always).encode(), names, cells(rows), None, f"{end!r} quoted {always}")
rows = base()
for place in (3, 10, 30):
    lines = csv(names, rows).split("\n")
    lines[place] += "\r"
    add("\n".join(lines).encode(), names, cells(rows), None, "one CRLF")
    add("\r\n".join(lines).replace("\r\r\n", "\n", 1).encode(), names, cells(rows), None, "one LF")
add(b"\xef\xbb\xbf" + csv(names, rows).encode(), names, cells(rows), "utf-8-sig", "mark")
for above in (["Report for 2024"], ["Report", "", "made on Monday"], ["# one", "# two"], ["sep=,"], ["Report,,,,"]):
    add(("\n".join(above) + "\n" + csv(names, rows)).encode(), names, cells(rows), None, f"above: {above[0]}", skiprows=len(above))
add(("# a\n" + csv(names, rows).replace("\n7,", "\n# a note\n7,")).encode(), names, cells(rows), None, "comments", comment="#")
for kind, packed in (("gz", gzip.compress),):
    add(packed(csv(names, rows).encode()), names, cells(rows), None, kind, f"csv.{kind}", compression="gzip")
# Numbers.
ids = [str(1350000000000000000 + i) for i in range(20)]
add(csv(["id", "v"], [[i, "a"] for i in ids]).encode(), ["id", "v"], [[i, "a"] for i in ids], None, "19 digits")
long = [str(89111702272002019000 + i) for i in range(20)]
add(csv(["id", "v"], [[i, "a"] for i in long]).encode(), ["id", "v"], [[i, "a"] for i in long], None, "20 digits")
codes = [f"{i:05d}" for i in range(20)]
add(csv(["zip", "v"], [[i, "a"] for i in codes]).encode(), ["zip", "v"], [[i, "a"] for i in codes], None, "leading zeros")
for late in ("1.5", "007", "1e3", "x", "9223372036854775808", "1_000", "0x10"):
    rows_ = [[str(i), "a"] for i in range(1, 40000)] + [[late, "a"]]
    add(csv(["n", "v"], rows_).encode(), ["n", "v"], rows_, None, f"late {late}")
for decimal, thousands, sep in ((",", ".", ";"), (",", " ", ";"), (".", ",", ";"), (".", ",", ","), (",", None, ";"), (",", "\u00a0", ";"), (".", "'", ";")):
    values = [1234.5 * i + 0.25 for i in range(1, 20)]
    def show(v):
        whole, rest = f"{v:,.2f}".split(".")
        return whole.replace(",", thousands or "") + decimal + rest
    rows_ = [[str(i), show(v)] for i, v in enumerate(values)]
    add(csv(["i", "v"], rows_, sep).encode(), ["i", "v"], [[str(i), v] for i, v in enumerate(values)], None, f"decimal {decimal} thousands {thousands}", sep=sep, decimal=decimal, thousands=thousands)
rows_ = [[str(i), f"({i})" if i % 2 else str(i)] for i in range(1, 20)]
add(csv(["i", "v"], rows_).encode(), ["i", "v"], [[str(i), -i if i % 2 else i] for i in range(1, 20)], None, "brackets")
rows_ = [[str(i), f"\u2212{i}" if i % 2 else str(i)] for i in range(1, 20)]
add(csv(["i", "v"], rows_).encode(), ["i", "v"], [[str(i), -i if i % 2 else i] for i in range(1, 20)], None, "minus sign U+2212")
for unit in ("kg", "%", " km", " EUR"):
    rows_ = [[str(i), f"{i}{unit}"] for i in range(1, 20)]
    add(csv(["i", "v"], rows_).encode(), ["i", "v"], rows_, None, f"unit {unit}")
for words in (["10-20", "1/2", "v2"], ["12k", "3.5M", "7"], ["1,234", "2,500", "3,750"], ["N/A", "5", "7"], ["", "", "x"], ["NA", "DE", "FR"], ["true", "false", "yes"]):
    rows_ = [[str(i), words[i % len(words)]] for i in range(21)]
    want = [[a, None if b in ("N/A", "") else b] for a, b in rows_]
    add(csv(["i", "v"], rows_).encode(), ["i", "v"], want, None, f"words {words[0]}")
# Dates.
days = [datetime.date(2024, 1, 1) + datetime.timedelta(days=17 * i) for i in range(20)]
for form, note in (("%d/%m/%Y", "dmy"), ("%m/%d/%Y", "mdy"), ("%d.%m.%Y", "dots"), ("%Y/%m/%d", "ymd"), ("%d-%m-%Y", "dashes"), ("%Y-%m-%d", "iso")):
    rows_ = [[str(i), d.strftime(form)] for i, d in enumerate(days)]
    add(csv(["i", "d"], rows_).encode(), ["i", "d"], [[str(i), d.isoformat()] for i, d in enumerate(days)], None, f"dates {note}")
small = [datetime.date(2024, i % 12 + 1, i % 9 + 1) for i in range(12)]
rows_ = [[str(i), d.strftime("%d/%m/%Y")] for i, d in enumerate(small)]
add(csv(["i", "d"], rows_).encode(), ["i", "d"], rows_, None, "dates that could be either: text")
rows_ = [["0", "13/04/2024"], ["1", "04/13/2024"], ["2", "07/08/2024"]]
add(csv(["i", "d"], rows_).encode(), ["i", "d"], rows_, None, "dates of both orders: text")
for form, want in (("%Y-%m-%dT%H:%M:%SZ", 0), ("%Y-%m-%dT%H:%M:%S+02:00", 2), ("%Y-%m-%d %H:%M:%S", 0), ("%Y-%m-%dT%H:%M:%S.250Z", 0)):
    times = [datetime.datetime(2024, 3, 1 + i, 12, i) for i in range(12)]
    rows_ = [[str(i), t.strftime(form)] for i, t in enumerate(times)]
    extra = datetime.timedelta(milliseconds=250) if ".250" in form else datetime.timedelta()
    add(csv(["i", "t"], rows_).encode(), ["i", "t"], [[str(i), t - datetime.timedelta(hours=want) + extra] for i, t in enumerate(times)], None, f"times {form}")
# Shapes.
add(csv(["country", "2019", "2020"], [["A", "1", "2"], ["B", "4", "5"]]).encode(), ["country", "2019", "2020"], [["A", "1", "2"], ["B", "4", "5"]], None, "years for names")
add(csv(["x"], [[str(i)] for i in range(20)]).encode(), ["x"], [[str(i)] for i in range(20)], None, "one column")
add(csv(names, rows).rstrip("\n").encode(), names, cells(rows), None, "no last line end")
add((csv(names, rows) + "\n\n").encode(), names, cells(rows), None, "empty lines at the end")
add(csv(["a", "b"], [["x\ny", "1"], ['he said "no"', "2"], ["a,b", "3"]]).encode(), ["a", "b"], [["x\ny", "1"], ['he said "no"', "2"], ["a,b", "3"]], None, "line ends and quotes within")
add("a b   c\n1 2  3\n 4  5 6 \n".encode(), ["a", "b", "c"], [["1", "2", "3"], ["4", "5", "6"]], None, "spaces", ending="dat", sep=r"\s+")
add("a,b\n1,x\0y\n2,z\n".encode(), ["a", "b"], [["1", "x\0y"], ["2", "z"]], None, "a zero byte")
for wide in (40, 400):
    ns = [f"c{i}" for i in range(wide)]
    rows_ = [[str(r * i) for i in range(wide)] for r in range(1, 10)]
    add(csv(ns, rows_).encode(), ns, rows_, None, f"{wide} columns")


# Any of the above at once.
for i in range(50):
    encoding = random.choice(list(cities))
    sep, end = random.choice([",", ";", "\t", "|"]), random.choice(["\n", "\r\n"])
    rows = base(encoding, random.choice([8, 60, 300]))
    above = random.choice([[], [], ["Export 2024"], ["# made by hand"]])
    data = end.join([*above, csv(names, rows, sep, end, random.random() < 0.3)]).encode(encoding)
    add(data, names, cells(rows), encoding, f"{encoding} {sep!r} {end!r} {above}", sep=sep, skiprows=len(above))


# JSON.
def js(name, content, ns, rows, lines=False, note="", peers=True):
    table(name, content if isinstance(content, bytes) else content.encode(), ns, rows,
          (lambda p: pd.json_normalize([json.loads(x) for x in p.read_text("utf-8-sig").split("\n") if x] if lines else json.loads(p.read_text("utf-8-sig")))),
          (lambda p: pl.read_ndjson(p) if lines else pl.read_json(p)), note)


records = [{"id": i, "name": cities["utf-8"][i % 6], "x": i / 4 if i % 3 else None, "ok": i % 2 == 0} for i in range(20)]
want = [[r["id"], r["name"], r["x"], r["ok"]] for r in records]
for i, indent in enumerate((None, 2)):
    for ascii_ in (True, False):
        js(f"j{i}{ascii_}.json", json.dumps(records, indent=indent, ensure_ascii=ascii_), ["id", "name", "x", "ok"], want)
js("lines.jsonl", "\n".join(json.dumps(r) for r in records), ["id", "name", "x", "ok"], want, True)
js("lines.ndjson", "\r\n".join(json.dumps(r) for r in records) + "\r\n", ["id", "name", "x", "ok"], want, True)
js("mark.json", b"\xef\xbb\xbf" + json.dumps(records).encode(), ["id", "name", "x", "ok"], want)
js("big.json", json.dumps([{"id": 89111702272002019000 + i} for i in range(9)]), ["id"], [[89111702272002019000 + i] for i in range(9)])
js("wide.json", json.dumps([{"id": 2**63 + i} for i in range(9)]), ["id"], [[2**63 + i] for i in range(9)])
js("mixed.json", json.dumps([{"a": 1}, {"a": "x"}]), ["a"], [[1], ["x"]])
js("nested.json", json.dumps([{"a": i, "b": {"c": i * 2, "d": {"e": f"x{i}"}}} for i in range(5)]), ["a", "b.c", "b.d.e"], [[i, i * 2, f"x{i}"] for i in range(5)])
js("gaps.jsonl", '{"a":1}\n{"b":"x"}\n{"a":2,"b":"y"}', ["a", "b"], [[1, None], [None, "x"], [2, "y"]], True)
js("zeros.json", json.dumps([{"zip": f"{i:05d}"} for i in range(9)]), ["zip"], [[f"{i:05d}"] for i in range(9)])
js("empty.json", "[]", [], [])
js("broken.json", '[{"a":1},{"a":', ["a"], [[1]], note="cut short: to be refused")
js("utf16.json", json.dumps(records, ensure_ascii=False).encode("utf-16"), ["id", "name", "x", "ok"], want)

# Parquet.
def parquet(name, columns, rows, **how):
    t = pa.table(columns)
    out = io.BytesIO()
    pq.write_table(t, out, **how)
    table(name, out.getvalue(), list(columns), rows, pd.read_parquet, pl.read_parquet)


for kind in ("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float32", "float64"):
    high = {"uint64": 2**64 - 1, "int64": 2**63 - 1, "uint32": 2**32 - 1}.get(kind, 100)
    values = [high, 1, None, 0] if "float" not in kind else [0.5, 1.25, None, -2.0]
    parquet(f"{kind}.parquet", {"v": pa.array(values, getattr(pa, kind)())}, [[v] for v in values])
for codec in ("none", "snappy", "gzip", "zstd", "brotli", "lz4"):
    parquet(f"{codec}.parquet", {"id": pa.array(range(50)), "s": pa.array([cities["utf-8"][i % 6] for i in range(50)])}, [[i, cities["utf-8"][i % 6]] for i in range(50)], compression=codec)
from decimal import Decimal
for precision, scale, value in ((5, 2, "1.25"), (38, 10, "1234567890123456789.0123456789"), (18, 0, "123456789012345678"), (20, 5, "0.10000")):
    parquet(f"decimal{precision}.parquet", {"v": pa.array([Decimal(value), None], pa.decimal128(precision, scale))}, [[Decimal(value)], [None]])
moment = datetime.datetime(2024, 5, 6, 7, 8, 9, 123000)
for unit in ("ms", "us", "ns"):
    parquet(f"time-{unit}.parquet", {"t": pa.array([moment, None], pa.timestamp(unit))}, [[moment], [None]])
parquet("zone.parquet", {"t": pa.array([moment], pa.timestamp("us", "UTC"))}, [[moment]])
parquet("dates.parquet", {"d": pa.array([moment.date()], pa.date32()), "b": pa.array([True])}, [[moment.date(), True]])
parquet("categories.parquet", {"c": pa.array(["a", "b", "a"]).dictionary_encode()}, [["a"], ["b"], ["a"]])


# Excel.
def excel(name, fill, ns, rows, **how):
    book = openpyxl.Workbook()
    sheet = book.active
    fill(sheet, book)
    out = io.BytesIO()
    book.save(out)
    table(name, out.getvalue(), ns, rows, lambda p: pd.read_excel(p, **how))


def lay(rows_):
    return lambda sheet, _: [sheet.append(r) for r in rows_]


excel("plain.xlsx", lay([["a", "b"], [1, "x"], [2.5, "y"]]), ["a", "b"], [[1, "x"], [2.5, "y"]])
excel("title.xlsx", lay([["Report 2024"], [], ["a", "b", "c"], [1, 2, "x"], [3, 4, "y"]]), ["a", "b", "c"], [[1, 2, "x"], [3, 4, "y"]], skiprows=2)
excel("gaps.xlsx", lay([["a", "b"], [1, None], [None, "y"]]), ["a", "b"], [[1, None], [None, "y"]])
excel("codes.xlsx", lay([["zip"], ["00123"], ["04567"]]), ["zip"], [["00123"], ["04567"]])
excel("days.xlsx", lay([["d"], [datetime.date(2024, 2, 29)], [datetime.date(1999, 12, 31)]]), ["d"], [["2024-02-29"], ["1999-12-31"]])
excel("moments.xlsx", lay([["t"], [datetime.datetime(2024, 2, 29, 13, 45)], [datetime.datetime(1999, 12, 31, 0, 0, 1)]]), ["t"], [[datetime.datetime(2024, 2, 29, 13, 45)], [datetime.datetime(1999, 12, 31, 0, 0, 1)]])
excel("times.xlsx", lay([["t"], [datetime.time(13, 45)], [datetime.time(0, 0, 1)]]), ["t"], [["13:45:00"], ["00:00:01"]])
excel("lengths.xlsx", lay([["t"], [datetime.timedelta(hours=26, minutes=30)], [datetime.timedelta(minutes=1)]]), ["t"], [["26:30:00"], ["00:01:00"]])
excel("old-days.xlsx", lay([["d"], [datetime.date(1900, 1, 1)], [datetime.date(1900, 2, 28)], [datetime.date(1900, 3, 1)]]), ["d"], [["1900-01-01"], ["1900-02-28"], ["1900-03-01"]])
excel("flags.xlsx", lay([["b"], [True], [False]]), ["b"], [[True], [False]])
excel("second.xlsx", lambda s, b: (s.append(["a"]), s.append([1]), b.create_sheet("other").append(["z"])), ["a"], [[1]])
excel("letters.xlsx", lay([["näme", "b & <c>"], ["é\u4e2d", 'q"'], ["line\nend", "x"]]), ["näme", "b & <c>"], [["é\u4e2d", 'q"'], ["line\nend", "x"]])
excel("long.xlsx", lay([["i"], *[[i] for i in range(3000)]]), ["i"], [[i] for i in range(3000)])
excel("percent.xlsx", lambda s, b: (s.append(["p"]), s.append([0.125]), setattr(s["A2"], "number_format", "0.00%")), ["p"], [[0.125]])
excel("years.xlsx", lay([["country", 2019, 2020], ["A", 1, 2], ["B", 3, 4]]), ["country", "2019", "2020"], [["A", 1, 2], ["B", 3, 4]])

# SQLite.
for name, make, ns, rows in (
    ("plain.sqlite", "create table t (id integer, name text, x real); insert into t values (1,'a',1.5),(2,null,2)", ["id", "name", "x"], [[1, "a", 1.5], [2, None, 2.0]]),
    ("large.sqlite", "create table t (id integer); insert into t values (9223372036854775807),(9007199254740993)", ["id"], [[9223372036854775807], [9007199254740993]]),
    ("codes.sqlite", "create table t (zip text); insert into t values ('00123'),('7')", ["zip"], [["00123"], ["7"]]),
    ("loose.sqlite", "create table t (v integer); insert into t values (1),('x')", ["v"], [[1], ["x"]]),
    ("untyped.sqlite", "create table t (v); insert into t values (1),(2.5)", ["v"], [[1], [2.5]]),
    ("numeric.sqlite", "create table t (v decimal(20,2)); insert into t values (12345678901234567),(2.5)", ["v"], [[12345678901234567], [2.5]]),
    ("quotes.sqlite", "create table \"a b\" (\"c\"\"d\" text); insert into \"a b\" values ('x''y'||char(10)||'z')", ['c"d'], [["x'y\nz"]]),
    ("empty.sqlite", "create table t (a integer, b text)", ["a", "b"], []),
):
    path = root / name
    path.unlink(missing_ok=True)
    with sqlite3.connect(path) as db:
        db.executescript(make)
        table_name = db.execute("select name from sqlite_master").fetchone()[0]
    data = path.read_bytes()
    table(name, data, ns, rows, lambda p: pd.read_sql(f'select * from "{table_name}"', sqlite3.connect(p)))


# Pictures: what Pillow gives as RGB.
def picture(name, image, note="", **how):
    image.save(root / name, **how)
    seen = Image.open(root / name)
    from PIL import ImageOps
    seen = ImageOps.exif_transpose(seen)
    if seen.mode in ("I;16", "I"):
        rgb = np.repeat((np.asarray(seen).astype(np.uint32) >> 8).astype(np.uint8)[..., None], 3, 2)
    elif seen.mode in ("RGBA", "LA"):  # transparent parts are white, as on paper
        flat = seen.convert("RGBA")
        rgb = np.asarray(Image.alpha_composite(Image.new("RGBA", flat.size, (255, 255, 255, 255)), flat).convert("RGB"))
    else:
        rgb = np.asarray(seen.convert("RGB"))
    (root / f"{name}.rgb").write_bytes(rgb.tobytes())
    truth.append({"file": name, "kind": "picture", "height": rgb.shape[0], "width": rgb.shape[1], "note": note, "peers": {"pillow": "equal"}})


def scene(size, mode="RGB"):
    w, h = size
    y, x = np.mgrid[0:h, 0:w]
    a = np.stack([(x * 255 // max(1, w - 1)), (y * 255 // max(1, h - 1)), ((x + y) * 3) % 256], -1).astype(np.uint8)
    image = Image.fromarray(a)
    ImageDraw.Draw(image).ellipse([w // 4, h // 4, w // 2, h // 2], fill=(250, 20, 30))
    return image.convert(mode) if mode != "RGBA" else Image.merge("RGBA", (*image.split(), Image.fromarray((x * 255 // max(1, w - 1)).astype(np.uint8))))


for size in ((64, 48), (33, 17), (1, 1), (200, 3)):
    for mode in ("RGB", "L", "1", "P", "LA", "RGBA"):
        picture(f"{mode}-{size[0]}.png", scene(size, mode) if mode not in ("LA",) else scene(size, "L").convert("LA"), mode)
    for quality, sub in ((95, 0), (75, 2), (30, 1)):
        picture(f"q{quality}-{size[0]}.jpg", scene(size), f"quality {quality}", quality=quality, subsampling=sub)
    picture(f"lossless-{size[0]}.webp", scene(size), "lossless", lossless=True)
    picture(f"lossy-{size[0]}.webp", scene(size), "lossy", quality=80)
picture("grey.jpg", scene((64, 48), "L"), "grey")
picture("progressive.jpg", scene((64, 48)), "progressive", progressive=True, quality=90)
picture("cmyk.jpg", scene((64, 48)).convert("CMYK"), "CMYK without a profile", quality=95)
for turn in range(2, 9):
    exif = Image.Exif()
    exif[0x0112] = turn
    picture(f"turn{turn}.jpg", scene((40, 24)), f"orientation {turn}", exif=exif, quality=95)
deep = Image.fromarray((np.arange(48 * 64, dtype=np.uint32).reshape(48, 64) * 21 % 65536).astype(np.uint16))
picture("deep.png", deep, "16 bits")
picture("interlaced.png", scene((64, 48)), "RGB")
for ending in ("bmp", "gif", "tiff"):
    picture(f"other.{ending}", scene((64, 48), "P" if ending == "gif" else "RGB"), ending)
try:
    # Colour at full size: where it is halved, libavif (Pillow) and libheif (ours) draw it apart, each as far from the original.
    picture("other.avif", scene((64, 48)), "avif", quality=90, subsampling="4:4:4")
except Exception as error:  # noqa: BLE001
    print("no AVIF:", error)


# Recordings.
def sound(name, samples, rate, note="", **how):
    sf.write(root / name, samples, rate, **how)
    data, rate = sf.read(root / name, dtype="float32", always_2d=True)
    (root / f"{name}.f32").write_bytes(data.T.copy().tobytes())
    truth.append({"file": name, "kind": "recording", "rate": rate, "channels": data.shape[1], "frames": data.shape[0], "note": note, "peers": {"soundfile": "equal"}})


t = np.arange(4000) / 8000
mono = 0.5 * np.sin(2 * np.pi * 440 * t)
stereo = np.stack([mono, 0.25 * np.sin(2 * np.pi * 660 * t)], 1)
for kind in ("PCM_U8", "PCM_16", "PCM_24", "PCM_32", "FLOAT", "DOUBLE", "ULAW", "ALAW"):
    for channels, data in ((1, mono), (2, stereo)):
        sound(f"{kind}-{channels}.wav", data, 8000, kind, subtype=kind)
sound("long.rf64", mono, 8000, "RF64", format="RF64", subtype="PCM_16")
sound("extensible.wav", stereo, 8000, "extensible", format="WAVEX", subtype="PCM_24")
for kind in ("PCM_S8", "PCM_16", "PCM_24", "PCM_32", "FLOAT", "ULAW"):
    sound(f"{kind}.aiff", stereo, 8000, kind, format="AIFF", subtype=kind)
for kind in ("PCM_S8", "PCM_16", "PCM_24"):
    sound(f"{kind}.flac", stereo, 8000, kind, subtype=kind)
for name, how in (("vorbis.ogg", {"subtype": "VORBIS"}), ("song.mp3", {"subtype": "MPEG_LAYER_III"}), ("adpcm.wav", {"subtype": "IMA_ADPCM"})):
    sound(name, stereo, 8000, how["subtype"], **how)

sound("opus.ogg", np.repeat(stereo, 6, 0), 48000, "OPUS", subtype="OPUS")  # its own rate; libsndfile scales it to others

(root / "truth.json").write_text(json.dumps(truth))
print(len(truth), "files")
