"""Two hundred steps of real training on scikit-learn's digits (8×8, 0…16, BSD): the loss at every step."""
import torch
from sklearn.datasets import load_digits

from record import Module

IMAGES, BATCH, STEPS = 512, 32, 200


def record(book):
    digits = load_digits()
    images = torch.from_numpy(digits.data[:IMAGES]).to(torch.uint8)
    labels = torch.from_numpy(digits.target[:IMAGES]).to(torch.uint8)
    mlp = Module("Sequential", Module("Linear", 64, 32), Module("ReLU"), Module("Linear", 32, 16), Module("Tanh"), Module("Linear", 16, 10))
    conv = Module("Sequential", Module("Unflatten", 1, [1, 8, 8]), Module("Conv2d", 1, 6, 3, padding=1, bias=False), Module("BatchNorm2d", 6), Module("ReLU"), Module("MaxPool2d", 2),
                  Module("Conv2d", 6, 8, 3, padding=1), Module("GELU"), Module("AdaptiveAvgPool2d", 2), Module("Flatten"), Module("Linear", 32, 10))
    for label, module in {"MLP": mlp, "conv net": conv}.items():
        for name, options in [("SGD", {"lr": 0.02, "momentum": 0.9}), ("AdamW", {"lr": 3e-3})]:
            for dtype, fused in [(d, f) for d in (torch.float32, torch.float64) for f in (True, False)]:
                torch.manual_seed(1)
                model = module.build().to(dtype)
                state = {k: book.ref(v) for k, v in model.state_dict().items()}
                optimizer = getattr(torch.optim, name)(model.parameters(), **options, fused=fused, foreach=False)
                losses = []
                for step in range(STEPS):
                    rows = (torch.arange(BATCH) + step * BATCH) % IMAGES
                    loss = torch.nn.functional.cross_entropy(model(images[rows].to(dtype) / 16), labels[rows].long())
                    optimizer.zero_grad()
                    loss.backward()
                    optimizer.step()
                    losses.append(loss.item())
                book.add({"name": f"{label}, {name}{', fused' if fused else ''}, {str(dtype)[6:]}", "kind": "training", "module": book.encode(module), "dtype": str(dtype)[6:], "optimizer": name,
                          "options": book.options({**options, "fused": fused}), "batch": BATCH, "images": book.ref(images), "labels": book.ref(labels), "state": state,
                          "losses": book.ref(torch.tensor(losses, dtype=torch.float64))})
