// Reads what a package's entry points export with the compiler: which callables there are, and what they take.
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  isClassDeclaration,
  isInterfaceDeclaration,
  isParameterDeclaration,
  type Node,
  SyntaxKind,
} from 'typescript/unstable/ast';
import {
  API,
  type Checker,
  type Project,
  type Signature,
  SignatureKind,
  SymbolFlags,
  type Symbol as TSSymbol,
  type Type,
} from 'typescript/unstable/sync';
import { Kinds } from './kinds.ts';
import type { Depth } from './shapes.ts';
import { hasTag } from './tags.ts';
import { Values } from './values.ts';

// The language calls these, with more arguments than they declare: JSON.stringify gives toJSON the key.
const PROTOCOLS = new Set(['toJSON', 'next', 'return', 'throw', 'then']);

export const root = fileURLToPath(new URL('../../../../', import.meta.url));

/** The callables of one package by the names of guard/signature.ts, and what stands at the top of an entry point. */
export interface Read {
  readonly calls: Map<string, string[]>;
  readonly kinds: Kinds;
  /** By entry point: the exports that have a guarded stand-in, namespaces included. */
  readonly tops: Map<string, string[]>;
  /** Classes of which only the type is exported, with the file that declares each: their methods are guarded too. */
  readonly inner: Map<string, string>;
  /** The file that declares the package's error. */
  readonly errorFile: string;
}

/** The compiler over the whole checkout. */
export class Compiler {
  readonly #api = new API({ cwd: root });
  readonly project: Project;
  readonly checker: Checker;
  readonly #values: Values;

  /** @param entries what the packages give users, which is theirs to hand back: a package's name and an entry point's file */
  constructor(entries: readonly (readonly [name: string, path: string])[]) {
    const config = `${root}tsconfig.json`;
    const project = this.#api.updateSnapshot({ openProjects: [config] }).getProject(config);
    if (!project) throw new Error(`the compiler cannot open ${config}`);
    this.project = project;
    this.checker = project.checker;
    this.#values = new Values(this.checker, project);
    for (const [name, path] of entries) this.#values.read(name, `${root}packages/${name}/`, this.#module(path));
  }

  [Symbol.dispose](): void {
    this.#api.close();
  }

  /**
   * @param name of the package
   * @param entries an entry point's name and its file: `['.', '…/src/index.ts']`
   * @param error the class of the package's errors
   * @param depth what is looked into inside records and lists
   * @param byHand whether the package's own results are written by hand as well
   */
  read(
    name: string,
    entries: readonly (readonly [string, string])[],
    error: string,
    depth: Depth,
    byHand: boolean,
  ): Read {
    const calls = new Map<string, string[]>();
    const kinds = new Kinds(this.checker, this.project, depth, (type) =>
      this.#values.has(type, byHand ? name : undefined),
    );
    const tops = new Map<string, string[]>();
    const inner = new Map<string, string>();
    let errorFile = '';
    for (const [entry, path] of entries) {
      const module = this.#module(path);
      const thrown = this.checker.getExportsOfModule(module).find(({ name }) => name === error);
      if (thrown) errorFile ||= this.fileOf(thrown);
      tops.set(
        entry,
        new Exports(this, { calls, kinds, inner, folder: dirname(dirname(entries[0]?.[1] ?? '')) }).of(module),
      );
    }
    if (errorFile === '') throw new Error(`no entry point of ${entries[0]?.[1]} exports ${error}`);
    return { calls, kinds, tops, inner, errorFile };
  }

  #module(path: string): TSSymbol {
    const file = this.project.program.getSourceFile(path);
    const module = file && this.checker.getSymbolAtLocation(file);
    if (!module) throw new Error(`${path} is no module`);
    return module;
  }

  /** The file that declares what an export stands for. */
  fileOf(exported: TSSymbol): string {
    const symbol = exported.flags & SymbolFlags.Alias ? this.checker.getAliasedSymbol(exported) : exported;
    return symbol.valueDeclaration?.resolve(this.project)?.getSourceFile().fileName ?? '';
  }
}

interface Into {
  readonly calls: Map<string, string[]>;
  readonly kinds: Kinds;
  readonly inner: Map<string, string>;
  /** Of the package: what others declare is theirs to guard. */
  readonly folder: string;
}

