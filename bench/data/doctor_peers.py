"""What the peers find of the planted faults, and what they say of the clean sets: ydata-profiling of tables, cleanvision of pictures.
  npm run node -- bench/data/plant.ts FOLDER
  python bench/data/doctor_peers.py FOLDER [tables] [pictures]      (bench/peers/requirements-doctor.txt)
A fault counts as found where the peer names the column, or the file, with an alert that can mean it; the table below is generous."""
import json
import sys
import warnings
from pathlib import Path

warnings.filterwarnings("ignore")
root = Path(sys.argv[1])
what = sys.argv[2:] or ["tables", "pictures"]
cases = json.loads((root / "cases.json").read_text())

# Our kinds, and what of a peer's means the same.
YDATA = {
    "missing": {"MISSING"}, "constant": {"CONSTANT", "IMBALANCE"}, "identifier": {"UNIQUE", "HIGH_CARDINALITY"}, "same-column": {"HIGH_CORRELATION"},
    "duplicate-rows": {"DUPLICATES", "NEAR_DUPLICATES"}, "class-imbalance": {"IMBALANCE"}, "infinite": {"INFINITE"}, "stand-in": {"ZEROS"},
    "outliers": {"SKEWED"}, "mixed-magnitudes": {"SKEWED"}, "numbers-as-text": {"UNSUPPORTED", "TYPE_DATE", "HIGH_CARDINALITY"},
    "mixed-dates": {"UNSUPPORTED"}, "target-leak": {"HIGH_CORRELATION"}, "impossible": {"SKEWED"}, "null-like": {"MISSING"},
}
VISION = {
    "black": {"dark", "low_information"}, "white": {"light", "low_information"}, "one-colour": {"low_information"}, "low-information": {"low_information"},
    "blurred": {"blurry"}, "dark": {"dark"}, "overexposed": {"light"}, "odd-size": {"odd_size"}, "odd-shape": {"odd_aspect_ratio"},
    "enlarged": {"odd_size"}, "noise": {"low_information"}, "part-missing": {"low_information"}, "unused-depth": {"dark"},
    "conflict": {"exact_duplicates"}, "near-conflict": {"near_duplicates"}, "near-duplicate": {"near_duplicates"}, "near-leak": {"near_duplicates"},
}


def tables():
    import pandas as pd
    from ydata_profiling import ProfileReport

    found = missed = 0
    for case in (c for c in cases if c["of"] == "table"):
        frame = pd.read_csv(root / case["path"])
        report = ProfileReport(frame, progress_bar=False, minimal=False, interactions=None, samples=None, duplicates={"head": 5}, missing_diagrams=None)
        alerts = report.get_description().alerts
        meant = set().union(*(YDATA.get(kind, set()) for kind in case["kinds"]))
        named = [a for a in alerts if case.get("column") is None or a.column_name == case.get("column") or case["column"] in str(a)]
        kinds = {a.alert_type.name for a in named}
        if case["kinds"] == ["reading"] and case.get("column") in frame and pd.api.types.is_numeric_dtype(frame[case["column"]]):
            kinds |= meant
        good = bool(kinds & meant)
        found, missed = found + good, missed + (not good)
        print("  found " if good else "  missed", case["fault"], sorted(kinds))
    print(f"ydata-profiling: {found} of {found + missed} planted faults in tables")


def pictures():
    from cleanvision import Imagelab

    counts = {}
    for case in (c for c in cases if c["of"] == "pictures"):
        lab = Imagelab(data_path=str(root / case["path"]))
        try:
            lab.find_issues(n_jobs=1, verbose=False)
        except Exception as error:  # noqa: BLE001  whatever stops it
            print("  stopped", case.get("fault"), type(error).__name__)
        table = lab.issues
        flags = {}
        for column in table.columns:
            if column.startswith("is_") and column.endswith("_issue"):
                for path in table.index[table[column].astype(bool)]:
                    flags.setdefault(str(Path(path).relative_to((root / case["path"]).resolve())), set()).add(column[3:-6])
        if "fault" not in case:
            print(f"clean {case['set']}: {({k: sum(k in f for f in flags.values()) for k in sorted(set().union(*flags.values()))} if flags else 'nothing')}")
            continue
        meant = set().union(*(VISION.get(kind, set()) for kind in case["kinds"]))
        kinds = set().union(*(flags.get(file, set()) for file in case["files"]))
        good = bool(kinds & meant)
        a, b = counts.get(case["set"], (0, 0))
        counts[case["set"]] = (a + good, b + 1)
        if not good:
            print("  missed in", case["set"], case["fault"], sorted(kinds))
    for name, (a, b) in counts.items():
        print(f"cleanvision: {a} of {b} planted in {name}")


for part in what:
    {"tables": tables, "pictures": pictures}[part]()
