"""What the peers find of the planted faults, and what they say of the clean sets: ydata-profiling of tables, cleanvision of pictures,
cleanlab's Datalab of texts (TF-IDF) and of recordings (mean and deviation of a log spectrogram), with cross-validated probabilities.
  npm run node -- bench/data/plant.ts FOLDER
  python bench/data/doctor_peers.py FOLDER [tables] [pictures] [texts] [recordings]      (bench/peers/requirements-doctor.txt)
A fault counts as found where the peer names the column, or the file, with an alert that can mean it; the table below is generous."""
import json
import sys
import warnings
from pathlib import Path

warnings.filterwarnings("ignore")
root = Path(sys.argv[1])
what = sys.argv[2:] or ["tables", "pictures", "texts", "recordings"]
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


def files(of, features):
    """Generous: a file counts as found with any issue but what is true of all files."""
    import numpy as np
    from cleanlab import Datalab
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import cross_val_predict

    found = missed = 0
    for case in (c for c in cases if c["of"] == of):
        paths = sorted(p for p in (root / case["path"]).rglob("*") if p.is_file())
        labels = np.array([p.parent.name for p in paths])
        x = features(paths)
        probabilities = cross_val_predict(LogisticRegression(max_iter=1000), x, labels, cv=5, method="predict_proba")
        lab = Datalab({"label": labels}, label_name="label", verbosity=0)
        lab.find_issues(features=x, pred_probs=probabilities)
        issues = lab.get_issues()
        flags = {str(p.relative_to(root / case["path"])): {c[3:-6] for c in issues.columns if c.startswith("is_") and issues[c].iloc[i]} for i, p in enumerate(paths)}
        counts = {k: sum(k in f for f in flags.values()) for k in set().union(*flags.values())}
        kinds = {k for file in case.get("files", []) for k in flags[file] if counts[k] < len(paths) / 4}
        if "fault" not in case:
            print(f"clean {case['set']}: {counts}")
            continue
        found, missed = found + bool(kinds), missed + (not kinds)
        print("  found " if kinds else "  missed", case["fault"], sorted(kinds))
    print(f"cleanlab: {found} of {found + missed} planted in {of}")


def texts():
    from sklearn.decomposition import TruncatedSVD
    from sklearn.feature_extraction.text import TfidfVectorizer

    def features(paths):
        words = TfidfVectorizer().fit_transform([p.read_bytes().decode("utf8", "replace") for p in paths])
        return TruncatedSVD(100, random_state=0).fit_transform(words)

    files("texts", features)


def recordings():
    import numpy as np
    import soundfile

    def spectrum(path):
        wave = soundfile.read(path)[0]
        frames = np.lib.stride_tricks.sliding_window_view(np.pad(wave, (0, max(0, 256 - len(wave)))), 256)[::128]
        logs = np.log(np.abs(np.fft.rfft(frames * np.hanning(256))) + 1e-4)
        return np.concatenate([logs.mean(0), logs.std(0)])

    files("recordings", lambda paths: np.array([spectrum(p) for p in paths]))


for part in what:
    {"tables": tables, "pictures": pictures, "texts": texts, "recordings": recordings}[part]()
