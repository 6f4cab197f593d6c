"""torch.nn.functional, called directly."""
import torch

BF16 = ("float32", "float64", "bfloat16")


def record(book):
    weighted(book)
    activations(book)
    pooling(book)
    shaping(book)
    attention(book)
    distances(book)
    losses(book)


def weighted(book):
    f = book.function
    f("linear", lambda m: [m.randn(4, 5), m.randn(3, 5)], dtypes=BF16)
    f("linear", lambda m: [m.randn(4, 5), m.randn(3, 5)], lambda m: {"bias": m.randn(3)}, label="bias")
    f("bilinear", lambda m: [m.randn(4, 5), m.randn(4, 3), m.randn(2, 5, 3)], lambda m: {"bias": m.randn(2)})
    for n, shape in {1: (7,), 2: (5, 6), 3: (3, 4, 3)}.items():
        kernel = (2,) * n
        f(f"conv{n}d", lambda m, s=shape, k=kernel: [m.randn(2, 4, *s), m.randn(3, 4, *k)], dtypes=BF16)
        f(f"conv{n}d", lambda m, s=shape, k=kernel: [m.randn(2, 4, *s), m.randn(6, 2, *k)], lambda m: {"bias": m.randn(6), "stride": 2, "padding": 1, "groups": 2})
        f(f"conv{n}d", lambda m, s=shape, k=kernel: [m.randn(2, 4, *s), m.randn(3, 4, *k)], {"padding": "same"})
        f(f"conv_transpose{n}d", lambda m, s=shape, k=kernel: [m.randn(2, 4, *s), m.randn(4, 3, *k)])
        f(f"conv_transpose{n}d", lambda m, s=shape, k=kernel: [m.randn(2, 4, *s), m.randn(4, 3, *k)],
          lambda m: {"bias": m.randn(6), "stride": 2, "padding": 1, "output_padding": 1, "groups": 2})
    stats = lambda m: [m.randn(4, 3, 5), m.randn(3, grad=False), m.rand(3, grad=False, low=0.5)]  # noqa: E731
    f("batch_norm", stats, lambda m: {"weight": m.randn(3), "bias": m.randn(3)}, label="inference")
    f("batch_norm", stats, lambda m: {"weight": m.randn(3), "bias": m.randn(3), "training": True, "momentum": 0.3, "eps": 1e-3}, label="training")
    f("batch_norm", lambda m: [m.randn(4, 3, 5), None, None], {"training": True})
    f("instance_norm", lambda m: [m.randn(4, 3, 5)], lambda m: {"weight": m.randn(3), "bias": m.randn(3)})
    f("layer_norm", lambda m: [m.randn(4, 3, 5), [3, 5]], lambda m: {"weight": m.randn(3, 5), "bias": m.randn(3, 5)})
    f("layer_norm", lambda m: [m.randn(4, 3, 5), [5]], dtypes=BF16)
    f("rms_norm", lambda m: [m.randn(4, 3, 5), [5]], lambda m: {"weight": m.randn(5)})
    f("group_norm", lambda m: [m.randn(4, 6, 5), 3], lambda m: {"weight": m.randn(6), "bias": m.randn(6)})
    f("local_response_norm", lambda m: [m.randn(2, 5, 4), 3], {"alpha": 0.1})
    f("embedding", lambda m: [m.ints(6, 3, 4), m.randn(6, 5)], {"padding_idx": 1})
    f("embedding_bag", lambda m: [m.ints(6, 3, 4), m.randn(6, 5)], {"mode": "sum"})
    f("prelu", lambda m: [m.randn(2, 3, 4), m.rand(3)])
    f("one_hot", lambda m: [m.ints(4, 3, 2)], {"num_classes": 5}, dtypes=("float32",))
    f("one_hot", lambda m: [torch.tensor([0, 2, 3])], dtypes=("float32",))


