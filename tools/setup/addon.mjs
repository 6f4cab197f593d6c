import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import { availableParallelism, freemem } from 'node:os';
import { basename, join } from 'node:path';
import * as errors from './errors.mjs';
import { counting, duration, say } from './output.mjs';
import { cacheDir, root } from './paths.mjs';
import { run } from './run.mjs';
import { node26 } from './workspace.mjs';

/** @typedef {{ addon: string, torch: string, version: string, key: string }} Addon */
/** @typedef {{ name: string, text: string }} Source */

/** Where the addon's sources lie. */
export const nativeDir = join(root, 'packages/torch/native');

const memoryPerCompile = 1.5e9; // bytes; PyTorch's headers are large
const keepFor = 30 * 24 * 3600e3; // ms that an object or addon stays in the cache unused

/** The C++ sources and headers of the addon, in a fixed order. */
export function sourceFiles(native = nativeDir) {
  const names = existsSync(native) ? readdirSync(native).sort() : [];
  return names.filter((name) => /\.(cc|cpp|h|hpp)$/.test(name)).map((name) => join(native, name));
}

/**
 * Builds the addon for an engine, or finds it built: objects and addon lie in the cache under a hash of all that went
 * into them, so only what has changed is compiled.
 *
 * @param {import('./engine.mjs').Engine} engine
 * @param {import('./compiler.mjs').Compiler} compiler
 * @param {{ env?: NodeJS.ProcessEnv, native?: string }} [options] native: the folder of the sources
 * @returns {Promise<Addon>}
 * @throws SetupError COMPILE_FAILED with the compiler's first error and its command, ADDON_UNLOADABLE
 * @example const { addon } = await buildAddon(engine, await findCompiler());
 */
export async function buildAddon(engine, compiler, { env = process.env, native = nativeDir } = {}) {
  const files = sourceFiles(native).map((path) => ({ name: basename(path), text: readFileSync(path, 'utf8') }));
  const headers = files.filter(({ name }) => /\.h(pp)?$/.test(name));
  const sources = files.filter(({ name }) => /\.(cc|cpp)$/.test(name));
  if (sources.length === 0) throw errors.noSources(native);

  const { compile, link, flags } = compiler.kind === 'msvc' ? msvc(engine, compiler) : gnu(engine, compiler);
  // What goes into an object, not where it lies: another checkout, or another cache, finds the same objects.
  const build = [compiler.version, process.platform, process.arch, versionOf(engine), nodeApi(), ...flags];
  const objects = sources.map(({ name, text }) => ({
    source: join(native, name),
    hash: digest([...build, ...headers.flatMap((h) => [h.name, h.text]), name, text]),
  }));
  const key = digest([engine.torch, ...objects.map(({ hash }) => hash), ...link([], '')]);

  const cache = join(cacheDir(env), 'addon');
  const addon = join(cache, key, 'capstan_torch.node');
  const result = { addon, torch: engine.torch, version: engine.version, key };
  if (existsSync(addon)) {
    touch(join(cache, key));
    return result;
  }

  const objectDir = join(cache, 'objects');
  mkdirSync(objectDir, { recursive: true });
  const paths = objects.map(({ hash }) => join(objectDir, `${hash}.o`));
  const missing = objects.map((object, i) => ({ ...object, path: paths[i] })).filter(({ path }) => !existsSync(path));
  say(`  addon: compiling ${missing.length} of ${sources.length} files with ${compiler.version}`);
  const started = performance.now();
  const counter = counting(missing.length);
  try {
    await each(missing, workers(), async ({ source, path }) => {
      const temp = `${path}.${randomUUID().slice(0, 8)}.tmp`;
      await command(compiler, compile(source, temp), source, env);
      renameSync(temp, path);
      counter.next();
    });
  } finally {
    counter.end();
  }
  paths.forEach(touch);

  const temp = join(cache, `.tmp-${process.pid}-${randomUUID().slice(0, 8)}`);
  mkdirSync(temp, { recursive: true });
  try {
    await command(compiler, link(paths, join(temp, 'capstan_torch.node')), 'the addon', env);
    await tryLoading(join(temp, 'capstan_torch.node'), engine, env);
    rmSync(join(cache, key), { recursive: true, force: true });
    renameSync(temp, join(cache, key));
  } finally {
    rmSync(temp, { recursive: true, force: true });
  }
  say(`  addon: built in ${duration((performance.now() - started) / 1000)}`);
  prune(cache, [key]);
  prune(
    objectDir,
    paths.map((path) => basename(path)),
  );
  return result;
}

/**
 * GCC's and Clang's command lines.
 *
 * @param {import('./engine.mjs').Engine} engine
 * @param {import('./compiler.mjs').Compiler} compiler
 */
