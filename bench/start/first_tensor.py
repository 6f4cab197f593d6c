"""The peer of bench/start/import.ts: a fresh process up to its first tensor."""
import resource

import torch

torch.zeros(2, 2)
usage = resource.getrusage(resource.RUSAGE_SELF)
print(usage.ru_utime + usage.ru_stime, flush=True)
