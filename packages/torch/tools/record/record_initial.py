"""Initial values: every nn.init function and the layers' own, from a seed. The generator is libtorch's, so values are equal bit for bit."""
import torch

from record import Module, camel


def record(book):
    shapes = [(6, 4), (4, 6), (3, 4, 3, 2)]
    for shape in shapes:
        for name, args, options in [
            ("uniform_", [], {}), ("uniform_", [], {"a": -2.0, "b": 3.0}), ("normal_", [], {}), ("normal_", [], {"mean": 1.0, "std": 0.2}),
            ("trunc_normal_", [], {}), ("trunc_normal_", [], {"mean": 0.5, "std": 2.0, "a": -1.0, "b": 1.5}), ("constant_", [0.3], {}), ("ones_", [], {}), ("zeros_", [], {}),
            ("xavier_uniform_", [], {}), ("xavier_uniform_", [], {"gain": 2.0}), ("xavier_normal_", [], {}), ("xavier_normal_", [], {"gain": 0.5}),
            ("kaiming_uniform_", [], {}), ("kaiming_uniform_", [], {"a": 0.2, "mode": "fan_out"}), ("kaiming_normal_", [], {}),
            ("kaiming_normal_", [], {"mode": "fan_out", "nonlinearity": "relu"}), ("kaiming_normal_", [], {"a": 1.0, "nonlinearity": "tanh"}),
            ("orthogonal_", [], {}), ("orthogonal_", [], {"gain": 1.5}),
        ]:
            initialise(book, name, shape, args, options)
    initialise(book, "sparse_", (8, 5), [0.4], {"std": 0.2})
    initialise(book, "eye_", (4, 6), [], {})
    for shape in [(4, 4, 3), (4, 6, 3, 3), (2, 2, 3, 3, 3)]:
        initialise(book, "dirac_", shape, [], {})
        initialise(book, "dirac_", shape, [], {"groups": 2})
    gains(book)
    layers(book)


def initialise(book, name, shape, args, options):
    for dtype in (torch.float32, torch.float64):
        tensor = torch.empty(shape, dtype=dtype)
        torch.manual_seed(7)
        getattr(torch.nn.init, name)(tensor, *args, **options)
        label = "".join(f", {k}={v}" for k, v in options.items())
        book.add({"name": f"{name}({list(shape)}{label}) {str(dtype)[6:]}", "kind": "init", "function": camel(name), "shape": list(shape), "dtype": str(dtype)[6:],
                  "seed": 7, "args": args, "options": book.options(options), "outputs": [book.ref(tensor)]})


def gains(book):
    for name, param in [("linear", None), ("conv2d", None), ("sigmoid", None), ("tanh", None), ("relu", None), ("leaky_relu", None), ("leaky_relu", 0.3), ("selu", None)]:
        gain = torch.tensor(float(torch.nn.init.calculate_gain(name, param)), dtype=torch.float64)
        book.add({"name": f"calculateGain({name}, {param})", "kind": "gain", "args": [name] if param is None else [name, param], "outputs": [book.ref(gain)]})


def layers(book):
    encoder = Module("TransformerEncoderLayer", 8, 2, dim_feedforward=12)
    decoder = Module("TransformerDecoderLayer", 8, 2, dim_feedforward=12)
    for module in [
        Module("Linear", 5, 3), Module("Linear", 1, 1), Module("Linear", 5, 3, bias=False), Module("Bilinear", 3, 4, 2),
        Module("Conv1d", 3, 4, 3), Module("Conv2d", 3, 4, 3), Module("Conv2d", 4, 6, [3, 2], groups=2), Module("Conv3d", 2, 3, 2),
        Module("ConvTranspose1d", 3, 4, 3), Module("ConvTranspose2d", 4, 6, 3, groups=2), Module("ConvTranspose3d", 2, 3, 2),
        Module("BatchNorm2d", 3), Module("InstanceNorm2d", 3, affine=True), Module("LayerNorm", [3, 4]), Module("RMSNorm", 5), Module("GroupNorm", 2, 4), Module("PReLU"),
        Module("Embedding", 10, 4), Module("Embedding", 10, 4, padding_idx=3), Module("EmbeddingBag", 10, 4),
        Module("RNN", 3, 4), Module("LSTM", 3, 4, num_layers=2, bidirectional=True), Module("LSTM", 3, 4, proj_size=2), Module("GRU", 3, 4, bias=False),
        Module("RNNCell", 3, 4), Module("LSTMCell", 3, 4), Module("GRUCell", 3, 4),
        Module("MultiheadAttention", 8, 2), Module("MultiheadAttention", 8, 4, kdim=5, vdim=6), Module("MultiheadAttention", 8, 2, add_bias_kv=True), Module("MultiheadAttention", 8, 2, bias=False),
        encoder, decoder, Module("TransformerEncoder", encoder, 2), Module("TransformerDecoder", decoder, 2),
        Module("Transformer", d_model=8, nhead=2, num_encoder_layers=2, num_decoder_layers=1, dim_feedforward=12),
        Module("AdaptiveLogSoftmaxWithLoss", 6, 12, [3, 7]),
        Module("Sequential", Module("Linear", 4, 3), Module("ReLU"), Module("Linear", 3, 2)),
    ]:
        torch.manual_seed(0)
        state = module.build().state_dict()
        name = f"{module.name}({', '.join(a.name if isinstance(a, Module) else str(a) for a in module.args)}{''.join(f', {k}={v}' for k, v in module.options.items())})"
        book.add({"name": f"new {name}", "kind": "layer", "module": book.encode(module), "seed": 0, "state": {k: book.ref(v) for k, v in state.items()}})
