// Before a test file, with --import: its tensors are made on the GPU, and computed there as exactly as on the CPU.
import * as torch from '../src/index.ts';
import './exact.ts';

torch.setDefaultDevice('cuda');
