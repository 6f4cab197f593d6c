// Before a test file, with --import: a GPU's convolutions keep all of float32, as the recorded numbers did.
import * as torch from '../src/index.ts';

torch.backends.cudnn.allowTf32 = false;
