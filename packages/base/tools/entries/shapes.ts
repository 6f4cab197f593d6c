// Which records are looked into, and what of them is written down.
import { type Checker, type Project, SymbolFlags, type Symbol as TSSymbol, type Type } from 'typescript/unstable/sync';
import { isGeneric, mayBeUndefined, OPEN, partsOf, simpleToken } from './tokens.ts';

/** Where a type stands: whose parameter it is, and how that is written. */
export interface Place {
  /** For the name of a shape that has none. */
  readonly owner: string;
  readonly parameter: string;
  readonly destructured: boolean;
  readonly optional?: boolean;
  /** How many records it stands in. */
  readonly within?: number;
}

/**
 * What is looked into inside records and lists: the `options` whose names are all that may be given, or all `records` as well that say
 * what they hold, in which a misspelt name shows as a missing one.
 */
export type Depth = 'options' | 'records';

const INNERMOST = 4; // records in records
const OPTIONS = /^(options|settings|tolerance|place)$/;
/** Aliases that say "at least these", or that are no names. */
const LOOSE = new Set(['Pick', 'Omit']);
/** What a schema inside reads, which lets through what other packages write, or tells all faults at once. */
const READ_INSIDE = /^(augment|document|evidence|expectations|project|steps)$/;
const NAMELESS = new Set(['Pick', 'Omit', 'Options', 'Readonly', 'Partial', 'Required', '__type', '__object']);

/** Writes the kind of what a record holds under a name, looking into records only where it is told to. */
export type KindOf = (types: readonly Type[], place: Place, into: boolean) => string;

export class Shapes {
  /** By name; `parse-kind.ts` and `signature.ts` of the guard read them. */
  readonly written = new Map<string, Record<string, string>>();
  readonly #checker: Checker;
  readonly #depth: Depth;
  readonly #isValue: (type: Type) => boolean;
  readonly #kindOf: KindOf;
  readonly #building = new Set<number>();

  constructor(checker: Checker, depth: Depth, isValue: (type: Type) => boolean, kindOf: KindOf) {
    this.#checker = checker;
    this.#isValue = isValue;
    this.#depth = depth;
    this.#kindOf = kindOf;
  }

