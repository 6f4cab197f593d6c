"""Layers without weights of their own: activations, pooling, padding, dropout, shapes, distances."""
import torch

BF16 = ("float32", "float64", "bfloat16")


def x(*shape, **options):
    return lambda make, dtype=None: [make.randn(*shape, **options)]


def distinct(*shape):
    return lambda make, dtype=None: [make.distinct(*shape)]


def record(book):
    activations(book)
    pooling(book)
    padding(book)
    dropout(book)
    shapes(book)


def activations(book):
    plain = ["ReLU", "ReLU6", "Sigmoid", "Tanh", "SiLU", "Mish", "GELU", "ELU", "SELU", "CELU", "LeakyReLU", "Softplus", "Softsign", "LogSigmoid",
             "Hardtanh", "Hardsigmoid", "Hardswish", "Hardshrink", "Softshrink", "Tanhshrink", "PReLU"]
    for name in plain:
        book.module(name, inputs=x(3, 7, scale=2.0), dtypes=BF16)
    for name in ["ReLU", "ReLU6", "SiLU", "Mish", "ELU", "SELU", "CELU", "LeakyReLU", "Hardtanh", "Hardsigmoid", "Hardswish"]:
        book.module(name, options={"inplace": True}, inputs=x(2, 5, grad=False))
    book.module("GELU", options={"approximate": "tanh"}, inputs=x(3, 7))
    book.module("ELU", options={"alpha": 0.7}, inputs=x(3, 7))
    book.module("CELU", options={"alpha": 0.7}, inputs=x(3, 7))
    book.module("LeakyReLU", options={"negative_slope": 0.2}, inputs=x(3, 7))
    book.module("Softplus", options={"beta": 2.0, "threshold": 1.0}, inputs=x(3, 7))
    book.module("Hardtanh", options={"min_val": -0.5, "max_val": 0.8}, inputs=x(3, 7))
    book.module("Hardshrink", options={"lambd": 0.8}, inputs=x(3, 7))
    book.module("Softshrink", options={"lambd": 0.8}, inputs=x(3, 7))
    book.module("Threshold", 0.3, -1.0, inputs=x(3, 7))
    book.module("PReLU", options={"num_parameters": 3, "init": 0.1}, inputs=x(2, 3, 4))
    for dim in (0, 1, -1):
        for name in ("Softmax", "LogSoftmax", "Softmin"):
            book.module(name, dim, inputs=x(3, 4, 5), dtypes=BF16)
        book.module("GLU", options={"dim": dim}, inputs=x(4, 6, 8))
    book.module("Softmax2d", inputs=x(2, 3, 2, 2))
    book.module("RReLU", inputs=x(3, 7), seed=2)
    book.module("RReLU", options={"lower": 0.1, "upper": 0.2}, inputs=x(3, 7), train=False)


def pooling(book):
    sizes = {1: (2, 3, 11), 2: (2, 3, 9, 8), 3: (2, 2, 5, 6, 5)}
    for n, shape in sizes.items():
        book.module(f"MaxPool{n}d", 2, inputs=distinct(*shape))
        book.module(f"MaxPool{n}d", 3, options={"stride": 2, "padding": 1}, inputs=distinct(*shape))
        book.module(f"MaxPool{n}d", 2, options={"ceil_mode": True, "stride": 3}, inputs=distinct(*shape))
        book.module(f"MaxPool{n}d", 2, options={"return_indices": True}, inputs=distinct(*shape))
        book.module(f"AvgPool{n}d", 2, inputs=x(*shape), dtypes=BF16 if n < 3 else ("float32", "float64"))
        book.module(f"AvgPool{n}d", 3, options={"stride": 2, "padding": 1, "count_include_pad": False}, inputs=x(*shape))
        book.module(f"AvgPool{n}d", 2, options={"ceil_mode": True, "stride": 3}, inputs=x(*shape))
        book.module(f"LPPool{n}d", 2.0, 2, inputs=x(*shape))
        book.module(f"LPPool{n}d", 3.0, 2, options={"stride": 1, "ceil_mode": True}, inputs=lambda m, d=None, s=shape: [m.rand(*s)])
        for size in (1, 3):
            book.module(f"AdaptiveAvgPool{n}d", size, inputs=x(*shape))
            book.module(f"AdaptiveMaxPool{n}d", size, inputs=distinct(*shape))
        book.module(f"AdaptiveMaxPool{n}d", 2, options={"return_indices": True}, inputs=distinct(*shape))
    book.module("MaxPool2d", [3, 2], options={"stride": [2, 1], "padding": [1, 0], "dilation": [1, 2]}, inputs=distinct(2, 3, 9, 8))
    book.module("MaxPool2d", 2, inputs=distinct(3, 6, 6))
    book.module("AvgPool2d", [2, 3], options={"divisor_override": 5}, inputs=x(2, 3, 6, 6))
    book.module("AdaptiveAvgPool2d", [2, 3], inputs=x(2, 3, 5, 7), dtypes=BF16)
    book.module("AdaptiveAvgPool2d", [None, 2], inputs=x(2, 3, 5, 7))
    book.module("AdaptiveAvgPool2d", [1, 1], inputs=x(3, 5, 7))
    for n, shape in sizes.items():
        pool = getattr(torch.nn.functional, f"max_pool{n}d")

        def unpool(m, d=None, shape=shape, pool=pool):
            values, indices = pool(m.distinct(*shape, grad=False), 2, return_indices=True)
            return [values.requires_grad_(), indices]
        book.module(f"MaxUnpool{n}d", 2, inputs=unpool, call=lambda m, s=shape: {"output_size": list(s[2:])})
    book.module("FractionalMaxPool2d", 2, options={"output_size": [3, 4]}, inputs=distinct(2, 3, 7, 8), seed=8)
    book.module("FractionalMaxPool2d", 2, options={"output_ratio": 0.5}, inputs=distinct(2, 3, 7, 8), seed=8)
    book.module("FractionalMaxPool3d", 2, options={"output_size": [2, 2, 3]}, inputs=distinct(1, 2, 5, 5, 6), seed=8)


