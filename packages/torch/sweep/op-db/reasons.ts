// Why entries of op_db, or samples of them, are not equal here: by entry, and by a part of what came of it where causes differ.

/** Names that are not here, each with its reason. */
export const MISSING: Readonly<Record<string, string>> = {
  jiterator_unary: 'compiles C++ for CUDA out of a string of Python',
  jiterator_binary: 'compiles C++ for CUDA out of a string of Python',
  jiterator_4inputs_with_extra_args: 'compiles C++ for CUDA out of a string of Python',
  jiterator_binary_return_by_ref: 'compiles C++ for CUDA out of a string of Python',
  jiterator_2inputs_2outputs: 'compiles C++ for CUDA out of a string of Python',
  'nn.functional.multi_head_attention_forward':
    'what `nn.MultiheadAttention` calls with 22 arguments; the layer is here, checked against recorded layers, and `F.scaledDotProductAttention`',
};

const PARTS = 'the sample is a part of a larger memory, and the record keeps the part alone';

/** Entries whose samples are unequal or refused, each with the parts of the outcome that a reason stands for. */
export const REASONS: Readonly<Record<string, readonly (readonly [part: string, reason: string])[]>> = {
  item: [
    ['true in Python', '`item()` is a number: 1 for true'],
    [
      'complex tensor',
      'a complex number has no form of its own in JavaScript: `torch.viewAsReal`, or `toArray()`, give both parts',
    ],
  ],
  'as_strided (partial_views)': [['', PARTS]],
  'nn.functional.local_response_norm': [
    ['int64 in Python', 'of an empty tensor of integers; of any other PyTorch gives float32, too, and so it does here'],
  ],
  arange: [['cannot be called', 'of `False` and `True`: a boolean is no number here']],
  unravel_index: [
    ['BigInt', 'a size beyond 2⁵³ is no number in JavaScript; the guarded entry point refuses it by its kind'],
  ],
  _chunk_cat: [
    [
      'not offered',
      'internal, and its kernel ends the process with arguments that do not fit; `chunk` and `cat` are here',
    ],
  ],
};

/** Why an outcome of an entry is as it is; undefined where nobody has said. */
export const reasonFor = (entry: string, outcome: string): string | undefined =>
  REASONS[entry]?.find(([part]) => outcome.includes(part))?.[1];
