import { join } from 'node:path';
import { nodeHeaders } from './node-headers.mjs';

/**
 * The command lines of a compiler. The addon looks for the engine in a folder `lib` beside itself, a link that
 * `placeAddon` makes, so that it can be moved.
 *
 * @typedef {{ flags: string[], compile: (source: string, object: string) => string[], link: (objects: string[], addon: string) => string[] }} Commands
 */

/**
 * @param {import('../engine/engine.mjs').Engine} engine
 * @param {import('./compiler.mjs').Compiler} compiler
 * @param {string} native the folder of the sources
 * @returns {Commands}
 */
export function commands(engine, compiler, native) {
  return compiler.kind === 'msvc' ? msvc(engine, compiler, native) : gnu(engine, compiler, native);
}

/**
 * GCC's and Clang's command lines.
 *
 * @param {import('../engine/engine.mjs').Engine} engine
 * @param {import('./compiler.mjs').Compiler} compiler
 * @param {string} native the folder of the sources
 */
function gnu({ torch }, { args }, native) {
  const lib = join(torch, 'lib');
  const mac = process.platform === 'darwin';
  const include = [
    ...['-I', nodeHeaders().include],
    ...['-isystem', join(torch, 'include')], // system: warnings are wanted of our own code only
    ...['-isystem', join(torch, 'include/torch/csrc/api/include')],
    ...['-idirafter', native], // stands in for headers that PyTorch's include and its wheel lacks
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
  const places = [`-ffile-prefix-map=${torch}=torch`, `-ffile-prefix-map=${native}=native`]; // in messages of checks
  // Node's own symbols stay undefined: the process that loads the addon has them.
  const shared = mac ? ['-bundle', '-undefined', 'dynamic_lookup'] : ['-shared'];
  return {
    flags,
    /** @param {string} source @param {string} object */
    compile: (source, object) => [...flags, ...places, ...include, '-c', source, '-o', object],
    /** @param {string[]} objects @param {string} addon */
    link: (objects, addon) => [
      ...[...args, ...shared, ...objects, '-o', addon],
      ...[
        `-L${lib}`,
        '-ltorch_cpu',
        '-lc10',
        '-Xlinker',
        '-rpath',
        '-Xlinker',
        mac ? '@loader_path/lib' : '$ORIGIN/lib',
      ],
    ],
  };
}

/**
 * MSVC's command lines. Not yet tried on a Windows machine.
 *
 * @param {import('../engine/engine.mjs').Engine} engine
 * @param {import('./compiler.mjs').Compiler} compiler
 * @param {string} native the folder of the sources
 */
function msvc({ torch }, { args }, native) {
  const lib = join(torch, 'lib');
  const include = [
    `/I${nodeHeaders().include}`,
    ...['/external:W0', `/external:I${join(torch, 'include')}`],
    `/external:I${join(torch, 'include/torch/csrc/api/include')}`,
    `/external:I${native}`, // stands in for headers that PyTorch's include and its wheel lacks
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
