"""Records what PyTorch's own vision models compute, for the tests of this package.

Needs torch, torchvision and transformers (2.11.0, 0.26.0 and 5.24.0 were used) and, for the CIFAR networks, the published weights of
akamaster/pytorch_resnet_cifar10 as safetensors in CAPSTAN_DATA/w-resnet-cifar10/pretrained_models:

    CAPSTAN_DATA=../shared/data python packages/models/tools/record.py

Nothing large is kept: weights follow from a seed, inputs from a formula.
"""

import json
import os
import pathlib
import struct
import tempfile

import torch
import torch.nn as nn
import torch.nn.functional as F
import torchvision
import transformers
from safetensors.torch import save_file
from torchvision import models

here = pathlib.Path(__file__).parent
torch.set_num_threads(1)


def picture(*shape):
    """sin of the position, the same numbers in every language."""
    n = 1
    for size in shape:
        n *= size
    return torch.sin(torch.arange(n, dtype=torch.float64) * 0.37).mul(1.5).float().view(shape)




def torchvision_cases():
    for name, options in [
        ("resnet18", {"classes": 10}),
        ("resnet34", {"classes": 7}),
        ("resnet50", {"classes": 5}),
        ("resnet101", {"classes": 3}),
    ]:
        torch.manual_seed(0)
        model = getattr(torchvision.models, name)(num_classes=options["classes"])
        x = picture(2, 3, 64, 64)
        model.train()
        trained = model(x)
        trained.square().mean().backward()
        yield {
            "architecture": name,
            "options": options,
            "seed": 0,
            "input": [2, 3, 64, 64],
            "parameters": sum(p.numel() for p in model.parameters()),
            "keys": [[key, list(value.shape)] for key, value in model.state_dict().items()],
            "weightSums": {
                key: value.double().sum().item() for key, value in model.named_parameters() if value.ndim > 1
            },
            "train": trained.detach().flatten().tolist(),
            "firstGradientNorm": model.conv1.weight.grad.double().norm().item(),
            "runningMean": model.bn1.running_mean.tolist()[:8],
        }


LARGE = [
    ("resnet152", {"classes": 3}, models.resnet152),
    ("wideResnet50", {"classes": 3}, models.wide_resnet50_2),
    ("vgg11", {"classes": 3}, models.vgg11),
    ("vgg13", {"classes": 3}, models.vgg13),
    ("vgg16", {"classes": 3, "norm": True}, models.vgg16_bn),
    ("vgg19", {"classes": 3}, models.vgg19),
    ("vitB16", {"classes": 3}, models.vit_b_16),
]

PUBLISHED = [
    ("vgg11", {"classes": 4, "norm": True}, models.vgg11_bn, {}, 32),
    ("mobilenetV3Large", {"classes": 5}, models.mobilenet_v3_large, {}, 64),
    ("mobilenetV3Small", {"classes": 6}, models.mobilenet_v3_small, {}, 64),
    ("efficientnetB0", {"classes": 5}, models.efficientnet_b0, {}, 64),
    ("convnextTiny", {"classes": 4}, models.convnext_tiny, {}, 64),
    (
        "vitTiny16",
        {"classes": 4, "size": 64, "patch": 8},
        models.VisionTransformer,
        {"image_size": 64, "patch_size": 8, "num_layers": 12, "num_heads": 3, "hidden_dim": 192, "mlp_dim": 768},
        64,
    ),
]


def stir(model):
    """Statistics and vectors that are not all 0 or 1, so that an output shows each of them."""
    with torch.no_grad():
        for i, (key, value) in enumerate(sorted(model.state_dict().items())):
            if value.ndim == 0 or not value.is_floating_point():
                continue
            wave = torch.sin(torch.arange(value.numel(), dtype=torch.float64) * 0.7 + i).view(value.shape)
            if value.ndim == 1 or key.endswith("layer_scale"):
                value.copy_((wave * 0.25 + (0 if key.endswith(("bias", "mean")) else 1)).float())
            elif not value.any():
                value.copy_((wave * 0.1).float())


