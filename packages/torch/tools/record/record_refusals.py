"""What PyTorch refuses and what it takes, by the checks of its Python layer (functional.py, modules/*.py): each case is a
call of torch.nn.functional or the making and calling of a module of torch.nn, once within bounds and once outside.

    python tools/record/record_refusals.py

writes fixtures/refusals.json. Tensors are shapes: {"$tensor": [2, 3], "fill": 1, "dtype": "float32"}.
"""
import json
import pathlib
import warnings

import torch
from torch import nn
from torch.nn import functional as F

warnings.simplefilter("ignore")


def camel(name):
    head, *rest = name.split("_")
    return head + "".join(part.capitalize() for part in rest)


class T:
    def __init__(self, *shape, fill=0.5, dtype="float32"):
        self.shape, self.fill, self.dtype = list(shape), fill, dtype

    def make(self):
        return torch.full(self.shape, self.fill, dtype=getattr(torch, self.dtype))

    def json(self):
        return {"$tensor": self.shape, "fill": self.fill, "dtype": self.dtype}


def I(*shape, fill=0):
    return T(*shape, fill=fill, dtype="int64")


def build(value):
    if isinstance(value, T):
        return value.make()
    if isinstance(value, tuple) and value and any(isinstance(v, T) for v in value):
        return tuple(build(v) for v in value)
    return value


def encode(value):
    if isinstance(value, T):
        return value.json()
    if isinstance(value, (list, tuple)):
        return [encode(v) for v in value]
    if isinstance(value, float) and value != value:
        return {"$number": "NaN"}
    return value


def f(name, *args, **kwargs):
    return {"kind": "function", "name": name, "args": args, "kwargs": kwargs}


def m(name, *args, call=None, train=True, **kwargs):
    return {"kind": "module", "name": name, "args": args, "kwargs": kwargs, "call": call, "train": train}


