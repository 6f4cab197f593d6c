"""Layers with state: linear, convolution, normalisation, embedding, recurrent, attention, containers."""
import torch

from record import Module

BF16 = ("float32", "float64", "bfloat16")


def x(*shape, **options):
    return lambda make, dtype=None: [make.randn(*shape, **options)]


def record(book):
    linear(book)
    convolution(book)
    normalisation(book)
    embedding(book)
    recurrent(book)
    attention(book)
    containers(book)


def linear(book):
    book.module("Linear", 5, 3, inputs=x(4, 5), dtypes=BF16)
    book.module("Linear", 5, 3, options={"bias": False}, inputs=x(2, 3, 5))
    book.module("Linear", 7, 1, inputs=x(7))
    book.module("Bilinear", 4, 3, 2, inputs=lambda m, d=None: [m.randn(5, 4), m.randn(5, 3)])
    book.module("Bilinear", 4, 3, 2, options={"bias": False}, inputs=lambda m, d=None: [m.randn(2, 5, 4), m.randn(2, 5, 3)])
    book.module("Identity", inputs=x(2, 3))


def convolution(book):
    book.module("Conv1d", 3, 4, 3, inputs=x(2, 3, 9), dtypes=BF16)
    book.module("Conv1d", 4, 6, 3, options={"stride": 2, "padding": 1, "groups": 2, "bias": False}, inputs=x(2, 4, 9))
    book.module("Conv1d", 3, 4, 4, options={"padding": "same", "dilation": 2}, inputs=x(2, 3, 10))
    book.module("Conv1d", 2, 3, 3, options={"padding": 2, "padding_mode": "circular"}, inputs=x(2, 2, 7))
    book.module("Conv2d", 3, 4, 3, inputs=x(2, 3, 6, 7), dtypes=BF16)
    book.module("Conv2d", 3, 4, 3, options={"padding": 1, "bias": False}, inputs=x(2, 3, 5, 5))
    book.module("Conv2d", 3, 4, 3, inputs=x(3, 6, 6))
    book.module("Conv2d", 4, 8, [3, 2], options={"stride": [2, 1], "padding": [1, 2], "dilation": [1, 2], "groups": 4}, inputs=x(2, 4, 7, 6))
    book.module("Conv2d", 2, 3, 3, options={"padding": "valid"}, inputs=x(1, 2, 5, 5))
    book.module("Conv2d", 2, 3, [3, 2], options={"padding": "same", "padding_mode": "reflect"}, inputs=x(1, 2, 5, 6))
    for mode in ("zeros", "reflect", "replicate", "circular"):
        book.module("Conv2d", 2, 3, 3, options={"padding": [1, 2], "padding_mode": mode}, inputs=x(2, 2, 5, 6))
    book.module("Conv3d", 2, 3, 2, inputs=x(2, 2, 4, 3, 4))
    book.module("Conv3d", 2, 4, [2, 3, 1], options={"stride": [1, 2, 1], "padding": [1, 1, 0], "groups": 2}, inputs=x(1, 2, 3, 5, 3))
    book.module("ConvTranspose1d", 3, 4, 3, inputs=x(2, 3, 5))
    book.module("ConvTranspose1d", 4, 4, 3, options={"stride": 2, "padding": 1, "output_padding": 1, "groups": 2}, inputs=x(2, 4, 5))
    book.module("ConvTranspose2d", 3, 4, 3, inputs=x(2, 3, 4, 4))
    book.module("ConvTranspose2d", 3, 4, 3, options={"stride": 2, "padding": 1, "output_padding": 1, "bias": False}, inputs=x(2, 3, 4, 4))
    book.module("ConvTranspose2d", 3, 4, 3, options={"stride": 2, "padding": 1}, inputs=x(2, 3, 4, 4), call=lambda m: {"output_size": [8, 7]})
    book.module("ConvTranspose2d", 2, 2, [2, 3], options={"dilation": [2, 1]}, inputs=x(1, 2, 3, 4))
    book.module("ConvTranspose3d", 2, 3, 2, options={"stride": [2, 1, 1]}, inputs=x(1, 2, 2, 3, 2))