def names_of(model):
    return {
        "parameters": sum(p.numel() for p in model.parameters()),
        "keys": [f"{key} {','.join(map(str, value.shape))}" for key, value in model.state_dict().items()],
    }


def large_cases():
    """Names and shapes alone."""
    for name, options, make in LARGE:
        with torch.device("meta"):
            yield {"architecture": name, "options": options, **names_of(make(num_classes=options["classes"]))}


def published_cases():
    """In evaluation, where nothing is drawn; from the weights of seed 0, stirred."""
    for name, options, make, more, size in PUBLISHED:
        torch.manual_seed(0)
        model = make(num_classes=options["classes"], **more)
        sums = {key: value.double().sum().item() for key, value in model.named_parameters() if value.ndim > 1}
        stir(model)
        model.eval()
        x = picture(2, 3, size, size).requires_grad_()
        output = model(x)
        output.square().mean().backward()
        yield {
            "architecture": name,
            "options": options,
            "input": [2, 3, size, size],
            **names_of(model),
            "weightSums": sums,
            "eval": output.detach().flatten().tolist(),
            "inputGradientNorm": x.grad.double().norm().item(),
        }


class Block(nn.Module):
    """akamaster/pytorch_resnet_cifar10, option A."""

    def __init__(self, inputs, planes, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, planes, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(planes)
        self.conv2 = nn.Conv2d(planes, planes, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(planes)
        self.thin = stride != 1 or inputs != planes
        self.pad = planes // 4

    def forward(self, x):
        out = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        short = F.pad(x[:, :, ::2, ::2], (0, 0, 0, 0, self.pad, self.pad)) if self.thin else x
        return F.relu(out + short)


class CifarResNet(nn.Module):
    def __init__(self, blocks, classes=10):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 16, 3, 1, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(16)
        stage = lambda i, o, s: nn.Sequential(*[Block(i if k == 0 else o, o, s if k == 0 else 1) for k in range(blocks)])
        self.layer1, self.layer2, self.layer3 = stage(16, 16, 1), stage(16, 32, 2), stage(32, 64, 2)
        self.linear = nn.Linear(64, classes)
        self.apply(lambda m: nn.init.kaiming_normal_(m.weight) if isinstance(m, (nn.Conv2d, nn.Linear)) else None)

    def forward(self, x):
        x = F.relu(self.bn1(self.conv1(x)))
        x = self.layer3(self.layer2(self.layer1(x)))
        return self.linear(F.avg_pool2d(x, x.size(3)).flatten(1))


def read_safetensors(path):
    data = path.read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + length])
    kinds = {"F32": torch.float32, "I64": torch.int64}
    return {
        key: torch.frombuffer(
            bytearray(data[8 + length + value["data_offsets"][0] : 8 + length + value["data_offsets"][1]]),
            dtype=kinds[value["dtype"]],
        ).view(value["shape"])
        for key, value in header.items()
        if key != "__metadata__"
    }


