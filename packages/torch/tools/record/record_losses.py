"""Losses, as modules (nn.MSELoss …); functional forms share their code and are recorded by a few cases each."""
import torch

REDUCTIONS = ("mean", "sum", "none")


def record(book):
    elementwise(book)
    classification(book)
    ranking(book)
    ctc(book)
    focal(book)
    adaptive(book)


def elementwise(book):
    def pair(m, d=None):
        return [m.randn(4, 5), m.randn(4, 5)]

    for name in ("MSELoss", "L1Loss", "SmoothL1Loss", "HuberLoss"):
        for reduction in REDUCTIONS:
            book.module(name, options={"reduction": reduction}, inputs=pair)
    book.module("MSELoss", inputs=lambda m, d=None: [m.randn(3, 4, 2), m.randn(3, 4, 2, grad=False)], dtypes=("bfloat16",))
    book.module("SmoothL1Loss", options={"beta": 0.3}, inputs=pair)
    book.module("SmoothL1Loss", options={"beta": 0.0}, inputs=pair)
    book.module("HuberLoss", options={"delta": 0.3}, inputs=pair)
    for reduction in (*REDUCTIONS, "batchmean"):
        for log_target in (False, True):
            book.module("KLDivLoss", options={"reduction": reduction, "log_target": log_target},
                        inputs=lambda m, d=None, t=log_target: [m.log_softmax(4, 5), m.log_softmax(4, 5, grad=False) if t else m.softmax(4, 5)])
    for reduction in REDUCTIONS:
        book.module("BCELoss", options={"reduction": reduction}, inputs=lambda m, d=None: [m.rand(4, 5, low=0.05, high=0.95), m.rand(4, 5, grad=False)])
        book.module("BCEWithLogitsLoss", options={"reduction": reduction}, inputs=lambda m, d=None: [m.randn(4, 5), m.rand(4, 5, grad=False)])
        book.module("PoissonNLLLoss", options={"reduction": reduction}, inputs=lambda m, d=None: [m.randn(4, 5), m.rand(4, 5, grad=False, high=4)])
        book.module("PoissonNLLLoss", options={"reduction": reduction, "log_input": False, "full": True, "eps": 1e-6},
                    inputs=lambda m, d=None: [m.rand(4, 5, low=0.1), m.rand(4, 5, grad=False, high=4)])
        book.module("GaussianNLLLoss", options={"reduction": reduction}, inputs=lambda m, d=None: [m.randn(4, 5), m.randn(4, 5, grad=False), m.rand(4, 5, low=0.1)])
        book.module("SoftMarginLoss", options={"reduction": reduction}, inputs=lambda m, d=None: [m.randn(4, 5), m.signs(4, 5)])
    book.module("GaussianNLLLoss", options={"full": True, "eps": 0.2}, inputs=lambda m, d=None: [m.randn(4, 5), m.randn(4, 5, grad=False), m.rand(4, 1, low=0.1)])
    weights(book)


def weights(book):
    def shifted(m, d=None):
        return [m.randn(4, 3), m.rand(4, 3, grad=False)]

    for options in ({"weight": [0.2, 1.0, 3.0]}, {"pos_weight": [0.2, 1.0, 3.0]}, {"weight": [0.2, 1.0, 3.0], "pos_weight": [1.0, 2.0, 0.5]}):
        book.function("binary_cross_entropy_with_logits", shifted, lambda m, o=options: {k: torch.tensor(v).to(m.dtype) for k, v in o.items()}, label=" ".join(options))
    book.function("binary_cross_entropy", lambda m: [m.rand(4, 3, low=0.1, high=0.9), m.rand(4, 3, grad=False)],
                  lambda m: {"weight": torch.tensor([0.2, 1.0, 3.0]).to(m.dtype)}, label="weight")