def normalisation(book):
    for name, shapes in {"BatchNorm1d": [(6, 3), (4, 3, 5)], "BatchNorm2d": [(3, 3, 4, 5)], "BatchNorm3d": [(2, 3, 2, 3, 2)]}.items():
        for shape in shapes:
            for train in (True, False):
                book.module(name, 3, inputs=x(*shape), train=train, dtypes=BF16 if train else ("float32", "float64"))
    book.module("BatchNorm2d", 3, options={"eps": 1e-3, "momentum": 0.01, "affine": False}, inputs=x(3, 3, 2, 2))
    book.module("BatchNorm2d", 3, options={"momentum": None}, inputs=x(3, 3, 2, 2))
    book.module("BatchNorm2d", 3, options={"track_running_stats": False}, inputs=x(3, 3, 2, 2), train=False)
    for name, shape in {"InstanceNorm1d": (2, 3, 6), "InstanceNorm2d": (2, 3, 4, 3), "InstanceNorm3d": (2, 3, 2, 3, 2)}.items():
        book.module(name, 3, inputs=x(*shape))
        book.module(name, 3, options={"affine": True, "track_running_stats": True}, inputs=x(*shape))
        book.module(name, 3, options={"affine": True, "track_running_stats": True}, inputs=x(*shape), train=False)
    book.module("InstanceNorm2d", 3, inputs=x(3, 4, 3))
    book.module("LayerNorm", 6, inputs=x(4, 6), dtypes=BF16)
    book.module("LayerNorm", [3, 4], options={"eps": 1e-3}, inputs=x(2, 3, 4))
    book.module("LayerNorm", 6, options={"elementwise_affine": False}, inputs=x(2, 3, 6))
    book.module("LayerNorm", 6, options={"bias": False}, inputs=x(2, 3, 6))
    book.module("RMSNorm", 6, inputs=x(4, 6), dtypes=BF16)
    book.module("RMSNorm", [3, 4], options={"eps": 1e-5}, inputs=x(2, 3, 4))
    book.module("RMSNorm", 6, options={"elementwise_affine": False}, inputs=x(2, 3, 6))
    book.module("GroupNorm", 2, 6, inputs=x(2, 6, 3, 4), dtypes=BF16)
    book.module("GroupNorm", 3, 6, options={"eps": 1e-3}, inputs=x(4, 6))
    book.module("GroupNorm", 1, 4, options={"affine": False}, inputs=x(2, 4, 5))
    book.module("LocalResponseNorm", 3, inputs=x(2, 6, 3, 3))
    book.module("LocalResponseNorm", 2, options={"alpha": 1e-2, "beta": 0.5, "k": 2.0}, inputs=x(2, 5, 4))
    book.module("LocalResponseNorm", 3, inputs=x(2, 4, 2, 3, 2))


def embedding(book):
    book.module("Embedding", 10, 4, inputs=lambda m, d=None: [m.ints(10, 3, 5)], dtypes=BF16)
    book.module("Embedding", 10, 4, options={"padding_idx": 2}, inputs=lambda m, d=None: [m.ints(4, 3, 5)])
    book.module("Embedding", 10, 4, options={"padding_idx": -1}, inputs=lambda m, d=None: [m.ints(10, 12)])
    book.module("Embedding", 6, 4, options={"max_norm": 0.7}, inputs=lambda m, d=None: [m.ints(6, 2, 3)])
    book.module("Embedding", 6, 4, options={"max_norm": 1.0, "norm_type": 1.0}, inputs=lambda m, d=None: [m.ints(6, 2, 3)])
    book.module("Embedding", 6, 4, options={"scale_grad_by_freq": True}, inputs=lambda m, d=None: [m.ints(3, 2, 5)])
    for mode in ("sum", "mean", "max"):
        book.module("EmbeddingBag", 10, 3, options={"mode": mode}, inputs=lambda m, d=None: [m.ints(10, 4, 5)])
        book.module("EmbeddingBag", 10, 3, options={"mode": mode}, inputs=lambda m, d=None: [m.ints(10, 8)],
                    call=lambda m: {"offsets": torch.tensor([0, 3, 4])})
    book.module("EmbeddingBag", 10, 3, options={"mode": "sum", "padding_idx": 1}, inputs=lambda m, d=None: [m.ints(4, 4, 5)])
    book.module("EmbeddingBag", 10, 3, options={"mode": "sum"}, inputs=lambda m, d=None: [m.ints(10, 4, 5)],
                call=lambda m: {"per_sample_weights": m.rand(4, 5)})
    book.module("EmbeddingBag", 10, 3, options={"mode": "mean", "include_last_offset": True}, inputs=lambda m, d=None: [m.ints(10, 8)],
                call=lambda m: {"offsets": torch.tensor([0, 3, 8])})