def cifar_cases():
    weights = pathlib.Path(os.environ["CAPSTAN_DATA"]) / "w-resnet-cifar10" / "pretrained_models"
    for depth in (20, 32, 44, 56):
        model = CifarResNet((depth - 2) // 6)
        found = model.load_state_dict(read_safetensors(weights / f"resnet{depth}.safetensors"), strict=False)
        assert not found.unexpected_keys and all("num_batches_tracked" in key for key in found.missing_keys), found
        model.eval()
        with torch.no_grad():
            logits = model(picture(2, 3, 32, 32))
        yield {
            "architecture": f"cifarResnet{depth}",
            "weights": f"resnet{depth}.safetensors",
            "input": [2, 3, 32, 32],
            "parameters": sum(p.numel() for p in model.parameters()),
            "eval": logits.flatten().tolist(),
        }


def wave(i, shape, vector):
    """Weights by a formula of their place among the sorted names, the same in every language."""
    n = 1
    for size in shape:
        n *= size
    value = torch.sin(torch.arange(n, dtype=torch.float64) * 0.7 + i).view(shape)
    return (value * 0.25 + (1 if vector else 0)).float()


def hugging_face_cases():
    """Models of tiny size made by Hugging Face's code, with the names that its files have."""
    small = {"hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 24}
    text = {"vocab_size": 50, "max_position_embeddings": 12}
    distilled = {"dim": 16, "n_layers": 2, "n_heads": 2, "hidden_dim": 24}
    sizes = {"layers": 2, "heads": 2, "width": 16, "units": 24}
    for name, options, model in [
        ("bert", {**sizes, "vocabulary": 50, "positions": 12}, transformers.BertForSequenceClassification(transformers.BertConfig(**small, **text, num_labels=3))),
        ("distilbert", {**sizes, "vocabulary": 50, "positions": 12}, transformers.DistilBertForSequenceClassification(transformers.DistilBertConfig(**distilled, **text, num_labels=3))),
        ("minilm", {**sizes, "vocabulary": 50, "positions": 12}, transformers.BertModel(transformers.BertConfig(**small, **text))),
        ("vitB16", {**sizes, "size": 32, "patch": 8, "eps": 1e-12}, transformers.ViTForImageClassification(transformers.ViTConfig(**small, image_size=32, patch_size=8, num_labels=3))),
    ]:
        with torch.no_grad():
            for i, (key, value) in enumerate(sorted(model.state_dict().items())):
                value.copy_(wave(i, value.shape, key.endswith(("Norm.weight", "norm.weight", "before.weight", "after.weight"))))
        model.eval()
        with tempfile.TemporaryDirectory() as folder:
            model.save_pretrained(folder)
            file = read_safetensors(pathlib.Path(folder) / "model.safetensors")
        order = {key: i for i, key in enumerate(sorted(file))}
        with torch.no_grad():  # the file's names decide the formula, they may differ from the module's
            again = {key: wave(order[key], value.shape, key.endswith(("Norm.weight", "norm.weight", "before.weight", "after.weight"))) for key, value in file.items()}
        with tempfile.TemporaryDirectory() as folder:
            model.save_pretrained(folder)
            save_file(again, pathlib.Path(folder) / "model.safetensors", metadata={"format": "pt"})
            model = type(model).from_pretrained(folder)
        model.eval()
        with torch.no_grad():
            if name == "vitB16":
                output = model(picture(2, 3, 32, 32)).logits
            else:
                ids = torch.tensor([[7, 3, 12, 44, 5], [9, 21, 2, 0, 0]])
                mask = (ids != 0).long()
                output = model(input_ids=ids, attention_mask=mask)
                if name == "minilm":  # the mean of the tokens, as sentence-transformers' Pooling
                    hidden = output.last_hidden_state * mask[:, :, None]
                    output = hidden.sum(1) / mask.sum(1, keepdim=True)
                else:
                    output = output.logits
        yield {
            "architecture": name,
            "options": options,
            "keys": [[key, list(value.shape)] for key, value in sorted(file.items())],
            "output": output.flatten().tolist(),
        }


def main():
    versions = {"torch": torch.__version__, "torchvision": torchvision.__version__}
    out = {"versions": versions, "torchvision": list(torchvision_cases()), "cifar": list(cifar_cases())}
    (here.parent / "fixtures" / "resnets.json").write_text(json.dumps(out) + "\n")
    out = {"versions": versions, "cases": list(published_cases()), "names": list(large_cases())}
    (here.parent / "fixtures" / "vision.json").write_text(json.dumps(out) + "\n")
    out = {"versions": {**versions, "transformers": transformers.__version__}, "cases": list(hugging_face_cases())}
    (here.parent / "fixtures" / "hugging-face.json").write_text(json.dumps(out) + "\n")


main()
