"""Records what reference libraries say of boxes, pixels and tags into src/fixtures/structures.json.

    pip install numpy scikit-learn pycocotools seqeval
    python packages/evaluate/tools/record_structures.py

Random and awkward inputs: ties of scores, crowds, pictures without boxes, more than a hundred boxes, classes that never occur, tags
that no annotator would write. Coordinates are quarters of a pixel, so that areas are exact.
"""

import contextlib
import importlib.metadata
import io
import json
import pathlib
import sys
import warnings

import numpy as np
import seqeval.metrics as entities
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval
from seqeval.metrics.sequence_labeling import get_entities
from sklearn import metrics as m

warnings.filterwarnings("ignore")
rng = np.random.default_rng(20261201)


def corner(xywh):
    x, y, w, h = xywh
    return [x, y, x + w, y + h]


def near(box, by):
    x, y, w, h = box
    moved = np.round(rng.normal(0, by, 4) * 4) / 4
    return [x + moved[0], y + moved[1], max(0.25, w + moved[2]), max(0.25, h + moved[3])]


def boxes(i):
    classes, pictures = int(rng.integers(1, 4)), []
    truth, found = [], []
    many = i == 7
    for image in range(1 if many else int(rng.integers(1, 6))):
        picture = {"truth": [], "found": []}
        for _ in range(40 if many else int(rng.integers(0, 8))):
            box = [float(v) for v in np.round(np.concatenate([rng.uniform(0, 50, 2), rng.uniform(1, 30, 2)]) * 4) / 4]
            label, crowd = int(rng.integers(0, classes)), bool(rng.random() < 0.15)
            picture["truth"].append({"box": corner(box), "label": label, **({"isCrowd": True} if crowd else {})})
            truth.append({"id": len(truth) + 1, "image_id": image + 1, "category_id": label + 1, "bbox": box,
                          "area": box[2] * box[3], "iscrowd": int(crowd)})
            for _ in range(int(rng.integers(3, 6)) if many else int(rng.integers(0, 3))):
                guess = box if rng.random() < 0.1 else near(box, rng.choice([0.5, 2, 5]))
                told = label if rng.random() < 0.85 else int(rng.integers(0, classes))
                score = round(float(rng.random()), 1 if i % 2 else 4)
                picture["found"].append({"box": corner(guess), "label": told, "score": score})
                found.append({"image_id": image + 1, "category_id": told + 1, "bbox": guess, "score": score})
        pictures.append(picture)
    values = {"boxMap": np.nan, "boxMap50": np.nan}
    if any(not one["iscrowd"] for one in truth):
        with contextlib.redirect_stdout(io.StringIO()):
            coco = COCO()
            coco.dataset = {"images": [{"id": k + 1} for k in range(len(pictures))], "annotations": truth,
                            "categories": [{"id": c + 1} for c in range(classes)]}
            coco.createIndex()
            if found:
                told = coco.loadRes([dict(one) for one in found])
                score = COCOeval(coco, told, "bbox")
                score.evaluate()
                score.accumulate()
                score.summarize()
                values = {"boxMap": score.stats[0], "boxMap50": score.stats[1]}
            else:
                values = {"boxMap": 0, "boxMap50": 0}
    apart = 0
    for picture in pictures:
        for c in range(classes):
            told = sum(1 for one in picture["found"] if one["label"] == c and one["score"] >= 0.5)
            apart += abs(told - sum(1 for one in picture["truth"] if one["label"] == c and "isCrowd" not in one))
    return {"classes": classes, "pictures": pictures, "values": {**values, "countError": apart / len(pictures)}}


def pixels(i):
    classes, n = int(rng.integers(2, 6)), int(rng.integers(1, 60))
    y = rng.integers(0, max(1, classes - i % 2), n)
    p = np.where(rng.random(n) < 0.6, y, rng.integers(0, classes, n))
    y = np.where((rng.random(n) < 0.1) & (np.arange(n) > 0), 255, y)
    w = rng.integers(0, 4, n).astype(float)
    w[0] = 1

    def values(weights):
        keep = (y != 255) & (weights > 0)
        labels = sorted(set(y[keep]) | set(p[keep]))
        about = dict(labels=labels, average="macro", sample_weight=weights[keep], zero_division=0)
        return {"meanIou": m.jaccard_score(y[keep], p[keep], **about), "meanDice": m.f1_score(y[keep], p[keep], **about)}

    return {"classes": classes, "targets": y, "predictions": p, "weights": w, "plain": values(np.ones(n)),
            "weighted": values(w)}


def tags(i):
    positions = ["B", "I"] if i % 3 == 0 else ["B", "I", "E", "S"]
    some = lambda: "O" if rng.random() < 0.4 else f"{rng.choice(positions)}-{rng.choice(['PER', 'LOC', 'A-B'])}"
    y = [[some() for _ in range(int(rng.integers(1, 12)))] for _ in range(int(rng.integers(1, 5)))]
    p = [[tag if rng.random() < 0.8 else some() for tag in line] for line in y]
    told, true = len(get_entities(p)), len(get_entities(y))
    return {
        "targets": y,
        "predictions": p,
        "values": {
            "entityF1": entities.f1_score(y, p) if told + true else np.nan,
            "entityPrecision": entities.precision_score(y, p) if told else np.nan,
            "entityRecall": entities.recall_score(y, p) if true else np.nan,
        },
    }


def betas(i):
    k = int(rng.integers(2, 6))
    n = int(rng.integers(2, 40))
    y, p = rng.integers(0, k, n), rng.integers(0, max(1, k - i % 2), n)
    score = lambda beta: m.fbeta_score(y, p, beta=beta, labels=list(range(k)), average="macro", zero_division=0)
    return {"confusion": m.confusion_matrix(y, p, labels=list(range(k))),
            "values": {"macroF2": score(2), "macroFHalf": score(0.5)}}


def clean(value):
    if isinstance(value, dict):
        return {k: clean(v) for k, v in value.items()}
    if isinstance(value, (list, tuple, np.ndarray)):
        return [clean(v) for v in value]
    if isinstance(value, (str, bool)):
        return str(value) if isinstance(value, str) else value
    value = float(value)
    return str(value) if not np.isfinite(value) else int(value) if value.is_integer() else value


def main():
    libraries = ["scikit-learn", "numpy", "pycocotools", "seqeval"]
    out = {
        "recorded by": "packages/evaluate/tools/record_structures.py",
        "versions": {name: importlib.metadata.version(name) for name in libraries} | {"python": sys.version.split()[0]},
        **{make.__name__: [make(i) for i in range(count)] for make, count in [(boxes, 60), (pixels, 60), (tags, 100), (betas, 60)]},
    }
    path = pathlib.Path(__file__).parent.parent / "src" / "fixtures" / "structures.json"
    path.write_text(json.dumps(clean(out), separators=(",", ":")) + "\n")
    print(f"{path.name}: {path.stat().st_size} bytes")


main()