X = T(4, 3)
CASES = [
    # batch and instance normalisation: more than one value a channel in training, the input's dimensions, eps
    *[f("batch_norm", x, T(3, fill=0), T(3, fill=1), training=t) for x in (T(1, 3), T(2, 3), T(1, 3, 1), T(1, 3, 2), T(1, 3, 1, 1)) for t in (True, False)],
    *[f("batch_norm", T(4, 3), T(3, fill=0), T(3, fill=1), training=True, eps=e) for e in (1e-5, 0.0, -1.0)],
    *[m("BatchNorm1d", 3, call=[x], train=t) for x in (T(1, 3), T(2, 3), T(1, 3, 1), T(2, 3, 4), T(2, 3, 4, 4), T(3)) for t in (True, False)],
    *[m("BatchNorm2d", 3, call=[x], train=t) for x in (T(1, 3, 1, 1), T(1, 3, 2, 2), T(2, 3), T(2, 3, 4), T(2, 3, 4, 4, 4)) for t in (True, False)],
    *[m("BatchNorm3d", 3, call=[x], train=t) for x in (T(1, 3, 1, 1, 1), T(1, 3, 2, 2, 2), T(2, 3, 4, 4)) for t in (True, False)],
    *[m("BatchNorm1d", 3, track_running_stats=False, call=[x], train=t) for x in (T(1, 3), T(2, 3)) for t in (True, False)],
    *[f("instance_norm", x) for x in (T(2, 3, 1), T(2, 3, 4), T(2, 3, 1, 1), T(2, 3, 1, 2))],
    *[m("InstanceNorm1d", 3, call=[x], train=t) for x in (T(2, 3, 1), T(2, 3, 4), T(3, 4), T(3, 1), T(2, 3, 4, 4), T(3)) for t in (True, False)],
    *[m("InstanceNorm1d", 3, affine=True, call=[x]) for x in (T(2, 3, 4), T(2, 5, 4))],
    *[m("InstanceNorm2d", 3, call=[x]) for x in (T(2, 3, 1, 1), T(2, 3, 4, 4), T(3, 4, 4), T(2, 3))],
    *[m("InstanceNorm3d", 3, call=[x]) for x in (T(2, 3, 1, 1, 1), T(2, 3, 4, 4, 4), T(3, 4, 4, 4), T(2, 3, 4))],
    *[f("group_norm", x, g) for x, g in ((T(2, 4, 5), 2), (T(2, 4, 5), 3), (T(4), 2), (T(1, 4), 4), (T(1, 4), 2), (T(1, 4, 1), 4), (T(2, 4), 4))],
    *[m("GroupNorm", g, c, call=[T(2, 4, 5)]) for g, c in ((2, 4), (3, 4), (4, 4))],
    *[f("local_response_norm", x, 2) for x in (T(2, 3, 4), T(2, 3), T(2, 3, 4, 4))],
    *[f("layer_norm", T(2, 3), s) for s in ([3], [2], [2, 3])],
    # activations
    *[f("hardtanh", X, min_val=a, max_val=b) for a, b in ((-1.0, 1.0), (1.0, -1.0), (1.0, 1.0))],
    *[m("Hardtanh", min_val=a, max_val=b, call=[X]) for a, b in ((-1.0, 1.0), (1.0, -1.0), (1.0, 1.0))],
    *[f("gelu", X, approximate=a) for a in ("none", "tanh", "xyz")],
    *[m("GELU", approximate=a, call=[X]) for a in ("none", "tanh", "xyz")],
    *[f("softshrink", X, lambd=v) for v in (0.5, 0.0, -1.0)],
    *[m("Softshrink", lambd=v, call=[X]) for v in (0.5, -1.0)],
    *[f("rrelu", X, lower=a, upper=b, training=True) for a, b in ((0.1, 0.3), (0.3, 0.1))],
    *[f("glu", x, dim=d) for x, d in ((T(4, 4), -1), (T(4, 3), -1), (T(), -1), (T(4), 0))],
    *[m("Softmax2d", call=[x]) for x in (T(3, 4, 4), T(2, 3, 4, 4), T(2, 3))],
    *[f("prelu", x, w) for x, w in ((T(2, 3), T(3)), (T(2, 3), T(2)), (T(2, 3), T(1)))],
    *[m("MultiheadAttention", e, h, call=[T(5, 2, 4), T(5, 2, 4), T(5, 2, 4)]) for e, h in ((4, 2), (4, 3), (0, 1), (4, 0))],
    # dropout
    *[f(n, T(2, 3, 4), p=p) for n in ("dropout", "dropout1d", "dropout2d", "alpha_dropout", "feature_alpha_dropout") for p in (0.0, 1.0, 1.5, -0.1)],
    *[f("dropout3d", T(2, 3, 4, 4), p=p) for p in (0.5, 1.5)],
    *[f("dropout1d", x, p=0.5) for x in (T(3, 4), T(2, 3, 4), T(4), T(2, 3, 4, 4))],
    *[m(n, p=p) for n in ("Dropout", "Dropout1d", "Dropout2d", "Dropout3d", "AlphaDropout", "FeatureAlphaDropout") for p in (0.5, 1.5, -0.1)],
    # embeddings
    *[f("embedding", I(2), T(5, 3), padding_idx=p) for p in (0, 4, 5, -1, -5, -6)],
    *[m("Embedding", 5, 3, padding_idx=p, call=[I(2)]) for p in (0, 4, 5, -5, -6)],
    *[m("EmbeddingBag", 5, 3, padding_idx=p, call=[I(2, 2)]) for p in (0, 4, 5, -5, -6)],
    *[f("embedding_bag", I(4), T(5, 3), mode=md, offsets=o) for md in ("sum", "mean", "max", "min") for o in (I(1), I(1, 1))],
    *[f("embedding_bag", x, T(5, 3)) for x in (I(2, 2), I(2, 2, 2))],
    f("embedding_bag", I(4), T(5, 3)),
    *[f("embedding_bag", I(2, 2), T(5, 3), mode=md, per_sample_weights=w) for md, w in (("sum", T(2, 2)), ("mean", T(2, 2)), ("sum", T(2, 3)))],
    f("embedding_bag", I(2, 2), T(5, 3), mode="max", scale_grad_by_freq=True),
    f("embedding_bag", I(2, 2), T(5, 3), mode="max", sparse=True),
    f("one_hot", I(3), num_classes=2), f("one_hot", I(3, fill=3), num_classes=2),
    # losses
    *[f("binary_cross_entropy", T(4), t) for t in (T(4), T(4, 1), T(3))],
    *[f("binary_cross_entropy_with_logits", T(4), t) for t in (T(4), T(4, 1), T(3))],
    *[f("gaussian_nll_loss", T(4, 3), T(4, 3), v) for v in (T(4, 3), T(4), T(4, 1), T(3), T(4, 2), T(4, 3, fill=-1.0), T(1, 3))],
    *[f("gaussian_nll_loss", T(4, 3), T(4, 3), T(4, 3), reduction=r) for r in ("mean", "none", "avg")],
    *[f("mse_loss", T(4, 3), T(4, 3), weight=w) for w in (T(4, 3), T(3), T(4, 1))],
    *[f("margin_ranking_loss", a, b, t) for a, b, t in ((T(4), T(4), T(4)), (T(4), T(4, 1), T(4)), (T(4), T(4), T(4, 1)))],
    *[f("multi_margin_loss", T(4, 3), I(4), p=p) for p in (1, 2, 3)],
    *[f("multi_margin_loss", T(4, 3), I(4), weight=w) for w in (T(3), T(1, 3))],
    *[m("MultiMarginLoss", p=p) for p in (1, 2, 3)],
    *[m("MultiMarginLoss", weight=w) for w in (T(3), T(1, 3))],
    *[f("triplet_margin_loss", X, X, X, margin=v) for v in (1.0, 0.0, -1.0)],
    *[m("TripletMarginLoss", margin=v) for v in (1.0, 0.0, -1.0)],
    *[f("triplet_margin_with_distance_loss", X, X, X, margin=v) for v in (1.0, 0.0, -1.0)],
    f("triplet_margin_with_distance_loss", X, X, T(3)),
    *[m("TripletMarginWithDistanceLoss", margin=v) for v in (1.0, -1.0)],
    *[f("multilabel_soft_margin_loss", X, X, reduction=r) for r in ("mean", "sum", "avg")],
    *[f("poisson_nll_loss", X, X, reduction=r) for r in ("mean", "avg")],
    *[f("huber_loss", X, X, delta=d) for d in (1.0, 0.0, -1.0)],
    *[f("smooth_l1_loss", X, X, beta=b) for b in (1.0, 0.0, -1.0)],
    *[f("cross_entropy", X, I(4), label_smoothing=v) for v in (0.0, 1.0, 1.5)],
    *[f("cross_entropy", X, t) for t in (I(4), I(3), I(4, fill=3), T(4, 3), T(4, 2))],
    *[f("nll_loss", X, t) for t in (I(4), I(3), I(4, fill=3), I(4, fill=-100))],
    *[f("cosine_embedding_loss", T(4, 3), T(4, 3), t) for t in (T(4, fill=1.0), T(4, 3, fill=1.0), T(3, fill=1.0))],
    *[f("hinge_embedding_loss", X, X, margin=v) for v in (1.0, -1.0)],
    # convolution layers
    *[m("Conv1d", 4, 4, 3, groups=g) for g in (1, 2, 3, 0, -1)],
    *[m("Conv2d", 4, 6, 3, groups=g) for g in (2, 4)],
    *[m("Conv1d", 4, 4, 3, padding=p) for p in ("same", "valid", "full")],
    *[m("Conv1d", 4, 4, 3, padding="same", stride=s) for s in (1, 2)],
    *[m("Conv2d", 4, 4, 3, padding_mode=p) for p in ("zeros", "reflect", "replicate", "circular", "mirror")],
    m("ConvTranspose2d", 4, 4, 3, padding_mode="reflect"),
    *[m("ConvTranspose2d", 4, 4, 3, groups=g) for g in (2, 3)],
    # pooling
    *[f("max_pool2d", T(1, 1, 4, 4), 2, padding=p) for p in (0, 1, 2)],
    *[f("avg_pool2d", T(1, 1, 4, 4), 2, padding=p) for p in (0, 1, 2)],
    *[f("lp_pool2d", T(1, 1, 4, 4), 2.0, 2)],
    *[f("fractional_max_pool2d", T(1, 1, 4, 4), 2, output_size=2), f("fractional_max_pool2d", T(1, 1, 4, 4), 2, output_ratio=[0.5, 0.5]), f("fractional_max_pool2d", T(1, 1, 4, 4), 2)],
    *[m("FractionalMaxPool2d", 2, output_size=2), m("FractionalMaxPool2d", 2, output_ratio=0.5), m("FractionalMaxPool2d", 2), m("FractionalMaxPool2d", 2, output_size=2, output_ratio=0.5), m("FractionalMaxPool2d", 2, output_ratio=1.5)],
    *[m("FractionalMaxPool3d", 2, output_size=2), m("FractionalMaxPool3d", 2), m("FractionalMaxPool3d", 2, output_ratio=1.5)],
    # vision
    *[f("interpolate", T(1, 1, 4, 4), **k) for k in ({"size": [2, 2]}, {"scale_factor": 2.0}, {}, {"size": [2, 2], "scale_factor": 2.0}, {"size": [2]}, {"size": [2, 2, 2]}, {"scale_factor": [2.0, 2.0, 2.0]})],
    *[f("interpolate", x, size=s, mode=md) for x, s in ((T(1, 1, 4), [2]), (T(1, 1, 4, 4), [2, 2]), (T(1, 1, 4, 4, 4), [2, 2, 2])) for md in ("nearest", "linear", "bilinear", "trilinear", "bicubic", "area", "cubic")],
    *[f("interpolate", T(1, 1, 4, 4), size=[2, 2], mode=md, align_corners=True) for md in ("nearest", "bilinear", "area")],
    *[f("interpolate", T(1, 1, 4, 4), size=[2, 2], mode=md, antialias=True) for md in ("nearest", "bilinear", "bicubic", "area")],
    *[f("interpolate", T(1, 1, 4, 4), size=[2, 2], recompute_scale_factor=True)],
    *[f("grid_sample", T(1, 1, 4, 4), T(1, 2, 2, 2), mode=a, padding_mode=b) for a, b in (("bilinear", "zeros"), ("nearest", "border"), ("cubic", "zeros"), ("bilinear", "wrap"))],
    *[f("affine_grid", th, s) for th, s in ((T(1, 2, 3), [1, 1, 4, 4]), (T(1, 3, 4), [1, 1, 4, 4, 4]), (T(1, 2, 2), [1, 1, 4, 4]), (T(2, 3), [1, 1, 4, 4]), (I(1, 2, 3), [1, 1, 4, 4]), (T(1, 2, 3), [1, 1, 0, 4]), (T(1, 2, 3), [1, 1, 4]))],
    *[f("pad", T(1, 3, 4), p, mode=md) for p, md in (([1, 1], "constant"), ([1, 1], "reflect"), ([4, 4], "reflect"), ([1, 1], "mirror"), ([1], "constant"), ([1, 1], "circular"), ([5, 0], "circular"), ([1, 1, 1, 1, 1, 1], "reflect"))],
    *[f("pixel_shuffle", T(1, 4, 2, 2), r) for r in (2, 3, 0)],
    *[f("unfold", T(1, 2, 4, 4), k) for k in (2, [2, 2], [2, 2, 2])],
    *[f("fold", T(1, 8, 9), [4, 4], k) for k in (2, [2, 2], 3)],
    # others
    *[f("normalize", X, p=p) for p in (2.0, 1.0, 0.0)],
    *[f("gumbel_softmax", X, tau=t) for t in (1.0,)],
    *[f("bilinear", T(4, 3), T(4, 2), w) for w in (T(5, 3, 2), T(5, 2, 3))],
    *[f("linear", T(4, 3), w) for w in (T(5, 3), T(3, 5))],
    *[m("Linear", *a) for a in ((3, 4),)],
    *[m("Bilinear", *a) for a in ((3, 4, 5), (0, 4, 5))],
    *[m("LSTM", 3, 4, dropout=d, num_layers=2) for d in (0.0, 1.0, 1.5, -0.5)],
    *[m("LSTM", 3, 4, proj_size=p) for p in (0, 2, 4, -1)],
    *[m("GRU", 3, h) for h in (4, 0, -1)],
    *[m("RNN", 3, 4, nonlinearity=n) for n in ("tanh", "relu", "gelu")],
    *[m("LSTM", 3, 4, num_layers=n) for n in (1, 0)],
    *[m("GRU", 3, 4, call=[x]) for x in (T(5, 2, 3), T(5, 3), T(5, 2, 2, 3), T(5, 2, 4))],
    *[m("RNNCell", 3, 4, call=[x]) for x in (T(2, 3), T(3), T(1, 2, 3), T(2, 4))],
    *[m("RNNCell", 3, 4, nonlinearity=n, call=[T(2, 3)]) for n in ("tanh", "relu", "gelu")],
    *[m("Fold", [4, 4], 2, call=[T(1, 8, 9)]), m("Unfold", 2, call=[T(1, 2, 4, 4)])],
    *[m("Transformer", d_model=8, nhead=h) for h in (2, 3)],
    *[m("AdaptiveLogSoftmaxWithLoss", 4, 10, c) for c in ([2, 5], [], [5, 2], [2, 2], [0, 5], [2, 11])],
    *[m("PReLU", num_parameters=n) for n in (1, 3)],
    *[m("Threshold", 0.1, 20.0, call=[X])],
    *[m("ChannelShuffle", 2, call=[T(1, 4, 2, 2)]), m("ChannelShuffle", 3, call=[T(1, 4, 2, 2)])],
]


