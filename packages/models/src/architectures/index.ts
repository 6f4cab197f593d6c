// The only list of architectures: names, help and checks follow from it.
export { cifarResnet20, cifarResnet32, cifarResnet44, cifarResnet56, cifarResnet110 } from './cifar-resnet.ts';
export { mlp } from './mlp.ts';
export { resnet18, resnet34, resnet50, resnet101 } from './resnet.ts';
