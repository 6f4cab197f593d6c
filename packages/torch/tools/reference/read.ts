// Reads the public exports of src/index.ts with the compiler: names, signatures, options with their defaults, members.
import { fileURLToPath } from 'node:url';
import {
  type ClassDeclaration,
  type ClassElement,
  type InterfaceDeclaration,
  isArrowFunction,
  isBindingElement,
  isCallExpression,
  isClassDeclaration,
  isConstructorDeclaration,
  isFunctionDeclaration,
  isGetAccessorDeclaration,
  isIdentifier,
  isInterfaceDeclaration,
  isMethodDeclaration,
  isMethodSignatureDeclaration,
  isObjectLiteralExpression,
  isPropertyAssignment,
  isPropertyDeclaration,
  isPropertySignatureDeclaration,
  isSetAccessorDeclaration,
  isSpreadAssignment,
  isTypeAliasDeclaration,
  isVariableDeclaration,
  type Node,
  SyntaxKind,
} from 'typescript/unstable/ast';
import {
  API,
  type Checker,
  NodeBuilderFlags,
  type Project,
  SignatureKind,
  SymbolFlags,
  type Symbol as TSSymbol,
  type Type,
} from 'typescript/unstable/sync';
import { type Docstring, parseDocstring } from './docstring.ts';

/** A named setting of a function or class. */
export interface Option {
  name: string;
  type: string;
  default: string | undefined;
  text: string;
}

/** A public member of a class. */
export interface Member {
  signature: string;
  doc: Docstring;
}

/** One public export. */
export interface Entry {
  /** As a user writes it: `nn.Linear`. */
  name: string;
  kind: 'class' | 'function' | 'constant' | 'type';
  /** The file that declares it. */
  file: string;
  signatures: string[];
  doc: Docstring;
  options: Option[];
  members: Member[];
}

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const NOTHING = parseDocstring('');

/** Every export of the package, those of its namespaces under their prefix, in the order of the sources. */
export function readExports(): Entry[] {
  using api = new Compiler();
  return api.exportsOf(`${root}packages/torch/src/index.ts`);
}

class Compiler {
  readonly #api = new API({ cwd: root });
  readonly #project = this.#open();
  readonly #checker: Checker = this.#project.checker;
  readonly #seen = new Set<number>();