def classification(book):
    shapes = {"(6, 4)": ((6, 4), (6,)), "(2, 4, 3)": ((2, 4, 3), (2, 3)), "(2, 4, 3, 2)": ((2, 4, 3, 2), (2, 3, 2))}
    for shape, targets in shapes.values():
        for reduction in REDUCTIONS:
            book.module("CrossEntropyLoss", options={"reduction": reduction}, inputs=lambda m, d=None, s=shape, t=targets: [m.randn(*s), m.ints(4, *t)])
            book.module("NLLLoss", options={"reduction": reduction}, inputs=lambda m, d=None, s=shape, t=targets: [m.log_softmax(*s, dim=1), m.ints(4, *t)])
    book.module("CrossEntropyLoss", inputs=lambda m, d=None: [m.randn(6, 4), m.ints(4, 6)], dtypes=("bfloat16",))
    book.module("CrossEntropyLoss", inputs=lambda m, d=None: [m.randn(4), m.ints(4)])
    for reduction in REDUCTIONS:
        book.module("CrossEntropyLoss", options={"reduction": reduction, "label_smoothing": 0.1}, inputs=lambda m, d=None: [m.randn(6, 4), m.ints(4, 6)])
        book.module("CrossEntropyLoss", options={"reduction": reduction, "ignore_index": 2}, inputs=lambda m, d=None: [m.randn(6, 4), m.ints(4, 6)])
        book.module("CrossEntropyLoss", options={"reduction": reduction}, inputs=lambda m, d=None: [m.randn(6, 4), m.softmax(6, 4)])
        book.module("CrossEntropyLoss", options={"reduction": reduction, "label_smoothing": 0.2}, inputs=lambda m, d=None: [m.randn(6, 4), m.softmax(6, 4)])
        book.function("cross_entropy", lambda m: [m.randn(6, 4), m.ints(4, 6)],
                      lambda m, r=reduction: {"weight": m.rand(4, grad=False), "reduction": r, "label_smoothing": 0.1, "ignore_index": 1}, label="weighted")
        book.function("nll_loss", lambda m: [m.log_softmax(6, 4), m.ints(4, 6)],
                      lambda m, r=reduction: {"weight": m.rand(4, grad=False), "reduction": r, "ignore_index": 1}, label="weighted")
        book.module("MultiMarginLoss", options={"reduction": reduction}, inputs=lambda m, d=None: [m.randn(5, 4), m.ints(4, 5)])
        book.module("MultiLabelSoftMarginLoss", options={"reduction": reduction}, inputs=lambda m, d=None: [m.randn(5, 4), m.mask(5, 4).to(m.dtype)])
        book.module("MultiLabelMarginLoss", options={"reduction": reduction},
                    inputs=lambda m, d=None: [m.randn(2, 4), torch.tensor([[3, 0, -1, 1], [2, -1, 0, 0]])])
    book.module("MultiMarginLoss", options={"p": 2, "margin": 0.5}, inputs=lambda m, d=None: [m.randn(5, 4), m.ints(4, 5)])


def ranking(book):
    for reduction in REDUCTIONS:
        book.module("HingeEmbeddingLoss", options={"reduction": reduction, "margin": 0.7}, inputs=lambda m, d=None: [m.randn(4, 5), m.signs(4, 5)])
        book.module("MarginRankingLoss", options={"reduction": reduction, "margin": 0.2}, inputs=lambda m, d=None: [m.randn(6), m.randn(6), m.signs(6)])
        book.module("CosineEmbeddingLoss", options={"reduction": reduction, "margin": 0.1}, inputs=lambda m, d=None: [m.randn(5, 4), m.randn(5, 4), m.signs(5)])
        book.module("TripletMarginLoss", options={"reduction": reduction}, inputs=lambda m, d=None: [m.randn(5, 4), m.randn(5, 4), m.randn(5, 4)])
        book.module("TripletMarginWithDistanceLoss", options={"reduction": reduction, "margin": 0.8}, inputs=lambda m, d=None: [m.randn(5, 4), m.randn(5, 4), m.randn(5, 4)])
    book.module("TripletMarginLoss", options={"margin": 0.5, "p": 1.0, "swap": True, "eps": 1e-3}, inputs=lambda m, d=None: [m.randn(5, 4), m.randn(5, 4), m.randn(5, 4)])
    book.module("TripletMarginWithDistanceLoss", options={"swap": True}, inputs=lambda m, d=None: [m.randn(5, 4), m.randn(5, 4), m.randn(5, 4)])


def ctc(book):
    for reduction in REDUCTIONS:
        for options in ({}, {"blank": 3}, {"zero_infinity": True}):
            book.module("CTCLoss", options={"reduction": reduction, **options},
                        inputs=lambda m, d=None, b=options.get("blank", 0): [m.log_softmax(8, 2, 5), labels(m, b), torch.tensor([8, 7]), torch.tensor([3, 2])])
    book.module("CTCLoss", options={"zero_infinity": True}, inputs=lambda m, d=None: [m.log_softmax(2, 2, 5), labels(m, 0), torch.tensor([2, 2]), torch.tensor([3, 2])])
    book.module("CTCLoss", inputs=lambda m, d=None: [m.log_softmax(8, 2, 5), torch.tensor([1, 2, 2, 4, 1]), torch.tensor([8, 8]), torch.tensor([3, 2])])


def adaptive(book):
    for div_value, bias in ((4.0, False), (2.0, True)):
        book.module("AdaptiveLogSoftmaxWithLoss", 6, 12, [3, 7], options={"div_value": div_value, "head_bias": bias}, inputs=lambda m, d=None: [m.randn(9, 6), m.ints(12, 9)])


def labels(m, blank):
    return (m.ints(5, 2, 3, low=1) + blank) % 5


def focal(book):
    """torchvision.ops.sigmoid_focal_loss, which PyTorch itself lacks."""
    from torchvision.ops import sigmoid_focal_loss

    for reduction in REDUCTIONS:
        for options in ({}, {"alpha": -1.0, "gamma": 1.5}):
            book.function("sigmoid_focal_loss", lambda m: [m.randn(4, 5), m.mask(4, 5).to(m.dtype)], {"reduction": reduction, **options}, call=sigmoid_focal_loss)
