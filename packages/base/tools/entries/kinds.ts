// Turns the compiler's types into kinds as packages/base/src/guard/parse-kind.ts reads them.
import { type Checker, type Project, SignatureKind, SymbolFlags, type Type } from 'typescript/unstable/sync';
import { type Depth, isOurs, type Place, Shapes } from './shapes.ts';
import { OPEN, partsOf, simpleToken } from './tokens.ts';

const DEEPEST = 2; // lists of lists
const LONG = 6; // more words than that have a name of their own

export class Kinds {
  readonly words = new Map<string, string[]>();
  readonly #shapes: Shapes;
  readonly #checker: Checker;
  readonly #project: Project;

  /** @param isValue whether a record is handed on as it was got */
  constructor(checker: Checker, project: Project, depth: Depth, isValue: (type: Type) => boolean) {
    this.#checker = checker;
    this.#project = project;
    this.#shapes = new Shapes(checker, depth, isValue, (types, place, into) =>
      this.#alternatives(types, place, into, 0).join('|'),
    );
  }

  get shapes(): ReadonlyMap<string, Record<string, string>> {
    return this.#shapes.written;
  }

  /** The kind of a parameter, `*` where anything goes. */
  of(types: readonly Type[], place: Place): string {
    return this.#alternatives(types, place, true, 0).join('|');
  }

  /** What to call a parameter that is taken apart. */
  nameOf(type: Type): string {
    return this.#shapes.nameOf(type);
  }

  // The alternatives, apart: written as one text, those of a list within could not be told from them.
  #alternatives(types: readonly Type[], place: Place, into: boolean, depth: number): readonly string[] {
    const tokens = new Set<string>();
    const records: Type[] = [];
    for (const type of types)
      for (const part of partsOf(type, this.#checker))
        this.#add(part, tokens, place, into ? records : undefined, depth);
    if (tokens.has(OPEN)) return [OPEN];
    if (records.length > 0 && !tokens.has('object')) tokens.add(this.#shapes.write(records, place));
    const merged = this.#merged(tokens, place);
    return merged.length > 0 ? merged : [OPEN];
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

  #add(type: Type, tokens: Set<string>, place: Place, records: Type[] | undefined, depth: number): void {
    const simple = simpleToken(type);
    if (simple !== undefined) tokens.add(simple);
    else if (type.isIntersectionType() && type.getTypes().some((part) => simpleToken(part) !== undefined)) {
      for (const part of type.getTypes()) if (simpleToken(part) !== undefined) tokens.add(simpleToken(part) ?? OPEN);
    } else if (type.isObjectType() || type.isIntersectionType()) this.#addObject(type, tokens, place, records, depth);
    else tokens.add(OPEN);
  }

  #addObject(type: Type, tokens: Set<string>, place: Place, records: Type[] | undefined, depth: number): void {
    const checker = this.#checker;
    if (checker.isArrayType(type) || checker.isTupleType(type)) {
      const items = type.isTypeReference() ? checker.getTypeArguments(type) : [];
      const inner = new Set<string>();
      if (depth < DEEPEST)
        for (const item of items)
          for (const token of this.#alternatives([item], place, records !== undefined, depth + 1)) inner.add(token);
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
      tokens.add(isOurs(symbol, this.#project) || symbol.name === 'Object' ? 'object' : `@${symbol.name}`);
    else if (named && !isOurs(symbol, this.#project))
      tokens.add(OPEN); // Iterable, ArrayLike: a text may be one
    else this.#addRecord(type, tokens, place, records, depth);
  }

  #addRecord(type: Type, tokens: Set<string>, place: Place, records: Type[] | undefined, depth: number): void {
    if (this.#checker.getIndexInfosOfType(type).length > 0) tokens.add('object');
    else if (this.#checker.getPropertiesOfType(type).length === 0) tokens.add(OPEN);
    else if (records && this.#shapes.has(type, place, depth)) records.push(type);
    else tokens.add('object');
  }
}