def activations(book):
    f = book.function
    for name in ("relu", "relu6", "sigmoid", "tanh", "silu", "mish", "gelu", "elu", "selu", "celu", "leaky_relu", "softplus", "softsign", "logsigmoid",
                 "hardtanh", "hardsigmoid", "hardswish", "hardshrink", "softshrink", "tanhshrink"):
        f(name, lambda m: [m.randn(3, 5, scale=2.0)])
    f("gelu", lambda m: [m.randn(3, 5)], {"approximate": "tanh"})
    f("elu", lambda m: [m.randn(3, 5)], {"alpha": 0.5})
    f("leaky_relu", lambda m: [m.randn(3, 5)], {"negative_slope": 0.3})
    f("hardtanh", lambda m: [m.randn(3, 5)], {"min_val": -0.2, "max_val": 0.4})
    f("softplus", lambda m: [m.randn(3, 5)], {"beta": 3, "threshold": 2})
    f("hardshrink", lambda m: [m.randn(3, 5)], {"lambd": 0.2})
    f("softshrink", lambda m: [m.randn(3, 5)], {"lambd": 0.2})
    f("threshold", lambda m: [m.randn(3, 5), 0.1, 20.0])
    f("rrelu", lambda m: [m.randn(3, 5)], {"training": True})
    f("glu", lambda m: [m.randn(3, 6)])
    f("glu", lambda m: [m.randn(4, 6)], {"dim": 0})
    for name in ("softmax", "log_softmax", "softmin"):
        f(name, lambda m: [m.randn(3, 5), 1])
        f(name, lambda m: [m.randn(3, 5), 0], {"dtype": torch.float64})
    f("gumbel_softmax", lambda m: [m.randn(4, 5)], {"tau": 0.7})
    f("gumbel_softmax", lambda m: [m.randn(4, 5)], {"hard": True, "dim": 0})
    for name, shape in {"dropout": (4, 5), "dropout1d": (2, 5, 3), "dropout2d": (2, 5, 2, 2), "dropout3d": (2, 5, 2, 1, 2), "alpha_dropout": (4, 5), "feature_alpha_dropout": (2, 5, 3)}.items():
        f(name, lambda m, s=shape: [m.randn(*s)], {"p": 0.3, "training": True})


def pooling(book):
    f = book.function
    f("max_pool1d", lambda m: [m.distinct(2, 3, 9), 3], {"stride": 2})
    f("max_pool2d", lambda m: [m.distinct(2, 3, 7, 7), 3], {"stride": 2, "padding": 1})
    f("max_pool2d", lambda m: [m.distinct(2, 3, 7, 7), [3, 2]], {"return_indices": True})
    f("max_pool3d", lambda m: [m.distinct(1, 2, 5, 5, 5), 2], {"stride": 1})
    f("avg_pool1d", lambda m: [m.randn(2, 3, 9), 3], {"stride": 2, "padding": 1})
    f("avg_pool2d", lambda m: [m.randn(2, 3, 7, 7), 3], {"stride": 2, "ceil_mode": True})
    f("avg_pool3d", lambda m: [m.randn(1, 2, 5, 5, 5), 2])
    f("adaptive_avg_pool1d", lambda m: [m.randn(2, 3, 9), 4])
    f("adaptive_avg_pool2d", lambda m: [m.randn(2, 3, 7, 5), [2, 3]])
    f("adaptive_avg_pool3d", lambda m: [m.randn(1, 2, 5, 4, 5), [2, None, 3]])
    f("adaptive_max_pool1d", lambda m: [m.distinct(2, 3, 9), 4])
    f("adaptive_max_pool2d", lambda m: [m.distinct(2, 3, 7, 5), [2, None]], {"return_indices": True})
    f("adaptive_max_pool3d", lambda m: [m.distinct(1, 2, 5, 4, 5), 2])
    f("lp_pool1d", lambda m: [m.randn(2, 3, 9), 2.0, 3])
    f("lp_pool2d", lambda m: [m.rand(2, 3, 7, 5), 3.0, [2, 3]], {"stride": 2})


