// Turns the compiler's types into kinds as packages/base/src/guard/parse-kind.ts reads them.
import {
  type Checker,
  type Project,
  SignatureKind,
  SymbolFlags,
  type Symbol as TSSymbol,
  type Type,
  TypeFlags,
} from 'typescript/unstable/sync';
import { isGeneric, OPEN, simpleToken } from './tokens.ts';

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

const DEEPEST = 2; // lists of lists
const INNERMOST = 4; // records in records
const LONG = 6; // more words than that have a name of their own
const OPTIONS = /^(options|settings|tolerance|place)$/;
/** Aliases that say "at least these", or that are no names. */
const LOOSE = new Set(['Pick', 'Omit']);
/** What a schema inside reads, which lets through what other packages write, or tells all faults at once; and what was made here. */
const READ_INSIDE = /^(augment|document|evidence|expectations|project|steps)$/;
const MADE_HERE = new Set(
  'ClassificationReport GitState Plan PlanReport Reading ReadingNote ReportFinding ReportImage ReportRun RunRecord TableFinding TableProfile'.split(
    ' ',
  ),
);
const NAMELESS = new Set(['Pick', 'Omit', 'Options', 'Readonly', 'Partial', 'Required', '__type', '__object']);

/**
 * What is looked into inside records and lists: `nothing`, the `options` whose names are all that may be given, or all `records` as well
 * that say what they hold, in which a misspelt name shows as a missing one.
 */
export type Depth = 'nothing' | 'options' | 'records';

export class Kinds {
  readonly shapes = new Map<string, Record<string, string>>();
  readonly words = new Map<string, string[]>();
  readonly #checker: Checker;
  readonly #project: Project;
  readonly #depth: Depth;
  readonly #building = new Set<number>();

  constructor(checker: Checker, project: Project, depth: Depth) {
    this.#checker = checker;
    this.#project = project;
    this.#depth = depth;
  }