class Exports {
  readonly #seen = new Map<number, boolean>();
  readonly #methodsSeen = new Set<Node>();
  readonly #inherited: { members: readonly TSSymbol[]; prefix: string }[] = [];
  readonly #compiler: Compiler;
  readonly #into: Into;

  constructor(compiler: Compiler, into: Into) {
    this.#compiler = compiler;
    this.#into = into;
  }

  // The names that have a guarded stand-in.
  of(module: TSSymbol): string[] {
    const names = this.#namespace(module, '');
    for (const { members, prefix } of this.#inherited) this.#methods(members, prefix, undefined);
    return names;
  }

  #namespace(module: TSSymbol, prefix: string): string[] {
    return this.#compiler.checker.getExportsOfModule(module).flatMap((exported) => {
      const symbol = exported.flags & SymbolFlags.Alias ? this.#compiler.checker.getAliasedSymbol(exported) : exported;
      if (this.#isTypeOnly(exported)) {
        this.#inner(symbol, exported.name);
        return [];
      }
      const known = this.#seen.get(symbol.id);
      const stands = known ?? this.#one(symbol, `${prefix}${exported.name}`);
      this.#seen.set(symbol.id, stands);
      return stands ? [exported.name] : [];
    });
  }

  #isTypeOnly(exported: TSSymbol): boolean {
    for (let symbol: TSSymbol | undefined = exported; symbol && symbol.flags & SymbolFlags.Alias; ) {
      const node = symbol.declarations[0]?.resolve(this.#compiler.project);
      for (const holder of [node, node?.parent, node?.parent?.parent])
        if (holder && 'isTypeOnly' in holder && holder.isTypeOnly) return true;
      symbol = this.#compiler.checker.getImmediateAliasedSymbol(symbol);
    }
    return false;
  }

  #one(symbol: TSSymbol, name: string): boolean {
    this.#seen.set(symbol.id, true); // a namespace may hold itself
    if (symbol.flags & SymbolFlags.ValueModule) return this.#namespace(symbol, `${name}.`).length > 0;
    const node = symbol.valueDeclaration?.resolve(this.#compiler.project);
    if (!(symbol.flags & SymbolFlags.Value) || !node || node.getSourceFile().fileName.includes('/generated/'))
      return false;
    if (symbol.declarations.some((each) => hasTag(each.resolve(this.#compiler.project), /@unguarded\b/))) return false;
    const type = this.#compiler.checker.getTypeOfSymbol(symbol);
    if (!type) return false;
    const constructs = this.#compiler.checker.getSignaturesOfType(type, SignatureKind.Construct);
    if (constructs.length > 0) return this.#class(symbol, type, name, constructs);
    const signatures = this.#compiler.checker.getSignaturesOfType(type, SignatureKind.Call);
    if (signatures.length === 0) return false;
    this.#put(name, signatures);
    return true;
  }

  #class(symbol: TSSymbol, type: Type, name: string, constructs: readonly Signature[]): boolean {
    const { project } = this.#compiler;
    const open = constructs.filter(({ declaration }) => !isHidden(declaration?.resolve(project)));
    if (open.length > 0) this.#put(`new ${name}`, open);
    this.#members(symbol, type, name);
    return open.length > 0;
  }

  // A class that users only get instances of.
  #inner(symbol: TSSymbol, name: string): void {
    const node = symbol.valueDeclaration?.resolve(this.#compiler.project);
    if (!node || !isClassDeclaration(node) || this.#seen.has(symbol.id)) return;
    this.#seen.set(symbol.id, false);
    const type = this.#compiler.checker.getTypeOfSymbol(symbol);
    const isExported = node.modifiers?.some(({ kind }) => kind === SyntaxKind.ExportKeyword);
    if (!type || !isExported || hasTag(node, /@unguarded\b/)) return;
    this.#into.inner.set(name, node.getSourceFile().fileName);
    this.#members(symbol, type, name);
  }

  #members(symbol: TSSymbol, type: Type, name: string): void {
    const { checker, project } = this.#compiler;
    const declared = symbol.declarations.flatMap((each) => each.resolve(project) ?? []);
    const instance = checker.getPropertiesOfType(checker.getDeclaredTypeOfSymbol(symbol));
    // A class that is a constant with an interface, as nn.Module is, is declared under another name.
    this.#methods(instance, `${name}#`, declared.some(isClassDeclaration) ? declared : undefined);
    this.#inherited.push({ members: instance, prefix: `${name}#` });
    this.#methods(checker.getPropertiesOfType(type), `${name}.`, declared);
  }

  // The methods that a class declares, those that an interface of the package adds to it (as tensor/methods.ts does: an
  // operator's, which read their own arguments, are generated), or those that it has of a base that nobody can name.
  #methods(members: readonly TSSymbol[], prefix: string, declared: readonly Node[] | undefined): void {
    const { checker, project } = this.#compiler;
    for (const member of members) {
      if (!(member.flags & SymbolFlags.Method) || /^_|^\W/.test(member.name) || PROTOCOLS.has(member.name)) continue;
      const nodes = member.declarations.flatMap((each) => each.resolve(project) ?? []);
      const added =
        declared?.some(isInterfaceDeclaration) && nodes.find(({ kind }) => kind === SyntaxKind.MethodSignature);
      const method = nodes.find(({ kind }) => kind === SyntaxKind.MethodDeclaration) ?? added;
      if (!method || nodes.some(isHidden) || this.#methodsSeen.has(method)) continue;
      const { fileName } = method.getSourceFile();
      if (!fileName.startsWith(`${this.#into.folder}/`) || fileName.includes('/generated/')) continue;
      if (declared && method !== added && !declared.includes(method.parent)) continue;
      this.#methodsSeen.add(method);
      const type = checker.getTypeOfSymbol(member);
      const signatures = type ? checker.getSignaturesOfType(type, SignatureKind.Call) : [];
      if (signatures.length > 0) this.#put(`${prefix}${member.name}`, signatures);
    }
  }

  #put(key: string, signatures: readonly Signature[]): void {
    if (this.#into.calls.has(key)) return;
    const { checker } = this.#compiler;
    const read = signatures.map((signature) => this.#parameters(signature));
    const rest = read.some((each) => each.rest);
    const longest = Math.max(...read.map(({ parameters }) => parameters.length));
    const least = Math.min(...read.map((each) => each.least));
    const owner = key.replace(/^new /, '');
    const lines: string[] = [];
    for (let i = 0; i < longest; i++) {
      const here = read.flatMap(({ parameters }) => parameters[i] ?? []);
      const options = here.find(({ name }) => /options/.test(name));
      const { name, destructured, type } = options ?? here[0]!;
      const parameter = destructured ? this.#into.kinds.nameOf(type) : name;
      const types = here.map((each) => each.type);
      const kind = this.#into.kinds.of(types, { owner, parameter: name, destructured, optional: i >= least });
      lines.push(`${parameter}${i < least ? '' : '?'}${kind === '*' ? '' : `: ${kind}`}`);
    }
    if (rest) lines.push('...rest');
    const results = signatures.map((each) => checker.getReturnTypeOfSignature(each)?.getSymbol()?.name);
    if (results.every((name) => name === 'Promise')) lines.push('=> Promise');
    this.#into.calls.set(key, lines);
  }

  #parameters(signature: Signature) {
    const { checker, project } = this.#compiler;
    const symbols = signature.getParameters();
    const rest = signature.hasRestParameter;
    const parameters = (rest ? symbols.slice(0, -1) : symbols).map((symbol) => {
      const node = symbol.valueDeclaration?.resolve(project);
      const declared = node && isParameterDeclaration(node) ? node : undefined;
      const optional = declared?.questionToken !== undefined || declared?.initializer !== undefined;
      const type = checker.getTypeOfSymbol(symbol) ?? checker.getAnyType();
      return { name: symbol.name, destructured: /^__\d+$/.test(symbol.name), optional, type };
    });
    const first = parameters.findIndex(({ optional }) => optional);
    return { parameters, rest, least: first === -1 ? parameters.length : first };
  }
}

function isHidden(node: Node | undefined): boolean {
  if (!node) return false;
  const modifiers = 'modifiers' in node ? ((node.modifiers ?? []) as readonly Node[]) : []; // as: a list of nodes
  if (modifiers.some(({ kind }) => kind === SyntaxKind.PrivateKeyword || kind === SyntaxKind.ProtectedKeyword))
    return true;
  return hasTag(node, /@(internal|unguarded)\b/);
}