def shaping(book):
    f = book.function
    for mode in ("constant", "reflect", "replicate", "circular"):
        f("pad", lambda m: [m.randn(2, 3, 5), [2, 1]], {"mode": mode})
        f("pad", lambda m: [m.randn(2, 3, 5, 4), [2, 1, 0, 3]], {"mode": mode})
    f("pad", lambda m: [m.randn(2, 3), [1, 1, 2, -1]], {"value": 3.5})
    f("pixel_shuffle", lambda m: [m.randn(2, 8, 3, 3), 2])
    f("pixel_unshuffle", lambda m: [m.randn(2, 2, 4, 4), 2])
    f("channel_shuffle", lambda m: [m.randn(2, 6, 2, 2, grad=False), 3])
    f("unfold", lambda m: [m.randn(2, 3, 5, 5), [2, 3]], {"stride": 2})
    f("fold", lambda m: [m.randn(2, 12, 9), [4, 4], 2])
    shapes = {"nearest": (2, 2, 4), "nearest-exact": (2, 2, 4, 3), "linear": (2, 2, 4), "bilinear": (2, 2, 4, 3), "bicubic": (2, 2, 4, 3), "trilinear": (1, 2, 3, 4, 3), "area": (2, 2, 4, 6)}
    for mode, shape in shapes.items():
        f("interpolate", lambda m, s=shape: [m.randn(*s)], {"scale_factor": 1.5, "mode": mode})
        f("interpolate", lambda m, s=shape: [m.randn(*s)], {"size": 5, "mode": mode})
        if mode.endswith("linear") or mode == "bicubic":
            f("interpolate", lambda m, s=shape: [m.randn(*s)], {"size": [7] * (len(shape) - 2), "mode": mode, "align_corners": True})
    f("interpolate", lambda m: [m.randn(1, 2, 3, 4)], {"scale_factor": 2, "mode": "nearest"})
    f("interpolate", lambda m: [m.randn(1, 2, 3, 4, 3)], {"size": [4, 5, 6]})
    f("interpolate", lambda m: [m.randn(1, 2, 8, 8)], {"size": [3, 3], "mode": "bilinear", "antialias": True})
    f("interpolate", lambda m: [m.randn(1, 2, 8, 8)], {"scale_factor": [0.4, 0.5], "mode": "bicubic", "antialias": True})
    f("interpolate", lambda m: [m.randn(1, 2, 5, 5)], {"scale_factor": 1.7, "mode": "bilinear", "recompute_scale_factor": True})
    for mode in ("bilinear", "nearest", "bicubic"):
        for padding in ("zeros", "border", "reflection"):
            f("grid_sample", lambda m: [m.randn(2, 3, 4, 5), m.rand(2, 3, 3, 2, low=-1.2, high=1.2)], {"mode": mode, "padding_mode": padding, "align_corners": padding == "border"})
    f("affine_grid", lambda m: [m.randn(2, 2, 3), [2, 3, 4, 5]], {"align_corners": False})
    f("affine_grid", lambda m: [m.randn(2, 3, 4), [2, 3, 3, 4, 2]], {"align_corners": True})
    f("normalize", lambda m: [m.randn(4, 5)])
    f("normalize", lambda m: [m.randn(4, 5)], {"p": 1.0, "dim": 0, "eps": 1e-3})


def attention(book):
    f = book.function
    sdpa = "scaled_dot_product_attention"
    f(sdpa, lambda m: [m.randn(2, 3, 4, 8), m.randn(2, 3, 5, 8), m.randn(2, 3, 5, 8)], dtypes=BF16)
    f(sdpa, lambda m: [m.randn(2, 3, 4, 8), m.randn(2, 3, 4, 8), m.randn(2, 3, 4, 8)], {"is_causal": True})
    f(sdpa, lambda m: [m.randn(2, 3, 4, 8), m.randn(2, 3, 5, 8), m.randn(2, 3, 5, 6)], {"scale": 0.3})
    f(sdpa, lambda m: [m.randn(2, 3, 4, 8), m.randn(2, 3, 5, 8), m.randn(2, 3, 5, 8)], lambda m: {"attn_mask": m.randn(4, 5, grad=False)}, label="mask")
    f(sdpa, lambda m: [m.randn(2, 3, 4, 8), m.randn(2, 3, 5, 8), m.randn(2, 3, 5, 8)], lambda m: {"attn_mask": torch.ones(4, 5).tril().bool()}, label="boolean mask")
    f(sdpa, lambda m: [m.randn(2, 4, 4, 8), m.randn(2, 2, 5, 8), m.randn(2, 2, 5, 8)], {"enable_gqa": True})
    f(sdpa, lambda m: [m.randn(2, 3, 4, 8), m.randn(2, 3, 5, 8), m.randn(2, 3, 5, 8)], {"dropout_p": 0.3}, seed=3)


