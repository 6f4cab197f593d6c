"""One rank of ddp.ts in Python: the same model, batch and optimizer. Prints the seconds of a step, the median of ten."""
import os
import statistics
import time

import torch
import torch.distributed as dist
import torchvision
from torch import nn

torch.set_num_threads(1)
torch.manual_seed(0)
model = torchvision.models.resnet18(num_classes=10)
model.conv1 = nn.Conv2d(3, 64, 3, padding=1, bias=False)
model.maxpool = nn.Identity()
net = model
if os.environ["WORLD_SIZE"] != "1":
    dist.init_process_group("gloo")
    net = nn.parallel.DistributedDataParallel(model)
optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)
x = torch.randn(64, 3, 32, 32)
y = torch.randint(0, 10, (64,))
times = []
for step in range(13):
    start = time.perf_counter()
    optimizer.zero_grad()
    nn.functional.cross_entropy(net(x), y).backward()
    optimizer.step()
    if step >= 3:
        times.append(time.perf_counter() - start)
print(statistics.median(times))
if dist.is_initialized():
    dist.barrier()
    dist.destroy_process_group()
