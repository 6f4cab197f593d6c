// torch.autograd by its own name; the same functions stand in torch itself.
export { detectAnomaly, isAnomalyEnabled, setDetectAnomaly } from './anomaly.ts';
export { backward, grad } from './autograd.ts';
export * as functional from './functional.ts';