def distances(book):
    f = book.function
    f("cosine_similarity", lambda m: [m.randn(4, 5), m.randn(4, 5)])
    f("cosine_similarity", lambda m: [m.randn(4, 5), m.randn(1, 5)], {"dim": 0, "eps": 1e-3})
    f("pairwise_distance", lambda m: [m.randn(4, 5), m.randn(4, 5)], {"p": 3.0})
    f("pdist", lambda m: [m.randn(5, 4)])
    f("pdist", lambda m: [m.randn(5, 4)], {"p": 1.0})


def losses(book):
    f = book.function
    for name in ("mse_loss", "l1_loss", "smooth_l1_loss", "huber_loss"):
        f(name, lambda m: [m.randn(4, 5), m.randn(4, 5)])
        f(name, lambda m: [m.randn(4, 5), m.randn(4, 5)], {"reduction": "none"})
    f("mse_loss", lambda m: [m.randn(4, 5), m.randn(4, 5)], lambda m: {"weight": m.rand(4, 5, grad=False)}, label="weight")
    f("cross_entropy", lambda m: [m.randn(4, 5), m.ints(5, 4)], {"label_smoothing": 0.1})
    f("nll_loss", lambda m: [m.log_softmax(4, 5), m.ints(5, 4)], {"reduction": "sum"})
    f("binary_cross_entropy", lambda m: [m.rand(4, low=0.1, high=0.9), m.rand(4, grad=False)])
    f("binary_cross_entropy_with_logits", lambda m: [m.randn(4), m.rand(4, grad=False)], {"reduction": "sum"})
    f("kl_div", lambda m: [m.log_softmax(4, 5), m.softmax(4, 5)], {"reduction": "batchmean"})
    f("poisson_nll_loss", lambda m: [m.randn(4, 5), m.rand(4, 5, grad=False)])
    f("gaussian_nll_loss", lambda m: [m.randn(4, 5), m.randn(4, 5), m.rand(4, 5, low=0.1)])
    f("soft_margin_loss", lambda m: [m.randn(4, 5), m.signs(4, 5)])
    f("hinge_embedding_loss", lambda m: [m.randn(4, 5), m.signs(4, 5)])
    f("margin_ranking_loss", lambda m: [m.randn(5), m.randn(5), m.signs(5)])
    f("cosine_embedding_loss", lambda m: [m.randn(5, 4), m.randn(5, 4), m.signs(5)])
    f("triplet_margin_loss", lambda m: [m.randn(5, 4), m.randn(5, 4), m.randn(5, 4)])
    f("multi_margin_loss", lambda m: [m.randn(5, 4), m.ints(4, 5)], lambda m: {"weight": m.rand(4, grad=False)})
    f("multilabel_margin_loss", lambda m: [m.randn(2, 4), torch.tensor([[3, 0, -1, 1], [2, -1, 0, 0]])])
    f("multilabel_soft_margin_loss", lambda m: [m.randn(5, 4), m.mask(5, 4).to(m.dtype)], lambda m: {"weight": m.rand(4, grad=False)})
    f("ctc_loss", lambda m: [m.log_softmax(8, 2, 5), m.ints(5, 2, 3, low=1), torch.tensor([8, 7]), torch.tensor([3, 2])])
