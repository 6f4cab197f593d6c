// Functions that Python's layer shapes before aten is called; they stand before the generated ones of the same name.
export { type LobpcgOptions, lobpcg } from './lobpcg.ts';
export { pcaLowrank, svdLowrank } from './low-rank.ts';
export type { MaskedAlongOptions, MaskedOptions } from './masked.ts';
export { type NormOptions, type NormOrder, norm } from './norm.ts';
export { type CdistMode, type Contracted, cdist, einsum, meshgrid, tensordot } from './products.ts';
export { asTensor, nonzero, unravelIndex } from './select.ts';
export { type StftOptions, stft } from './stft.ts';
export { type FloatInfo, finfo, type IntegerInfo, iinfo } from './type-info.ts';
export { type UniqueOptions, unique, uniqueConsecutive } from './unique.ts';
export { blockDiag, broadcastShapes, broadcastTensors, cartesianProd, chainMatmul, lu } from './varargs.ts';