  /** The kind of a parameter, `*` where anything goes. */
  of(types: readonly Type[], place: Place): string {
    const tokens = new Set<string>();
    const shapes: Type[] = [];
    for (const type of types) for (const part of this.#parts(type)) this.#add(part, tokens, place, shapes, 0);
    if (tokens.has(OPEN)) return OPEN;
    if (shapes.length > 0 && !tokens.has('object')) tokens.add(this.#shape(shapes, place));
    return this.#merged(tokens, place).join('|');
  }

  /** What to call a parameter that is taken apart. */
  nameOf(type: Type): string {
    if (this.#checker.isArrayLikeType(type)) return 'values';
    const name = type.getAliasSymbol()?.name ?? type.getSymbol()?.name ?? '';
    return NAMELESS.has(name) || !/^[A-Z]\w*$/.test(name) || /Options$/.test(name)
      ? 'options'
      : `${name[0]?.toLowerCase()}${name.slice(1)}`;
  }

  // The alternatives, apart: written as one text, those of a list within could not be told from them.
  #value(type: Type, place: Place, depth: number): readonly string[] {
    const tokens = new Set<string>();
    const shapes: Type[] = [];
    const collected = this.#depth === 'nothing' ? undefined : shapes;
    for (const part of this.#parts(type)) this.#add(part, tokens, place, collected, depth);
    if (tokens.has(OPEN)) return [OPEN];
    if (shapes.length > 0 && !tokens.has('object')) tokens.add(this.#shape(shapes, place));
    return this.#merged(tokens, place);
  }

  #merged(tokens: Set<string>, place: Place): readonly string[] {
    if (tokens.has('true') && tokens.has('false')) {
      tokens.delete('true');
      tokens.delete('false');
      tokens.add('boolean');
    }
    if (place.optional) tokens.delete('undefined');
    for (const token of tokens)
      if ((tokens.has('string') && token.startsWith('"')) || (tokens.has('number') && /^-?\d/.test(token)))
        tokens.delete(token);
    const literals = [...tokens].filter((token) => token.startsWith('"'));
    if (literals.length > LONG) {
      for (const token of literals) tokens.delete(token);
      tokens.add(
        `%${this.#wordList(
          literals.map((token) => JSON.parse(token)),
          place,
        )}`,
      );
    }
    return [...tokens];
  }

  #wordList(words: string[], { owner, parameter }: Place): string {
    const text = words.join();
    for (const [name, known] of this.words) if (known.join() === text) return name;
    const name = `${owner}_${parameter}`.replace(/\W/g, '_');
    this.words.set(name, words);
    return name;
  }

  #parts(type: Type): Type[] {
    if (type.isUnionType()) return type.getTypes().flatMap((part) => this.#parts(part));
    if (type.flags & (TypeFlags.TypeParameter | TypeFlags.IndexedAccess | TypeFlags.Conditional | TypeFlags.Index)) {
      const constraint = this.#checker.getBaseConstraintOfType(type);
      return constraint && constraint.id !== type.id ? this.#parts(constraint) : [type];
    }
    return [type];
  }

  #add(type: Type, tokens: Set<string>, place: Place, shapes: Type[] | undefined, depth: number): void {
    const simple = simpleToken(type);
    if (simple !== undefined) tokens.add(simple);
    else if (type.isIntersectionType() && type.getTypes().some((part) => simpleToken(part) !== undefined)) {
      for (const part of type.getTypes()) if (simpleToken(part) !== undefined) tokens.add(simpleToken(part) ?? OPEN);
    } else if (type.isObjectType() || type.isIntersectionType()) this.#addObject(type, tokens, place, shapes, depth);
    else tokens.add(OPEN);
  }

  #addObject(type: Type, tokens: Set<string>, place: Place, shapes: Type[] | undefined, depth: number): void {
    const checker = this.#checker;
    if (checker.isArrayType(type) || checker.isTupleType(type)) {
      const items = type.isTypeReference() ? checker.getTypeArguments(type) : [];
      const inner = new Set<string>();
      if (depth < DEEPEST)
        for (const item of items) for (const token of this.#value(item, place, depth + 1)) inner.add(token);
      else inner.add(OPEN);
      const item = inner.has(OPEN) || inner.size === 0 ? OPEN : [...inner].join('|');
      tokens.add(/[|]/.test(item) ? `(${item})[]` : `${item}[]`);
      return;
    }
    if (
      checker.getSignaturesOfType(type, SignatureKind.Call).length > 0 ||
      checker.getSignaturesOfType(type, SignatureKind.Construct).length > 0
    ) {
      tokens.add('function');
      return;
    }
    const symbol = type.getSymbol();
    const named = symbol && !(symbol.flags & (SymbolFlags.TypeLiteral | SymbolFlags.ObjectLiteral));
    if (named && symbol.flags & SymbolFlags.Class) tokens.add(`@${symbol.name}`);
    else if (named && symbol.flags & SymbolFlags.Value)
      tokens.add(this.#ours(symbol) || symbol.name === 'Object' ? 'object' : `@${symbol.name}`);
    else if (named && !this.#ours(symbol))
      tokens.add(OPEN); // Iterable, ArrayLike: a text may be one
    else this.#addRecord(type, tokens, place, shapes, depth);
  }

  #addRecord(type: Type, tokens: Set<string>, place: Place, shapes: Type[] | undefined, depth: number): void {
    const properties = this.#checker.getPropertiesOfType(type);
    if (this.#checker.getIndexInfosOfType(type).length > 0) tokens.add('object');
    else if (properties.length === 0) tokens.add(OPEN);
    else if (shapes && !this.#building.has(type.id) && this.#isShape(type, properties, place, depth)) shapes.push(type);
    else tokens.add('object');
  }

  // What is looked into: what must be met exactly, and where records are, those that say what they hold. What was made here
  // is taken as it is, wherever it is handed on inside something else: an older version may have written it.
  #isShape(type: Type, properties: readonly TSSymbol[], place: Place, depth: number): boolean {
    const within = place.within ?? 0;
    const lists = this.#depth === 'options' ? depth : 0;
    if (within + lists > 0 && (READ_INSIDE.test(place.parameter) || isMadeHere(type))) return false;
    if (this.#isStrict(type, properties, place)) return true;
    const loose =
      LOOSE.has(type.getAliasSymbol()?.name ?? '') || properties.some(({ flags }) => flags & SymbolFlags.Method);
    if (loose || within >= INNERMOST) return false;
    return (
      this.#depth === 'records' || isGeneric(type) || (within > 0 && properties.every((each) => this.#isData(each)))
    );
  }

  // Numbers, texts and lists of them: no functions, no objects of a class.
  #isData(property: TSSymbol): boolean {
    const type = this.#checker.getTypeOfSymbol(property);
    return (
      type !== undefined &&
      this.#parts(type).every(
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

  #shape(types: readonly Type[], place: Place): string {
    const merged = new Map<string, { types: Type[]; required: number }>();
    for (const type of types)
      for (const property of this.#checker.getPropertiesOfType(type)) {
        const of = this.#checker.getTypeOfSymbol(property);
        if (!of || property.name.startsWith('__@')) continue;
        const known = merged.get(property.name) ?? { types: [], required: 0 };
        known.types.push(of);
        const mayLack = Boolean(property.flags & SymbolFlags.Optional) || this.#mayBeUndefined(of);
        merged.set(property.name, { types: known.types, required: known.required + (mayLack ? 0 : 1) });
      }
    const shape: Record<string, string> = {};
    const inner = (name: string): Place => ({
      ...place,
      parameter: name,
      destructured: false,
      within: (place.within ?? 0) + 1,
    });
    const into =
      this.#depth !== 'nothing' &&
      (place.within ?? 0) < INNERMOST &&
      !READ_INSIDE.test(place.parameter) &&
      !types.some(isMadeHere);
    for (const type of types) this.#building.add(type.id);
    for (const [name, { types: of, required }] of merged) {
      const tokens = new Set<string>();
      const shapes: Type[] = [];
      const collected = into ? shapes : undefined;
      for (const type of of) for (const part of this.#parts(type)) this.#add(part, tokens, inner(name), collected, 0);
      tokens.delete('undefined');
      if (shapes.length > 0 && !tokens.has(OPEN) && !tokens.has('object')) tokens.add(this.#shape(shapes, inner(name)));
      const kind =
        tokens.has(OPEN) || tokens.size === 0 ? OPEN : this.#merged(tokens, { ...place, parameter: name }).join('|');
      shape[name] = `${required === types.length ? '!' : ''}${kind}`;
    }
    for (const type of types) this.#building.delete(type.id);
    const strict = (type: Type) => this.#isStrict(type, this.#checker.getPropertiesOfType(type), place);
    if (!types.every(strict)) shape['...'] = OPEN;
    const name = this.#shapeName(types, place, shape);
    const options =
      OPTIONS.test(place.parameter) ||
      (place.destructured && Object.values(shape).some((kind) => !kind.startsWith('!')));
    return options ? `{${name}}` : `<${name}>`;
  }

  #shapeName(types: readonly Type[], { owner }: Place, shape: Record<string, string>): string {
    const text = JSON.stringify(shape);
    for (const [name, known] of this.shapes) if (JSON.stringify(known) === text) return name;
    const own = types.length === 1 ? (types[0]?.getAliasSymbol()?.name ?? types[0]?.getSymbol()?.name) : undefined;
    const base = (own === undefined || NAMELESS.has(own) ? owner : own).replace(/\W/g, '_');
    let name = base;
    for (let i = 2; this.shapes.has(name); i++) name = `${base}_${i}`;
    this.shapes.set(name, shape);
    return name;
  }

  #mayBeUndefined(type: Type): boolean {
    return this.#parts(type).some(({ flags }) => flags & (TypeFlags.Undefined | TypeFlags.AnyOrUnknown));
  }

  #ours(symbol: TSSymbol): boolean {
    const node = symbol.declarations[0]?.resolve(this.#project);
    return (
      node !== undefined && !/\/node_modules\/|\/lib\.[\w.]+\.d\.ts$|^bundled:/.test(node.getSourceFile().fileName)
    );
  }
}

const isMadeHere = (type: Type): boolean => MADE_HERE.has(type.getAliasSymbol()?.name ?? type.getSymbol()?.name ?? '');