def padding(book):
    for n, shape in {1: (2, 3, 5), 2: (2, 3, 4, 5), 3: (1, 2, 3, 4, 5)}.items():
        sides = [1, 2, 0, 1, 2, 1][: 2 * n]
        for name in ("ReflectionPad", "ReplicationPad", "ZeroPad", "CircularPad"):
            book.module(f"{name}{n}d", 1, inputs=x(*shape))
            book.module(f"{name}{n}d", sides, inputs=x(*shape))
        book.module(f"ConstantPad{n}d", 1, 2.5, inputs=x(*shape))
        book.module(f"ConstantPad{n}d", sides, -1.0, inputs=x(*shape))


def dropout(book):
    for name, shape in {"Dropout": (5, 6), "Dropout1d": (2, 6, 4), "Dropout2d": (2, 6, 3, 3), "Dropout3d": (2, 6, 2, 2, 2),
                        "AlphaDropout": (5, 6), "FeatureAlphaDropout": (2, 6, 3)}.items():
        book.module(name, inputs=x(*shape), seed=1)
        book.module(name, options={"p": 0.2}, inputs=x(*shape), seed=2)
        book.module(name, options={"p": 0.2}, inputs=x(*shape), train=False)
    book.module("Dropout", options={"p": 0.3, "inplace": True}, inputs=x(4, 5, grad=False), seed=2)


def shapes(book):
    book.module("Flatten", inputs=x(2, 3, 4))
    book.module("Flatten", options={"start_dim": 0, "end_dim": 1}, inputs=x(2, 3, 4))
    book.module("Unflatten", 1, [2, 3], inputs=x(2, 6, 4))
    book.module("PixelShuffle", 2, inputs=x(2, 8, 3, 3))
    book.module("PixelUnshuffle", 2, inputs=x(2, 2, 4, 6))
    book.module("ChannelShuffle", 2, inputs=x(2, 6, 3, 3, grad=False))
    book.module("Fold", [4, 5], 2, inputs=x(2, 12, 12))
    book.module("Fold", [4, 5], [2, 2], options={"stride": 2, "padding": 1, "dilation": 1}, inputs=x(2, 8, 9))
    book.module("Unfold", 2, inputs=x(2, 3, 4, 5))
    book.module("Unfold", [2, 3], options={"stride": [1, 2], "padding": 1, "dilation": [2, 1]}, inputs=x(2, 3, 4, 5))
    book.module("Upsample", options={"scale_factor": 2}, inputs=x(2, 3, 4))
    book.module("Upsample", options={"size": [5, 7], "mode": "bilinear"}, inputs=x(2, 3, 4, 4))
    book.module("Upsample", options={"scale_factor": 2.0, "mode": "bicubic", "align_corners": True}, inputs=x(1, 2, 4, 4))
    book.module("UpsamplingNearest2d", options={"scale_factor": 2}, inputs=x(2, 3, 3, 4))
    book.module("UpsamplingBilinear2d", options={"size": [6, 7]}, inputs=x(2, 3, 3, 4))
    book.module("CosineSimilarity", options={"dim": -1}, inputs=lambda m, d=None: [m.randn(4, 5), m.randn(4, 5)])
    book.module("CosineSimilarity", inputs=lambda m, d=None: [m.randn(2, 5, 3), m.randn(2, 5, 3)])
    book.module("PairwiseDistance", inputs=lambda m, d=None: [m.randn(4, 5), m.randn(4, 5)])
    book.module("PairwiseDistance", options={"p": 1.0, "keepdim": True, "eps": 1e-3}, inputs=lambda m, d=None: [m.randn(4, 5), m.randn(4, 5)])