  #open() {
    const config = `${root}tsconfig.json`;
    const project = this.#api.updateSnapshot({ openProjects: [config] }).getProject(config);
    if (!project) throw new Error(`the compiler cannot open ${config}`);
    return project;
  }

  [Symbol.dispose](): void {
    this.#api.close();
  }

  exportsOf(path: string): Entry[] {
    const file = this.#project.program.getSourceFile(path);
    const symbol = file && this.#checker.getSymbolAtLocation(file);
    if (!symbol) throw new Error(`${path} is no module`);
    return this.#namespace(symbol, '');
  }

  #namespace(module: TSSymbol, prefix: string): Entry[] {
    return this.#checker.getExportsOfModule(module).flatMap((exported): Entry[] => {
      const symbol = this.#real(exported);
      if (this.#seen.has(symbol.id)) return [];
      this.#seen.add(symbol.id);
      if (symbol.flags & SymbolFlags.ValueModule) return this.#namespace(symbol, `${prefix}${exported.name}.`);
      const entry = this.#entry(symbol, `${prefix}${exported.name}`);
      return entry && !entry.doc.internal ? [entry] : [];
    });
  }

  #entry(symbol: TSSymbol, name: string): Entry | undefined {
    const nodes = symbol.declarations.flatMap((handle) => handle.resolve(this.#project) ?? []);
    const node = nodes.find(isClassDeclaration) ?? nodes.find((n) => !isInterfaceDeclaration(n)) ?? nodes[0];
    if (!node) return undefined;
    const file = sourceOf(node).fileName;
    if (file.includes('/generated/')) return undefined; // the index of operators has them
    const doc = docOf(nodes) ?? NOTHING;
    const base = { name, file, doc, members: [], options: [] };
    if (isClassDeclaration(node)) return { ...base, kind: 'class', ...this.#class(symbol, node, name) };
    if (isFunctionDeclaration(node)) {
      const functions = nodes.filter(isFunctionDeclaration);
      const shown = functions.length > 1 ? functions.filter((n) => !n.body) : functions;
      const signatures = shown.map((n) => `${name}${textOf(n, n.name?.end, n.body?.pos)}`);
      return { ...base, kind: 'function', signatures, options: this.#options(functions) };
    }
    if (isVariableDeclaration(node)) {
      const { initializer } = node;
      const type = this.#checker.getTypeOfSymbol(symbol);
      if (initializer && isArrowFunction(initializer)) {
        const result = initializer.type ? '' : `: ${this.#returns(type)}`;
        const from = initializer.modifiers?.end ?? initializer.pos; // after `async`
        const head = textOf(initializer, from, initializer.equalsGreaterThanToken.pos).trimStart() + result;
        return { ...base, kind: 'function', signatures: [`${name}${head}`], options: this.#options([initializer]) };
      }
      const statement = nodes.find(isInterfaceDeclaration);
      if (statement) return { ...base, kind: 'class', ...this.#moduleClass(symbol, name) };
      const written = node.type
        ? textOf(node.type, node.type.pos)
        : type
          ? this.#checker.typeToString(type)
          : 'unknown';
      return { ...base, kind: 'constant', signatures: [`${name}: ${written}`] };
    }
    if (isInterfaceDeclaration(node) || isTypeAliasDeclaration(node))
      return { ...base, kind: 'type', signatures: [this.#type(symbol, node)] };
    return undefined;
  }

  // As it is written, but for what it takes from constants that are not exported.
  #type(symbol: TSSymbol, node: Node): string {
    const text = sourceOf(node)
      .text.slice(node.getStart(), node.end)
      .replace(/^export /, '');
    if (!/\b(keyof )?typeof [A-Z]\w+/.test(text)) return text;
    const type = this.#checker.getDeclaredTypeOfSymbol(symbol);
    const flags =
      NodeBuilderFlags.NoTruncation |
      NodeBuilderFlags.InTypeAlias |
      NodeBuilderFlags.UseSingleQuotesForStringLiteralType;
    return `type ${symbol.name} = ${this.#checker.typeToString(type, undefined, flags)}`;
  }

  // `nn.Module` is a constant with a constructor's type, over the class `Callable`.
  #moduleClass(symbol: TSSymbol, name: string): Pick<Entry, 'signatures' | 'members' | 'options'> {
    const instance = this.#checker.getDeclaredTypeOfSymbol(symbol);
    const members = this.#checker.getPropertiesOfType(instance).flatMap((property) => {
      const node = property.declarations[0]?.resolve(this.#project);
      return node ? membersOf([node as ClassElement], this.#checker) : []; // as: a class declares it
    });
    return {
      signatures: [`abstract class ${name}<In extends unknown[] = [Tensor], Out = Tensor>`],
      members,
      options: [],
    };
  }

  #class(symbol: TSSymbol, node: ClassDeclaration, name: string): Pick<Entry, 'signatures' | 'members' | 'options'> {
    const type = this.#checker.getTypeOfSymbol(symbol);
    const lineage = this.#lineage(node);
    const abstract = has(node, SyntaxKind.AbstractKeyword) ? 'abstract ' : '';
    const parameters = node.typeParameters ? `<${node.typeParameters.map((p) => textOf(p)).join(', ')}>` : '';
    const base = this.#base(lineage.at(-1));
    const signatures = [`${abstract}class ${name}${parameters}${base ? ` extends ${base}` : ''}`];
    const options: Option[] = [];
    for (const signature of type ? this.#checker.getSignaturesOfType(type, SignatureKind.Construct) : []) {
      const declaration = signature.declaration?.resolve(this.#project);
      const given = signature.getParameters();
      const last = given.at(-1);
      const lastType = last && this.#checker.getTypeOfSymbol(last);
      if (last && lastType) options.push(...this.#properties(last.name, lastType, lineage));
      if (!abstract && !(declaration && docOf([declaration])?.internal))
        signatures.push(`new ${name}(${given.map((parameter) => this.#parameter(parameter)).join(', ')})`);
    }
    const members = [...lineage.flatMap((each) => [...each.members]), ...this.#merged(symbol)];
    const forward = members.filter(isMethodDeclaration).find((method) => textOf(method.name) === 'forward');
    if (forward) signatures.push(this.#call(symbol) ?? textOf(forward, forward.name.getStart(), forward.body?.pos));
    return { signatures, members: membersOf(members, this.#checker), options };
  }

  // What a class's interfaces of the same name add, but for generated ones.
  #merged(symbol: TSSymbol): ClassElement[] {
    const nodes = symbol.declarations.flatMap((handle) => handle.resolve(this.#project) ?? []);
    const bases = nodes
      .filter(isInterfaceDeclaration)
      .flatMap((node) => node.heritageClauses?.flatMap(({ types }) => [...types]) ?? []);
    const written = bases.flatMap(({ expression }): InterfaceDeclaration[] => {
      const base = this.#checker.getSymbolAtLocation(expression);
      const node = base && this.#real(base).declarations[0]?.resolve(this.#project);
      return node && isInterfaceDeclaration(node) && !sourceOf(node).fileName.includes('/generated/') ? [node] : [];
    });
    return written.flatMap(({ members }) => [...members] as unknown as ClassElement[]); // as: membersOf reads both alike
  }

  // How an instance is called, where the tuple of its arguments has names: with the types that a base leaves open.
  #call(symbol: TSSymbol): string | undefined {
    const instance = this.#checker.getDeclaredTypeOfSymbol(symbol);
    const signature = this.#checker.getSignaturesOfType(instance, SignatureKind.Call)[0];
    const [args] = signature?.getParameters() ?? [];
    const type = args && this.#checker.getTypeOfSymbol(args);
    const result = signature && this.#checker.getReturnTypeOfSignature(signature);
    const given = type && /^\[(\w+\??: [\s\S]+)\]$/.exec(this.#checker.typeToString(type))?.[1];
    return given && result ? `forward(${given}): ${this.#checker.typeToString(result)}` : undefined;
  }

  #parameter(symbol: TSSymbol): string {
    const node = symbol.valueDeclaration?.resolve(this.#project);
    const text = node && textOf(node).replace(/^(private|protected|readonly|public) /, '');
    const type = this.#checker.getTypeOfSymbol(symbol);
    const generic = text && /: (readonly )?(O|In|M|T)\b|\.\.\.args: In/.test(text);
    if (text && !generic && !text.startsWith('...args')) return text;
    const shown = type ? this.#checker.typeToString(type) : 'unknown';
    return text && !text.startsWith('...args')
      ? text.replace(/: [\s\S]*$/, `: ${shown.replace(/ \| undefined$/, '')}`)
      : `${symbol.name}: ${shown}`;
  }

  #returns(type: Type | undefined): string {
    const signature = type && this.#checker.getSignaturesOfType(type, SignatureKind.Call)[0];
    const result = signature && this.#checker.getReturnTypeOfSignature(signature);
    return result ? this.#checker.typeToString(result) : 'unknown';
  }

  // The class and its bases that are not exported, whose docs would stand nowhere.
  #lineage(node: ClassDeclaration): ClassDeclaration[] {
    const base = this.#baseNode(node);
    return base && isClassDeclaration(base) && !has(base, SyntaxKind.ExportKeyword) && !isModule(base)
      ? [node, ...this.#lineage(base)]
      : [node];
  }

  #baseNode(node: ClassDeclaration): Node | undefined {
    const clause = node.heritageClauses?.find(({ token }) => token === SyntaxKind.ExtendsKeyword);
    const expression = clause?.types[0]?.expression;
    const symbol = expression && this.#checker.getSymbolAtLocation(expression);
    return symbol && this.#real(symbol).declarations[0]?.resolve(this.#project);
  }

  #base(node: ClassDeclaration | undefined): string | undefined {
    const base = node && this.#baseNode(node);
    return base && 'name' in base && base.name ? textOf(base.name as Node) : undefined; // as: a declaration's name is a node
  }

  #real(symbol: TSSymbol): TSSymbol {
    return symbol.flags & SymbolFlags.Alias ? this.#checker.getAliasedSymbol(symbol) : symbol;
  }

  // The properties of the last parameter, where it is an object of options.
  #options(functions: readonly Node[]): Option[] {
    return functions.flatMap((node) => {
      const parameters = 'parameters' in node ? (node.parameters as readonly Node[]) : []; // as: a function's
      const last = parameters.at(-1);
      const type = last && this.#checker.getTypeAtLocation(last);
      const name = last && 'name' in last ? textOf(last.name as Node) : ''; // as: a parameter's name is a node
      return type ? this.#properties(name, type, [node]) : [];
    });
  }

  #properties(parameter: string, given: Type, within: readonly Node[]): Option[] {
    const type = this.#checker.getNonNullableType(given) ?? given;
    if (!['options', 'place'].includes(parameter)) return [];
    const defaults = new Defaults(this.#checker, this.#project).of(within);
    return this.#checker.getPropertiesOfType(type).map((property) => {
      const declared = property.declarations[0]?.resolve(this.#project);
      const written = declared && 'type' in declared && declared.type ? textOf(declared.type as Node) : undefined; // as: a type node
      const found = this.#checker.getTypeOfSymbol(property);
      const own =
        written && !/^O\b|^T\b/.test(written) ? written : found ? this.#checker.typeToString(found) : 'unknown';
      return {
        name: property.name,
        type: own.replace(/ \| undefined$/, '').replaceAll('"', "'"),
        default: defaults.get(property.name),
        text: (declared && docOf([declared])?.text.replace(/\s+/g, ' ')) ?? '',
      };
    });
  }
}

const isModule = (node: ClassDeclaration): boolean => node.name !== undefined && textOf(node.name) === 'Callable';

const has = (node: Node, ...kinds: SyntaxKind[]): boolean =>
  'modifiers' in node && ((node.modifiers ?? []) as readonly Node[]).some(({ kind }) => kinds.includes(kind)); // as: a list of nodes

const sourceOf = (node: Node) => node.getSourceFile();

function textOf(node: Node, from?: number, to?: number): string {
  const start = from ?? node.getStart();
  return sourceOf(node)
    .text.slice(start, to ?? node.end)
    .trim()
    .replace(/;$/, '')
    .replace(/\s+/g, ' ')
    .replace(/([([]) /g, '$1')
    .replace(/,? ([)\]])/g, '$1');
}

function docOf(nodes: readonly Node[]): Docstring | undefined {
  for (const node of nodes) {
    // A constant's docstring stands on its statement.
    for (const holder of isVariableDeclaration(node) ? [node, node.parent, node.parent.parent] : [node]) {
      const comment = holder.jsDoc?.at(-1);
      if (comment) return parseDocstring(sourceOf(node).text.slice(comment.pos, comment.end).trim());
    }
  }
  return undefined;
}

const HIDDEN = new Set(['forward', 'options', 'extraRepr', 'expects', 'constructor', 'toString', 'name']);

function membersOf(elements: readonly ClassElement[], checker: Checker): Member[] {
  const members = new Map<string, Member>();
  for (const element of elements) {
    const name = 'name' in element && element.name ? textOf(element.name as Node) : undefined; // as: elements' names are nodes
    const hidden = has(element, SyntaxKind.PrivateKeyword, SyntaxKind.ProtectedKeyword);
    const doc = docOf([element]) ?? NOTHING;
    if (!name || hidden || doc.internal || /^[_#[]/.test(name) || HIDDEN.has(name) || isConstructorDeclaration(element))
      continue;
    const isStatic = has(element, SyntaxKind.StaticKeyword) ? 'static ' : '';
    if (isStatic && ['keys', 'defaults', 'required'].includes(name)) continue; // for programs
    const known = members.get(name);
    if (isMethodDeclaration(element) || isMethodSignatureDeclaration(element)) {
      const body = isMethodDeclaration(element) ? element.body : undefined;
      if (known && body) continue; // the implementation behind overloads, or one that a base has too
      const star = isMethodDeclaration(element) && element.asteriskToken ? '*' : '';
      const signature = `${isStatic}${star}${name}${textOf(element, element.name.end, body?.pos)}`;
      if (known) known.signature += `\n${signature}`;
      else members.set(name, { signature, doc });
    } else if (isGetAccessorDeclaration(element)) {
      members.set(name, { signature: `readonly ${name}: ${element.type ? textOf(element.type) : 'unknown'}`, doc });
    } else if (isSetAccessorDeclaration(element)) {
      if (known) known.signature = known.signature.replace('readonly ', '');
    } else if ((isPropertyDeclaration(element) || isPropertySignatureDeclaration(element)) && !known) {
      const readonly = has(element, SyntaxKind.ReadonlyKeyword) ? 'readonly ' : '';
      const inferred = element.type ? undefined : checker.getTypeAtLocation(element);
      const type = element.type ? `: ${textOf(element.type)}` : inferred ? `: ${checker.typeToString(inferred)}` : '';
      members.set(name, {
        signature: `${isStatic}${readonly}${name}${element.postfixToken?.kind === SyntaxKind.QuestionToken ? '?' : ''}${type}`,
        doc,
      });
    }
  }
  return [...members.values()];
}

// What an option is when it is left out: from withDefaults(…, TABLE, options), `{ name = value } = options` and
// `options.name ?? value`, also in the function of `F` that a layer hands its options to.
class Defaults {
  readonly #found = new Map<string, string>();
  readonly #checker: Checker;
  readonly #project: Project;

  constructor(checker: Checker, project: Project) {
    this.#checker = checker;
    this.#project = project;
  }

  of(nodes: readonly Node[]): Map<string, string> {
    for (const node of nodes) this.#read(node);
    for (const node of nodes) this.#called(node);
    for (const [name, value] of this.#found) if (value === 'undefined' || value === 'null') this.#found.delete(name);
    return this.#found;
  }

  #add(name: string, value: string): void {
    if (!this.#found.has(name)) this.#found.set(name, value);
  }

  #declaration(expression: Node): Node | undefined {
    const symbol = this.#checker.getSymbolAtLocation(expression);
    const target = symbol && symbol.flags & SymbolFlags.Alias ? this.#checker.getAliasedSymbol(symbol) : symbol;
    return target?.valueDeclaration?.resolve(this.#project);
  }

  #table(expression: Node): Map<string, string> {
    const values = new Map<string, string>();
    if (isObjectLiteralExpression(expression)) {
      for (const property of expression.properties) {
        if (isSpreadAssignment(property))
          for (const [name, value] of this.#table(property.expression)) values.set(name, value);
        else if (isPropertyAssignment(property)) values.set(textOf(property.name), textOf(property.initializer));
      }
    } else if (isIdentifier(expression)) {
      const declaration = this.#declaration(expression);
      if (declaration && isVariableDeclaration(declaration) && declaration.initializer)
        return this.#table(declaration.initializer);
    }
    return values;
  }

  #read(node: Node): void {
    each(node, (child) => {
      const call =
        isCallExpression(child) && /^(withDefaults|settings)$/.test(textOf(child.expression)) ? child : undefined;
      if (call?.arguments[1]) for (const [name, value] of this.#table(call.arguments[1])) this.#add(name, value);
      if (isBindingElement(child) && child.initializer && child.name)
        this.#add(textOf(child.propertyName ?? child.name), textOf(child.initializer));
    });
    for (const [, name = ''] of textOf(node).matchAll(/\boptions\?\.(\w+) \? /g)) this.#add(name, 'false');
    for (const [, name = '', value = ''] of textOf(node).matchAll(/\boptions\??\.(\w+) \?\? ([\w.'-]+)/g))
      this.#add(name, value);
  }

  #called(node: Node): void {
    each(node, (child) => {
      const callee = isCallExpression(child) ? child.expression : undefined;
      if (!callee || !/^(F\.)?\w+$/.test(textOf(callee)) || !child.getText().includes('options')) return;
      const declaration = this.#declaration(callee);
      if (declaration && /\/(functional|loss)\//.test(sourceOf(declaration).fileName)) this.#read(declaration);
    });
  }
}

function each(node: Node, visit: (child: Node) => void): void {
  visit(node);
  node.forEachChild((child) => {
    each(child, visit);
  });
}
