import type { Order, ValueType } from './frames.ts';
import { addressOf, type Handle, type Library } from './library.ts';

/** LightGBM's C_API_DTYPE_s. */
const TYPES = { float32: 0, float64: 1, int32: 2 } as const;

/** LightGBM leaves out of a sample what lies this near to 0: `kZeroThreshold`, a float. */
const ZERO = Math.fround(1e-35);

/**
 * A table on its way into the library, which keeps bins of a byte in place of its values: a sample of the rows says where the
 * bins' borders lie, then all rows come by, a block at a time, and are never in this process at once.
 */
export class Dataset {
  readonly rows: number;
  readonly columns: number;
  readonly #library: Library;
  readonly #type: ValueType;
  readonly #params: string;
  readonly #names: readonly string[];
  #sample: Sample | undefined;
  #handle: Handle;
  #pushed = 0;

  constructor(library: Library, order: Extract<Order, { op: 'dataset' }>, reference: Dataset | undefined) {
    this.#library = library;
    this.rows = order.rows;
    this.columns = order.columns;
    this.#type = order.type;
    this.#params = order.params;
    this.#names = order.names;
    if (!reference) return;
    const out = [null];
    library.DatasetCreateByReference(reference.handle, this.rows, out);
    this.#handle = out[0];
  }

  get handle(): Handle {
    return this.#handle;
  }

  /** The rows that the library draws for its bins, in order: the same as it draws by itself. */
  sampleRows(): Int32Array {
    const count: [number] = [0];
    this.#library.GetSampleCount(this.rows, this.#params, count);
    const drawn = new Int32Array(Math.max(count[0], 16));
    this.#library.SampleIndices(this.rows, this.#params, drawn, count);
    this.#sample = new Sample(count[0], this.columns);
    return drawn.subarray(0, count[0]);
  }

  /** Takes the next rows of the sample, in the order in which they were drawn. */
  addSample(payload: Buffer, count: number): void {
    const sample = this.#sample!;
    sample.add(valuesOf(payload, this.#type), count);
    if (sample.taken < sample.size) return;
    const out = [null];
    const [values, indices, counts] = sample.pointers();
    this.#library.DatasetCreateFromSampledColumn(
      values,
      indices,
      this.columns,
      counts,
      sample.size,
      this.rows,
      this.rows,
      this.#params,
      out,
    );
    this.#handle = out[0];
    this.#sample = undefined;
    this.#library.DatasetSetFeatureNames(this.#handle, this.#names, this.#names.length);
  }

  /** Takes the next rows of the table. */
  push(payload: Buffer, count: number): void {
    const values = valuesOf(payload, this.#type);
    this.#library.DatasetPushRows(this.#handle, values, TYPES[this.#type], count, this.columns, this.#pushed);
    this.#pushed += count;
  }

  /** Labels and weights as float32, sizes of groups as int32. */
  setField(name: string, payload: Buffer): void {
    const type = name === 'group' ? TYPES.int32 : TYPES.float32;
    this.#library.DatasetSetField(this.#handle, name, payload, payload.length / 4, type);
  }

  /** Some of its rows, ascending, with their labels and weights and without their values. */
  subset(rows: Int32Array): Handle {
    const out = [null];
    this.#library.DatasetGetSubset(this.#handle, rows, rows.length, this.#params, out);
    return out[0];
  }
}

/** A sample's values by column, zeros left out, as the library wants them. */
class Sample {
  readonly size: number;
  taken = 0;
  readonly #columns: number;
  readonly #values: Float64Array;
  readonly #indices: Int32Array;
  readonly #counts: Int32Array;

  constructor(size: number, columns: number) {
    this.size = size;
    this.#columns = columns;
    this.#values = new Float64Array(Math.max(size * columns, 16));
    this.#indices = new Int32Array(Math.max(size * columns, 32));
    this.#counts = new Int32Array(Math.max(columns, 32)); // V8 moves what is smaller
  }

  add(block: Float32Array | Float64Array, count: number): void {
    const columns = this.#columns;
    for (let column = 0; column < columns; column++) {
      const start = column * this.size;
      let at = start + this.#counts[column]!;
      for (let row = 0; row < count; row++) {
        const value = block[row * columns + column]!;
        if (value >= -ZERO && value <= ZERO) continue;
        this.#values[at] = value;
        this.#indices[at++] = this.taken + row;
      }
      this.#counts[column] = at - start;
    }
    this.taken += count;
  }

  /** `double **`, `int **` and `int *`; they stay where they are as long as this does. */
  pointers(): [values: BigUint64Array, indices: BigUint64Array, counts: Int32Array] {
    const to = (array: Float64Array | Int32Array) => {
      const base = addressOf(array);
      const step = BigInt(this.size * array.BYTES_PER_ELEMENT);
      return BigUint64Array.from({ length: Math.max(this.#columns, 16) }, (_, column) => base + BigInt(column) * step);
    };
    return [to(this.#values), to(this.#indices), this.#counts];
  }
}

/** A payload as numbers: where it lies at an odd place it is copied. */
export function valuesOf(payload: Buffer, type: ValueType): Float32Array | Float64Array {
  const Values = type === 'float32' ? Float32Array : Float64Array;
  const size = Values.BYTES_PER_ELEMENT;
  const bytes = payload.byteOffset % size === 0 ? payload : new Uint8Array(payload);
  return new Values(bytes.buffer as ArrayBuffer, bytes.byteOffset, payload.length / size); // as: nothing here is shared
}