function gnu({ torch }, { args }) {
  const lib = join(torch, 'lib');
  const mac = process.platform === 'darwin';
  const include = [
    ...['-I', join(root, 'node_modules/node-api-headers/include')],
    ...['-isystem', join(torch, 'include')], // system: warnings are wanted of our own code only
    ...['-isystem', join(torch, 'include/torch/csrc/api/include')],
  ];
  // NDEBUG as libtorch was built: some of its structures have other members without it.
  const flags = [
    ...args,
    '-std=c++17',
    '-O2',
    '-DNDEBUG',
    '-fPIC',
    '-fvisibility=hidden',
    '-D_GLIBCXX_USE_CXX11_ABI=1',
    '-Wall',
    '-Wextra',
  ];
  const places = [`-ffile-prefix-map=${torch}=torch`, `-ffile-prefix-map=${root}=capstan`]; // in messages of checks
  // Node's own symbols stay undefined: the process that loads the addon has them.
  const shared = mac ? ['-bundle', '-undefined', 'dynamic_lookup'] : ['-shared'];
  return {
    flags,
    /** @param {string} source @param {string} object */
    compile: (source, object) => [...flags, ...places, ...include, '-c', source, '-o', object],
    /** @param {string[]} objects @param {string} addon */
    link: (objects, addon) => [
      ...[...args, ...shared, ...objects, '-o', addon],
      ...[`-L${lib}`, '-ltorch_cpu', '-lc10', '-Xlinker', '-rpath', '-Xlinker', lib],
    ],
  };
}

/**
 * MSVC's command lines. Not yet tried on a Windows machine.
 *
 * @param {import('./engine.mjs').Engine} engine
 * @param {import('./compiler.mjs').Compiler} compiler
 */
function msvc({ torch }, { args }) {
  const lib = join(torch, 'lib');
  const include = [
    `/I${join(root, 'node_modules/node-api-headers/include')}`,
    ...['/external:W0', `/external:I${join(torch, 'include')}`],
    `/external:I${join(torch, 'include/torch/csrc/api/include')}`,
  ];
  const flags = [
    ...args,
    '/nologo',
    '/std:c++17',
    '/O2',
    '/EHsc',
    '/MD',
    '/permissive-',
    '/Zc:__cplusplus',
    '/bigobj',
    '/utf-8',
    '/DNOMINMAX',
  ];
  return {
    flags,
    /** @param {string} source @param {string} object */
    compile: (source, object) => [...flags, ...include, '/c', source, `/Fo${object}`],
    /** @param {string[]} objects @param {string} addon */
    link: (objects, addon) => [
      ...[...args, '/nologo', '/LD', ...objects, `/Fe${addon}`, '/link', `/LIBPATH:${lib}`],
      ...['torch_cpu.lib', 'c10.lib', '/FORCE:UNRESOLVED'], // Node-API's symbols come from node.exe
    ],
  };
}

/** Which Node-API headers: their version says what is in them. */
function nodeApi() {
  return `node-api-headers ${JSON.parse(readFileSync(join(root, 'node_modules/node-api-headers/package.json'), 'utf8')).version}`;
}

/** What the headers are: two builds of one version may differ. @param {import('./engine.mjs').Engine} engine */
function versionOf({ torch, version }) {
  return `${version} ${/^git_version *= *'([^']+)'/m.exec(readFileSync(join(torch, 'version.py'), 'utf8'))?.[1]}`;
}

/**
 * @param {import('./compiler.mjs').Compiler} compiler
 * @param {string[]} args
 * @param {string} what
 * @param {NodeJS.ProcessEnv} env
 */
async function command(compiler, args, what, env) {
  const { code, stdout, stderr } = await run(compiler.command, args, { env });
  if (env.CAPSTAN_VERBOSE && stderr) process.stderr.write(stderr);
  if (code === 0) return;
  const line = [compiler.command, ...args]
    .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word}'`))
    .join(' ');
  throw errors.compileFailed(what, firstError(`${stderr}\n${stdout}`), line);
}

/**
 * Loads the addon once, in a process of its own: symbols that the engine lacks show only then.
 *
 * @param {string} addon
 * @param {import('./engine.mjs').Engine} engine
 * @param {NodeJS.ProcessEnv} env
 */
async function tryLoading(addon, { torch, version }, env) {
  const node = existsSync(node26) ? node26 : process.execPath;
  const program = 'process.dlopen({ exports: {} }, process.argv[1], os.constants.dlopen.RTLD_NOW)';
  const { code, stderr } = await run(node, ['-e', program, addon], { env });
  if (code === 0) return;
  throw errors.addonUnloadable(torch, version, /^Error: (.*)$/m.exec(stderr)?.[1] ?? stderr.trim());
}

/** @param {string} output */
function firstError(output) {
  const lines = output.trim().split('\n');
  const at = lines.findIndex((line) => /\b(error|fatal error|undefined reference|cannot find)\b/.test(line));
  return (at < 0 ? lines.slice(-10) : lines.slice(at, at + 6)).join('\n');
}

function workers() {
  return Math.max(1, Math.min(availableParallelism(), Math.floor(freemem() / memoryPerCompile)));
}

/**
 * @template T
 * @param {T[]} items
 * @param {number} width how many at once
 * @param {(item: T) => Promise<void>} body
 */
async function each(items, width, body) {
  const queue = [...items];
  const worker = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await body(item);
  };
  await Promise.all(Array.from({ length: width }, worker));
}

/** @param {string[]} parts */
function digest(parts) {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${part.length}:${part}`);
  return hash.digest('hex').slice(0, 32);
}

/** Marks as used. @param {string} path */
function touch(path) {
  const now = new Date();
  utimesSync(path, now, now);
}

/**
 * Removes what no checkout has used for long.
 *
 * @param {string} dir
 * @param {string[]} keep
 */
function prune(dir, keep) {
  for (const name of readdirSync(dir)) {
    const path = join(dir, name);
    const age = Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (!keep.includes(name) && name !== 'objects' && age > keepFor) rmSync(path, { recursive: true, force: true });
  }
}
