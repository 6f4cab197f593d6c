import { native } from '../engine/native.ts';

/**
 * @internal The functions that a tensor's graph calls (hooks, backward halves), and those of the graphs it came from.
 *
 * The engine's own reference to such a function is weak, and each tensor from whose graph it can be reached holds it here.
 * So a function that names its own tensor forms a circle inside JavaScript alone, which the garbage collector sees. Where
 * graphs grow in ways that are not followed here, the engine holds the functions itself: `pin`.
 */
export interface Held {
  readonly own: readonly { readonly call: () => void; readonly number: number }[];
  readonly from: readonly Held[];
  pinned: boolean;
}

// What is needed of a tensor here.
interface Holder {
  _held: Held | undefined;
  readonly requiresGrad: boolean;
}

/** @internal */
export function joinHeld(a: Held | undefined, b: Held | undefined): Held | undefined {
  if (a === undefined || a === b) return b;
  if (b === undefined || a.from.includes(b)) return a;
  return b.from.includes(a) ? b : { own: [], from: [a, b], pinned: false };
}

/** @internal What the graphs of those that are tensors call back. */
export const heldBy = (values: readonly unknown[]): Held | undefined =>
  values.reduce<Held | undefined>(
    // as: others have no such field
    (held, value) => joinHeld(held, (value as Partial<Holder> | null | undefined)?._held),
    undefined,
  );

/** @internal A function that the graph of a tensor calls, by the number the engine gave it; of others too where it came from them. */
export const holding = (call: () => void, number: number, from: Held | undefined): Held => ({
  own: [{ call, number }],
  from: from ? [from] : [],
  pinned: false,
});

/** @internal What was computed from tensors that hold these holds them too, where it has a graph. Uses the cells. */
export function inherit(result: unknown, held: Held): void {
  for (const value of Array.isArray(result) ? result : [result]) {
    const tensor = value as Holder | undefined; // as: a result is a tensor, or has no such method
    if (tensor?.requiresGrad === true) tensor._held = joinHeld(tensor._held, held);
  }
}

/** @internal From now on the engine holds these itself, as long as there is a graph that calls them. */
export function pin(held: Held): void {
  const open = [held];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next.pinned) continue;
    next.pinned = true;
    for (const { number } of next.own) native.holdCallback(number);
    open.push(...next.from);
  }
}
