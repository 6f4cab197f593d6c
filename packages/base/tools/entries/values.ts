// Which records are values rather than options: those that some function of some package gives, so that users hand them on as
// they got them, and those that say in their docstring that such a one is meant. A value may hold more than a signature asks for, and may
// come out of a file that an older version wrote, so a name too many in it is no mistake of the caller.
import {
  type Checker,
  type Project,
  type Signature,
  SignatureKind,
  SymbolFlags,
  type Symbol as TSSymbol,
  type Type,
} from 'typescript/unstable/sync';
import { hasTag } from './tags.ts';

/** Options that a result holds, so that it can be told how it came about, stay options. */
const OPTIONS = /^(options|defaults|settings|projects?)$|Options?$|Defaults$|Settings$/;

export class Values {
  /** By the number of a type's name, or of the type: the packages whose functions give it. */
  readonly #given = new Map<string, Set<string>>();
  readonly #marked = new Map<number, boolean>();
  readonly #checker: Checker;
  readonly #project: Project;

  constructor(checker: Checker, project: Project) {
    this.#checker = checker;
    this.#project = project;
  }

  /** Reads what an entry point of a package gives, of what the package declares in its folder. */
  read(name: string, folder: string, module: TSSymbol): void {
    const reading = { name, folder, types: new Set<number>(), keys: new Set<string>() };
    this.#module(module, reading, new Set());
  }

  /** Whether it is a value; `besides` a package whose own results do not count. */
  has(type: Type, besides?: string): boolean {
    if (this.#isMarked(type)) return true;
    const packages = this.#given.get(keyOf(type));
    if (packages !== undefined && [...packages].some((each) => each !== besides)) return true;
    const made = [...type.getAliasTypeArguments(), ...(type.isIntersectionType() ? type.getTypes() : [])];
    return made.some((each) => this.has(each, besides)); // Pick<RunRecord, …> & Partial<…>
  }

  #isOf(symbol: TSSymbol, folder: string): boolean {
    return symbol.declarations[0]?.resolve(this.#project)?.getSourceFile().fileName.startsWith(folder) === true;
  }

  #isMarked(type: Type): boolean {
    const symbol = type.getAliasSymbol() ?? type.getSymbol();
    if (!symbol) return false;
    const isMarked =
      this.#marked.get(symbol.id) ??
      symbol.declarations.some((each) => hasTag(each.resolve(this.#project), /@unguarded\b/));
    this.#marked.set(symbol.id, isMarked);
    return isMarked;
  }

  #module(module: TSSymbol, reading: Reading, seen: Set<number>): void {
    for (const exported of this.#checker.getExportsOfModule(module)) {
      const symbol = exported.flags & SymbolFlags.Alias ? this.#checker.getAliasedSymbol(exported) : exported;
      if (seen.has(symbol.id)) continue;
      seen.add(symbol.id);
      if (symbol.flags & SymbolFlags.ValueModule) this.#module(symbol, reading, seen);
      else if (symbol.flags & SymbolFlags.Value) this.#callable(this.#checker.getTypeOfSymbol(symbol), reading);
    }
  }

  #callable(type: Type | undefined, reading: Reading): void {
    if (!type) return;
    for (const kind of [SignatureKind.Call, SignatureKind.Construct])
      for (const signature of this.#checker.getSignaturesOfType(type, kind)) this.#result(signature, reading);
  }

  // What gives back the very thing it takes, as defineProject does, makes none.
  #result(signature: Signature, reading: Reading): void {
    const result = this.#checker.getReturnTypeOfSignature(signature);
    const takes = signature.getParameters().map((each) => this.#checker.getTypeOfSymbol(each)?.id);
    if (result && !takes.includes(result.id)) this.#type(result, reading);
  }

  #type(type: Type, reading: Reading): void {
    if (reading.types.has(type.id)) return;
    reading.types.add(type.id);
    if (type.isUnionType() || type.isIntersectionType()) for (const part of type.getTypes()) this.#type(part, reading);
    if (type.isTypeReference()) for (const each of this.#checker.getTypeArguments(type)) this.#type(each, reading);
    const key = keyOf(type);
    if (!type.isObjectType() || reading.keys.has(key)) return;
    reading.keys.add(key); // one of a class's many instances is enough
    const symbol = type.getSymbol();
    if (
      OPTIONS.test(type.getAliasSymbol()?.name ?? symbol?.name ?? '') ||
      (symbol && !this.#isOf(symbol, reading.folder))
    )
      return;
    this.#given.set(key, (this.#given.get(key) ?? new Set()).add(reading.name));
    for (const property of this.#checker.getPropertiesOfType(type)) {
      if (/^\W|^_/.test(property.name) || OPTIONS.test(property.name)) continue;
      const of = this.#checker.getTypeOfSymbol(property);
      if (!of) continue;
      if (property.flags & SymbolFlags.Method) this.#callable(of, reading);
      else this.#type(of, reading);
    }
  }
}

interface Reading {
  readonly name: string;
  readonly folder: string;
  readonly types: Set<number>;
  readonly keys: Set<string>;
}

function keyOf(type: Type): string {
  const symbol = type.getAliasSymbol() ?? type.getSymbol();
  const isNamed = symbol && !(symbol.flags & (SymbolFlags.TypeLiteral | SymbolFlags.ObjectLiteral));
  return isNamed ? `symbol ${symbol.id}` : `type ${type.id}`;
}