def recurrent(book):
    for name in ("RNN", "LSTM", "GRU"):
        states = 2 if name == "LSTM" else 1

        def hidden(m, *shapes):
            h = [m.randn(*s) for s in shapes]
            return h if states == 2 else h[0]

        book.module(name, 3, 4, inputs=x(5, 2, 3))
        book.module(name, 3, 4, options={"batch_first": True, "bias": False}, inputs=x(2, 5, 3))
        book.module(name, 3, 4, inputs=x(5, 3))
        book.module(name, 3, 4, options={"num_layers": 2, "bidirectional": True},
                    inputs=lambda m, d=None: [m.randn(4, 2, 3), hidden(m, *[(4, 2, 4)] * states)])
        book.module(name, 3, 4, options={"num_layers": 2, "dropout": 0.5}, inputs=x(4, 2, 3), seed=3)
        book.module(name, 3, 4, options={"num_layers": 2, "dropout": 0.5}, inputs=x(4, 2, 3), train=False)
        cell = name + "Cell"
        book.module(cell, 3, 4, inputs=x(2, 3))
        book.module(cell, 3, 4, options={"bias": False}, inputs=lambda m, d=None: [m.randn(2, 3), hidden(m, *[(2, 4)] * states)])
        book.module(cell, 3, 4, inputs=x(3))
    book.module("RNN", 3, 4, options={"nonlinearity": "relu"}, inputs=x(5, 2, 3))
    book.module("RNNCell", 3, 4, options={"nonlinearity": "relu"}, inputs=x(2, 3))
    book.module("LSTM", 3, 4, options={"proj_size": 2}, inputs=x(5, 2, 3))
    book.module("LSTM", 3, 4, options={"proj_size": 2, "num_layers": 2, "bidirectional": True, "batch_first": True}, inputs=x(2, 5, 3))


