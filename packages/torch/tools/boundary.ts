// What the engine's C++ and TypeScript must agree on: each list is in order of its numbers, from 0. Both sides are made of it:
// `npm run node -- packages/torch/tools/generate-boundary.ts`.

/** Kinds of arguments and results. Scalar and above hold no tensor. */
export const kinds = [
  'tensor',
  'tensor list',
  'optional tensor list',
  'scalar',
  'int',
  'float',
  'bool',
  'string',
  'int list',
  'float list',
  'bool list',
  'dtype',
  'layout',
  'memory format',
  'device',
  'generator',
  'scalar list',
  'unsupported',
];

/** What stands before a value in the command buffer: how it is to be read, or that there is none. */
export const tags = ['default', 'number', 'none', 'big int', 'double', 'bool', 'complex'];

/** The cells that `facts` of a tensor fills. */
export const facts = [
  'dtype',
  'device type',
  'device index',
  'layout',
  'requires grad',
  'leaf',
  'elements',
  'element size',
  'contiguous',
  'storage offset',
  'channels last',
  'storage address',
];

/** PyTorch's own numbers, which its headers are asked about when the addon is compiled: by our name, its name and number. */
export const codes: Readonly<Record<string, { type: string; values: Readonly<Record<string, [string, number]>> }>> = {
  dtypes: {
    type: 'c10::ScalarType',
    values: {
      uint8: ['Byte', 0],
      int8: ['Char', 1],
      int16: ['Short', 2],
      int32: ['Int', 3],
      int64: ['Long', 4],
      float16: ['Half', 5],
      float32: ['Float', 6],
      float64: ['Double', 7],
      complex32: ['ComplexHalf', 8],
      complex64: ['ComplexFloat', 9],
      complex128: ['ComplexDouble', 10],
      bool: ['Bool', 11],
      bfloat16: ['BFloat16', 15],
      float8_e5m2: ['Float8_e5m2', 23],
      float8_e4m3fn: ['Float8_e4m3fn', 24],
      uint16: ['UInt16', 27],
      uint32: ['UInt32', 28],
      uint64: ['UInt64', 29],
    },
  },
  devices: {
    type: 'c10::DeviceType',
    values: { cpu: ['CPU', 0], cuda: ['CUDA', 1], xpu: ['XPU', 12], mps: ['MPS', 13], meta: ['Meta', 14] },
  },
  layouts: {
    type: 'c10::Layout',
    values: {
      strided: ['Strided', 0],
      sparseCoo: ['Sparse', 1],
      sparseCsr: ['SparseCsr', 2],
      mkldnn: ['Mkldnn', 3],
      sparseCsc: ['SparseCsc', 4],
      sparseBsr: ['SparseBsr', 5],
      sparseBsc: ['SparseBsc', 6],
    },
  },
  memoryFormats: {
    type: 'c10::MemoryFormat',
    values: {
      contiguous: ['Contiguous', 0],
      preserve: ['Preserve', 1],
      channelsLast: ['ChannelsLast', 2],
      channelsLast3d: ['ChannelsLast3d', 3],
    },
  },
};
