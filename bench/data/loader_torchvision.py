"""The peer of loader.ts: images per second through torchvision's ImageFolder and transforms, and processor time for each.

python loader_torchvision.py FOLDER SIZE WORKERS
"""
import json
import os
import sys
import time

import torch
from torchvision.datasets import ImageFolder
from torchvision.transforms import v2

folder, size, workers = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
torch.set_num_threads(1 if workers else 2)
crop = [v2.RandomCrop(64, padding=4)] if size == 64 else [v2.RandomResizedCrop(224)]
transform = v2.Compose(
    crop
    + [
        v2.RandomHorizontalFlip(),
        v2.ToImage(),
        v2.ToDtype(torch.float32, scale=True),
        v2.Normalize([0.5] * 3, [0.25] * 3),
    ]
)
loader = torch.utils.data.DataLoader(
    ImageFolder(folder, transform), 64, shuffle=True, num_workers=workers, persistent_workers=workers > 0
)


def processor_seconds():
    """Of this process and its workers."""
    iterator = getattr(loader, "_iterator", None)
    pids = [os.getpid()] + [worker.pid for worker in getattr(iterator, "_workers", [])]
    ticks = 0
    for pid in pids:
        with open(f"/proc/{pid}/stat") as file:
            ticks += sum(int(number) for number in file.read().rsplit(")", 1)[1].split()[11:13])
    return ticks / os.sysconf("SC_CLK_TCK")


speeds = []
for epoch in range(3):
    if epoch == 1:
        used = processor_seconds()
    start = time.perf_counter()
    images = 0
    for batch, _ in loader:
        images += len(batch)
    speeds.append(images / (time.perf_counter() - start))
used = processor_seconds() - used
print(json.dumps({"speed": max(speeds[1:]), "each": used / (2 * images) * 1000}))