  /** What to call a parameter that is taken apart. */
  nameOf(type: Type): string {
    if (this.#checker.isArrayLikeType(type)) return 'values';
    const name = nameOf(type) ?? '';
    return NAMELESS.has(name) || !/^[A-Z]\w*$/.test(name) || /Options$/.test(name)
      ? 'options'
      : `${name[0]?.toLowerCase()}${name.slice(1)}`;
  }

  /**
   * What is looked into: what must be met exactly, and where records are, those that say what they hold. A value is taken as it
   * is, wherever it is handed on inside something else.
   *
   * @param lists how many lists it stands in
   */
  has(type: Type, place: Place, lists: number): boolean {
    if (this.#building.has(type.id)) return false;
    const properties = this.#checker.getPropertiesOfType(type);
    const within = place.within ?? 0;
    const counted = this.#depth === 'options' ? lists : 0;
    if (within + counted > 0 && READ_INSIDE.test(place.parameter)) return false;
    if (this.#isStrict(type, properties, place)) return within + counted === 0 || !this.#isValue(type);
    const loose =
      LOOSE.has(type.getAliasSymbol()?.name ?? '') || properties.some(({ flags }) => flags & SymbolFlags.Method);
    if (loose || within >= INNERMOST) return false;
    return (
      this.#depth === 'records' || isGeneric(type) || (within > 0 && properties.every((each) => this.#isData(each)))
    );
  }

  /** Writes down the shape of some types; gives the kind that names it. */
  write(types: readonly Type[], place: Place): string {
    const into = (place.within ?? 0) < INNERMOST && !READ_INSIDE.test(place.parameter) && !types.some(this.#isValue);
    const shape: Record<string, string> = {};
    for (const type of types) this.#building.add(type.id);
    for (const [name, { types: of, required }] of this.#fields(types)) {
      const inner = { ...place, parameter: name, destructured: false, optional: true, within: (place.within ?? 0) + 1 };
      shape[name] = `${required === types.length ? '!' : ''}${this.#kindOf(of, inner, into)}`;
    }
    for (const type of types) this.#building.delete(type.id);
    const strict = (type: Type) => this.#isStrict(type, this.#checker.getPropertiesOfType(type), place);
    if (!types.every(strict)) shape['...'] = OPEN;
    const name = this.#name(types, place, shape);
    const options =
      OPTIONS.test(place.parameter) ||
      (place.destructured && Object.values(shape).some((kind) => !kind.startsWith('!')));
    return options ? `{${name}}` : `<${name}>`;
  }

  // What the types hold under each name, and how many of them must.
  #fields(types: readonly Type[]): Map<string, { types: Type[]; required: number }> {
    const fields = new Map<string, { types: Type[]; required: number }>();
    for (const type of types)
      for (const property of this.#checker.getPropertiesOfType(type)) {
        const of = this.#checker.getTypeOfSymbol(property);
        if (!of || property.name.startsWith('__@')) continue;
        const known = fields.get(property.name) ?? { types: [], required: 0 };
        known.types.push(of);
        const mayLack = Boolean(property.flags & SymbolFlags.Optional) || mayBeUndefined(of, this.#checker);
        fields.set(property.name, { types: known.types, required: known.required + (mayLack ? 0 : 1) });
      }
    return fields;
  }

  // Numbers, texts and lists of them: no functions, no objects of a class.
  #isData(property: TSSymbol): boolean {
    const type = this.#checker.getTypeOfSymbol(property);
    return (
      type !== undefined &&
      partsOf(type, this.#checker).every(
        (part) =>
          (simpleToken(part) ?? OPEN) !== OPEN || this.#checker.isArrayType(part) || this.#checker.isTupleType(part),
      )
    );
  }

  // Whose names are all that may be given: options, what is taken apart in the signature, and records with optional names,
  // in which a misspelt one would be dropped. A contract (with methods) may be met by more than it asks for, and what a type
  // parameter stands for by more than its bound.
  #isStrict(type: Type, properties: readonly TSSymbol[], { parameter, destructured }: Place): boolean {
    if (isGeneric(type)) return false;
    if (OPTIONS.test(parameter)) return true;
    if (properties.some(({ flags }) => flags & SymbolFlags.Method)) return false;
    const alias = type.getAliasSymbol()?.name;
    if (alias !== undefined && LOOSE.has(alias)) return false;
    const anonymous = alias === undefined && (type.getSymbol()?.flags ?? 0) & SymbolFlags.TypeLiteral;
    const optional = properties.some(({ flags }) => flags & SymbolFlags.Optional);
    return anonymous || destructured ? Boolean(anonymous) || optional : optional;
  }

  #name(types: readonly Type[], { owner }: Place, shape: Record<string, string>): string {
    const text = JSON.stringify(shape);
    for (const [name, known] of this.written) if (JSON.stringify(known) === text) return name;
    const own = types.length === 1 ? nameOf(types[0]!) : undefined;
    const base = (own === undefined || NAMELESS.has(own) ? owner : own).replace(/\W/g, '_');
    let name = base;
    for (let i = 2; this.written.has(name); i++) name = `${base}_${i}`;
    this.written.set(name, shape);
    return name;
  }
}

const nameOf = (type: Type): string | undefined => type.getAliasSymbol()?.name ?? type.getSymbol()?.name;

/** Whether this repository declares it. */
export function isOurs(symbol: TSSymbol, project: Project): boolean {
  const file = symbol.declarations[0]?.resolve(project)?.getSourceFile().fileName;
  return file !== undefined && !/\/node_modules\/|\/lib\.[\w.]+\.d\.ts$|^bundled:/.test(file);
}