def attention(book):
    def same(*shape):
        def make(m, d=None):
            q = m.randn(*shape)
            return [q, q, q]
        return make

    def qkv(*shapes):
        return lambda m, d=None: [m.randn(*s) for s in shapes]

    book.module("MultiheadAttention", 8, 2, inputs=same(5, 3, 8))
    book.module("MultiheadAttention", 8, 2, options={"batch_first": True}, inputs=qkv((3, 4, 8), (3, 6, 8), (3, 6, 8)))
    book.module("MultiheadAttention", 8, 2, options={"batch_first": True}, inputs=qkv((3, 4, 8), (3, 6, 8), (3, 6, 8)), call=lambda m: {"need_weights": False})
    book.module("MultiheadAttention", 8, 2, inputs=same(5, 8))
    book.module("MultiheadAttention", 8, 4, options={"kdim": 5, "vdim": 6}, inputs=qkv((4, 2, 8), (3, 2, 5), (3, 2, 6)))
    book.module("MultiheadAttention", 8, 2, options={"bias": False}, inputs=same(4, 2, 8), call=lambda m: {"average_attn_weights": False})
    book.module("MultiheadAttention", 8, 2, options={"add_bias_kv": True}, inputs=same(4, 2, 8))
    book.module("MultiheadAttention", 8, 2, options={"add_zero_attn": True}, inputs=same(4, 2, 8))
    book.module("MultiheadAttention", 8, 2, inputs=same(4, 2, 8), call=lambda m: {"key_padding_mask": pad(2, 4)})
    book.module("MultiheadAttention", 8, 2, inputs=same(4, 2, 8), call=lambda m: {"attn_mask": causal(4)})
    book.module("MultiheadAttention", 8, 2, inputs=same(4, 2, 8), call=lambda m: {"attn_mask": causal(4), "need_weights": False, "is_causal": True})
    book.module("MultiheadAttention", 8, 2, inputs=same(4, 2, 8), call=lambda m: {"attn_mask": m.randn(4, 4, grad=False), "key_padding_mask": pad(2, 4), "need_weights": False}, )
    book.module("MultiheadAttention", 8, 2, inputs=same(4, 2, 8), call=lambda m: {"attn_mask": m.randn(4, 4, 4, grad=False)})
    book.module("MultiheadAttention", 8, 2, options={"dropout": 0.4}, inputs=same(4, 2, 8), seed=5)

    book.module("TransformerEncoderLayer", 8, 2, options={"dim_feedforward": 12, "dropout": 0.0}, inputs=x(5, 3, 8))
    book.module("TransformerEncoderLayer", 8, 2, options={"dim_feedforward": 12, "batch_first": True}, inputs=x(3, 5, 8), seed=4)
    book.module("TransformerEncoderLayer", 8, 2, options={"dim_feedforward": 12, "batch_first": True}, inputs=x(3, 5, 8), train=False)
    book.module("TransformerEncoderLayer", 8, 2, options={"dim_feedforward": 12, "dropout": 0.0, "activation": "gelu", "norm_first": True, "batch_first": True, "layer_norm_eps": 1e-4},
                inputs=x(3, 5, 8), call=lambda m: {"src_mask": causal(5), "src_key_padding_mask": pad(3, 5)})
    book.module("TransformerEncoderLayer", 8, 2, options={"dim_feedforward": 12, "dropout": 0.0, "bias": False}, inputs=x(5, 3, 8), call=lambda m: {"src_mask": causal(5), "is_causal": True})
    book.module("TransformerDecoderLayer", 8, 2, options={"dim_feedforward": 12, "dropout": 0.0}, inputs=lambda m, d=None: [m.randn(4, 2, 8), m.randn(5, 2, 8)])
    book.module("TransformerDecoderLayer", 8, 2, options={"dim_feedforward": 12, "dropout": 0.1, "norm_first": True, "batch_first": True, "activation": "gelu"},
                inputs=lambda m, d=None: [m.randn(2, 4, 8), m.randn(2, 5, 8)], seed=6,
                call=lambda m: {"tgt_mask": causal(4), "memory_key_padding_mask": pad(2, 5), "tgt_is_causal": True})
    encoder = Module("TransformerEncoderLayer", 8, 2, dim_feedforward=12, dropout=0.0, batch_first=True)
    book.module("TransformerEncoder", encoder, 2, inputs=x(2, 5, 8))
    book.module("TransformerEncoder", encoder, 2, options={"norm": Module("LayerNorm", 8)}, inputs=x(2, 5, 8), call=lambda m: {"mask": causal(5), "src_key_padding_mask": pad(2, 5)})
    decoder = Module("TransformerDecoderLayer", 8, 2, dim_feedforward=12, dropout=0.0)
    book.module("TransformerDecoder", decoder, 2, options={"norm": Module("LayerNorm", 8)}, inputs=lambda m, d=None: [m.randn(4, 2, 8), m.randn(5, 2, 8)], call=lambda m: {"tgt_mask": causal(4)})
    book.module("Transformer", options={"d_model": 8, "nhead": 2, "num_encoder_layers": 1, "num_decoder_layers": 2, "dim_feedforward": 12, "dropout": 0.0},
                inputs=lambda m, d=None: [m.randn(5, 2, 8), m.randn(4, 2, 8)], call=lambda m: {"tgt_mask": causal(4)})
    book.module("Transformer", options={"d_model": 8, "nhead": 2, "num_encoder_layers": 1, "num_decoder_layers": 1, "dim_feedforward": 12, "dropout": 0.0, "batch_first": True, "norm_first": True},
                inputs=lambda m, d=None: [m.randn(2, 5, 8), m.randn(2, 4, 8)])


def causal(n):
    return torch.nn.Transformer.generate_square_subsequent_mask(n).isinf()


def pad(batch, length):
    return torch.arange(length) >= length - 2 * torch.arange(batch).unsqueeze(1).clamp(max=1)


def containers(book):
    book.module("Sequential", Module("Linear", 4, 5), Module("ReLU"), Module("Linear", 5, 2), inputs=x(3, 4))
    book.module("Sequential", Module("Conv2d", 2, 4, 3, padding=1, bias=False), Module("BatchNorm2d", 4), Module("ReLU"), Module("MaxPool2d", 2),
                Module("Flatten"), Module("Linear", 16, 3), inputs=x(3, 2, 4, 4))
    book.module("Sequential", Module("Sequential", Module("Linear", 4, 4), Module("Tanh")), Module("LayerNorm", 4), inputs=x(3, 4))
