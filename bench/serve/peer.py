# The peer: FastAPI and uvicorn around torchvision's ResNet-18, one process, as a careful engineer writes it: the model in
# eval mode under inference_mode, threads set, the picture decoded by Pillow and fitted by torchvision's transforms, the
# work in FastAPI's thread pool so that the event loop stays free, uvloop and httptools under uvicorn, orjson for JSON.
# Settings come from the environment:
#   THREADS   torch.set_num_threads (2)
#   AT_ONCE   requests computed at one time (1: more would only fight over the cores)
#   TUNED     empty: eager, contiguous. channels-last: that layout. frozen: torch.jit.trace, freeze, optimize_for_inference
#   SIZE, CLASSES, WEIGHTS (a safetensors file)
import io
import os
import threading

import numpy as np
import orjson
import torch
import uvicorn
from fastapi import FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response
from PIL import Image
from safetensors.torch import load_file
from torchvision import transforms
from torchvision.models import resnet18

size = int(os.environ["SIZE"])
tuned = os.environ.get("TUNED", "")
torch.set_num_threads(int(os.environ.get("THREADS", "2")))
at_once = threading.Semaphore(int(os.environ.get("AT_ONCE", "1")))

model = resnet18(num_classes=int(os.environ["CLASSES"]))
model.load_state_dict(load_file(os.environ["WEIGHTS"]))
model.eval()
if tuned:
    model = model.to(memory_format=torch.channels_last)
if tuned == "frozen":
    with torch.inference_mode():
        example = torch.randn(1, 3, size, size).to(memory_format=torch.channels_last)
        model = torch.jit.optimize_for_inference(torch.jit.freeze(torch.jit.trace(model, example)))

preprocess = transforms.Compose([
    transforms.Resize(size),
    transforms.CenterCrop(size),
    transforms.ToTensor(),
    transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
])


def forward(batch: torch.Tensor) -> torch.Tensor:
    if tuned:
        batch = batch.to(memory_format=torch.channels_last)
    with at_once, torch.inference_mode():
        return model(batch)


def predict_image(body: bytes) -> bytes:
    image = Image.open(io.BytesIO(body)).convert("RGB")
    row = forward(preprocess(image).unsqueeze(0))[0].softmax(0)
    values, indices = row.topk(5)
    names = [f"class {i}" for i in indices.tolist()]
    return orjson.dumps({"label": names[0], "probabilities": dict(zip(names, values.tolist()))})


def predict_tensor(body: bytes) -> bytes:
    array = np.frombuffer(body, np.float32).reshape(-1, 3, size, size)
    return forward(torch.from_numpy(array.copy())).numpy().tobytes()


app = FastAPI()


@app.post("/predict")
async def predict(request: Request):
    return Response(await run_in_threadpool(predict_image, await request.body()), media_type="application/json")


@app.post("/tensor")
async def tensor(request: Request):
    return Response(await run_in_threadpool(predict_tensor, await request.body()), media_type="application/octet-stream")


with torch.inference_mode():
    for _ in range(3):
        forward(torch.randn(1, 3, size, size))

if __name__ == "__main__":
    port = int(os.environ["PORT"])
    uvicorn.run(app, host="127.0.0.1", port=port, loop="uvloop", http="httptools", log_level="error", access_log=False)
