import type { Engine } from './engine/engine.ts';
import { checkCategories } from './table/categories.ts';
import { blockRows, type Table } from './table/matrix.ts';

/** A table on its way to the process: what it is called there, and what LightGBM is told of it. */
interface Parcel {
  readonly id: number;
  readonly table: Table;
  readonly label: Float32Array;
  readonly weight: Float32Array | undefined;
  readonly group: Int32Array | undefined;
  readonly names: string[];
  readonly params: string;
  readonly categorical: readonly number[];
  /** The table whose bins it takes; without it bins are made of a sample of its own rows. */
  readonly reference?: number;
}

/**
 * Sends a table, a block of rows at a time: neither here nor there do the values lie twice.
 *
 * @throws {TreesError} category-invalid, process-died, library-refused — where a category does not fit, the process ended, or LightGBM refuses
 */
export async function sendTable(engine: Engine, where: string, parcel: Parcel): Promise<void> {
  const { id, table, names, params, categorical, reference } = parcel;
  const { rows, type } = table;
  const columns = names.length;
  const order = { op: 'dataset', id, rows, columns, type, params, names } as const;
  const { payload } = await engine.ask(reference === undefined ? order : { ...order, reference });
  const most = blockRows(columns, type === 'float32' ? 4 : 8);
  const drawn = new Int32Array(new Uint8Array(payload).buffer);
  for (let first = 0; first < drawn.length; first += most) {
    const picked = drawn.subarray(first, first + most);
    // A table that is its own sample comes by as it lies.
    const block = drawn.length === rows ? table.block(first, picked.length) : table.pick(picked);
    await engine.tell({ op: 'sample', id, count: picked.length }, block);
  }
  for (let first = 0; first < rows; first += most) {
    const count = Math.min(most, rows - first);
    const block = table.block(first, count);
    checkCategories(where, table, block, categorical, first);
    await engine.tell({ op: 'rows', id, count }, block);
  }
  const fields = { label: parcel.label, weight: parcel.weight, group: parcel.group };
  for (const name of ['label', 'weight', 'group'] as const) {
    const field = fields[name];
    if (field) await engine.tell({ op: 'field', id, name }, field);
  }
  await engine.ask({ op: 'finish', id });
}