def run(case):
    try:
        args, kwargs = [build(a) for a in case["args"]], {k: build(v) for k, v in case["kwargs"].items()}
        if case["kind"] == "function":
            getattr(F, case["name"])(*args, **kwargs)
        else:
            module = getattr(nn, case["name"])(*args, **kwargs)
            module.train(case["train"])
            if case["call"]:
                module(*[build(a) for a in case["call"]])
        return None
    except Exception as error:  # what it is called differs by layer
        return f"{type(error).__name__}: {str(error).splitlines()[0][:100]}"


cases = []
for case in CASES:
    refusal = run(case)
    options = {camel(k): encode(v) for k, v in case["kwargs"].items()}
    entry = {"kind": case["kind"], "name": case["name"] if case["kind"] == "module" else camel(case["name"]), "args": encode(case["args"]), "options": options}
    if case["kind"] == "module":
        entry |= {"call": encode(case["call"]) if case["call"] else None, "train": case["train"]}
    cases.append(entry | {"refused": refusal})

path = pathlib.Path(__file__).parent.parent.parent / "fixtures" / "refusals.json"
lines = ",\n".join(json.dumps(case) for case in cases)
path.write_text(f'{{"made": "tools/record/record_refusals.py", "torch": "{torch.__version__}", "cases": [\n{lines}\n]}}\n')
print(len(cases), "cases,", sum(case["refused"] is not None for case in cases), "refused")
