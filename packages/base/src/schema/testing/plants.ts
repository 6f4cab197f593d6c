// Makes values that a Zod schema takes, with one field planted that nobody knows: at each level, in each kind of a union.
import { nearest } from '../../text/nearest.ts';

/** A value with a field that is unknown at one place. */
export interface Plant {
  readonly value: unknown;
  readonly path: readonly PropertyKey[];
  /** The field that is planted, and the one that it is nearest to. */
  readonly field: string;
  readonly meant: string;
  /** Whether the level refuses what it does not know. */
  readonly strict: boolean;
}

interface Made {
  readonly base: unknown;
  readonly plants: readonly Plant[];
}

interface Node {
  safeParse(value: unknown): { success: boolean };
  _zod: { def: Definition; values?: Set<unknown> };
}

interface Definition {
  readonly type: string;
  readonly shape?: Readonly<Record<string, Node>>;
  readonly catchall?: Node;
  readonly element?: Node;
  readonly items?: readonly Node[];
  readonly keyType?: Node;
  readonly valueType?: Node;
  readonly options?: readonly Node[];
  readonly innerType?: Node;
  readonly in?: Node;
  readonly out?: Node;
  getter?(): Node;
}

/** Leaves are tried until one is taken. */
const LEAVES: readonly unknown[] = [
  1,
  'abc',
  true,
  [],
  0.5,
  2,
  'USD',
  '2026-01-01',
  '2026-01',
  '1',
  '0.5',
  null,
  'a'.repeat(64),
  'cifarResnet20',
  'all.safetensors',
  { kind: 'imageFolder', root: 'x', options: {} },
  [1, 1],
  {},
  undefined,
  'common',
  'ISSUER',
];

const DEEPEST = 40;

/** @param lazy the lazy schemas on the way, so that what holds itself ends */
export function plantsOf(schema: unknown, lazy: readonly unknown[] = [], depth = 0): Made {
  const node = schema as Node; // as: a Zod schema, by the caller
  const { def } = node._zod;
  if (depth > DEEPEST) return { base: undefined, plants: [] };
  const into = (inner: Node) => plantsOf(inner, lazy, depth + 1);
  switch (def.type) {
    case 'object':
      return inObject(def, into);
    case 'array': {
      const { base, plants } = into(def.element!);
      return { base: [base], plants: plants.map((plant) => within(plant, 0, (value) => [value])) };
    }
    case 'tuple': {
      const made = def.items!.map(into);
      const base = made.map((each) => each.base);
      return {
        base,
        plants: made.flatMap(({ plants }, i) =>
          plants.map((plant) => within(plant, i, (value) => base.with(i, value))),
        ),
      };
    }
    case 'record': {
      const [key = 'abc'] = def.keyType!._zod.values ?? [LEAVES.find((leaf) => def.keyType!.safeParse(leaf).success)];
      const { base, plants } = into(def.valueType!);
      const name = String(key);
      return {
        base: { [name]: base },
        plants: plants.map((plant) => within(plant, name, (value) => ({ [name]: value }))),
      };
    }
    case 'union': {
      const made = def.options!.map(into);
      return { base: made[0]?.base, plants: made.flatMap(({ plants }) => plants) };
    }
    case 'lazy': {
      if (lazy.filter((each) => each === node).length > 1) return { base: { kind: 'constant', value: 1 }, plants: [] };
      return plantsOf(def.getter!(), [...lazy, node], depth + 1);
    }
    case 'pipe':
      return into(def.in!._zod.def.type === 'transform' ? def.out! : def.in!);
    default:
      if (def.innerType) return into(def.innerType);
      return { base: leafOf(node), plants: [] };
  }
}

function inObject(def: Definition, into: (inner: Node) => Made): Made {
  const shape = Object.entries(def.shape!);
  const made = new Map(shape.map(([name, inner]) => [name, into(inner)]));
  const needed = shape.filter(([, inner]) => inner._zod.def.type === 'unknown' || !inner.safeParse(undefined).success);
  const base = Object.fromEntries(needed.map(([name]) => [name, made.get(name)!.base]));
  const names = shape.map(([name]) => name);
  const strict = def.catchall !== undefined;
  const own = names.slice(0, 1).flatMap((name): Plant[] => {
    const field = `${name}x`;
    return [{ value: { ...base, [field]: 1 }, path: [], field, meant: nearest(field, names) ?? name, strict }];
  });
  const inner = [...made].flatMap(([name, { plants }]) =>
    plants.map((plant) => within(plant, name, (value) => ({ ...base, [name]: value }))),
  );
  return { base, plants: [...own, ...inner] };
}

function leafOf(node: Node): unknown {
  const [value] = node._zod.values ?? [];
  if (value !== undefined) return value;
  return LEAVES.find((leaf) => node.safeParse(leaf).success);
}

function within(plant: Plant, at: PropertyKey, wrap: (value: unknown) => unknown): Plant {
  return { ...plant, value: wrap(plant.value), path: [at, ...plant.path] };
}
