// The only list of architectures: names, help and checks follow from it.
export { mlp } from './mlp.ts';
export { bagOfNgrams } from './text/bag-of-ngrams.ts';
export { bert, distilbert, minilm } from './text/bert.ts';
export { textCnn } from './text/text-cnn.ts';
export { cifarResnet20, cifarResnet32, cifarResnet44, cifarResnet56, cifarResnet110 } from './vision/cifar-resnet.ts';
export { convnextTiny } from './vision/convnext.ts';
export { efficientnetB0 } from './vision/efficientnet.ts';
export { lenet5 } from './vision/lenet.ts';
export { mobilenetV3Large, mobilenetV3Small } from './vision/mobilenet.ts';
export { resnet18, resnet34, resnet50, resnet101, resnet152, wideResnet50 } from './vision/resnet.ts';
export { vgg11, vgg13, vgg16, vgg19 } from './vision/vgg.ts';
export { vitB16, vitTiny16 } from './vision/vit.ts';
export { knn } from './whole/knn.ts';
export { linear } from './whole/linear.ts';
export { logistic } from './whole/logistic.ts';
export { trees } from './whole/trees.ts';
