import { howToGet } from './hints.mjs';

/** What stops a set-up: a code, a sentence that says what was expected and found, and what to do. */
export class SetupError extends Error {
  /**
   * @param {string} code in kebab-case
   * @param {string} message
   * @param {string} hint what to do about it
   */
  constructor(code, message, hint) {
    super(`${message}\n${hint.replace(/^/gm, '  ')}`);
    this.name = 'SetupError';
    this.code = code;
    this.hint = hint;
  }
}

/** @param {string} found */
export const oldNode = (found) =>
  new SetupError(
    'node-too-old',
    `Capstan's scripts need Node 20.19 or newer; this is Node ${found}.`,
    howToGet('node'),
  );

/** @param {string[]} tried what was run, and what came of it */
export const noPython = (tried) =>
  new SetupError(
    'python-missing',
    `Fetching the engine needs Python 3.9 or newer; none was found (${tried.join('; ')}).`,
    `${howToGet('python')}\nOr set PYTHON to an interpreter, or CAPSTAN_TORCH to an installed PyTorch (site-packages/torch), which needs no Python here.`,
  );

/** @param {string} python */
export const noPip = (python) =>
  new SetupError('pip-missing', `Fetching the engine needs pip 21 or newer; ${python} has none.`, howToGet('pip'));

/** @param {string[]} tried */
export const noCompiler = (tried) =>
  new SetupError(
    'compiler-missing',
    `Building the addon needs a C++17 compiler; none was found (${tried.join('; ')}).`,
    `${howToGet('compiler')}\nOr set CXX to a compiler.`,
  );

/** @param {SetupError[]} errors */
export const several = (errors) => {
  const error = new SetupError('prerequisites-missing', 'Some prerequisites are missing.', '');
  error.message = errors.map((each) => each.message).join('\n\n');
  return error;
};

/**
 * @param {string} platform
 * @param {string} why
 */
export const unsupportedPlatform = (platform, why) =>
  new SetupError(
    'platform-unsupported',
    `There is no engine to download for ${platform}${why}.`,
    'Supported: Linux x64 and arm64 with glibc 2.28 or newer, macOS on Apple silicon, Windows x64.\nElsewhere build PyTorch 2.9–2.11 yourself and set CAPSTAN_TORCH to its site-packages/torch.',
  );

/** @param {string} path */
export const notATorch = (path) =>
  new SetupError(
    'torch-not-found',
    `CAPSTAN_TORCH=${path} is no installed PyTorch: expected version.py, lib/ and include/ in it.`,
    'Point it at the folder that this prints:\npython3 -c "import torch, os; print(os.path.dirname(torch.__file__))"',
  );

/**
 * @param {string} path
 * @param {string} version
 */
export const wrongTorch = (path, version) =>
  new SetupError(
    'torch-version',
    `CAPSTAN_TORCH=${path} is PyTorch ${version}; Capstan works with 2.9, 2.10 and 2.11.`,
    'Install one of these (pip install torch==2.11.0), or unset CAPSTAN_TORCH to have the engine fetched.',
  );

/**
 * @param {string} what is fetched
 * @param {string} dir
 * @param {number} needed bytes
 * @param {number} free bytes
 */
export const noSpace = (what, dir, needed, free) =>
  new SetupError(
    'disk-full',
    `${what} needs ${(needed / 1e9).toFixed(2)} GB for a while in ${dir} while it is fetched; ${(free / 1e9).toFixed(2)} GB are free.`,
    'Free some space, or set CAPSTAN_CACHE to a folder on another disk.',
  );

/**
 * @param {string} what
 * @param {string} output pip's own words
 * @param {string} instead what else can be done
 */
export const downloadFailed = (what, output, instead) =>
  new SetupError(
    'download-failed',
    `${what} could not be downloaded. pip said:\n${output.trim().split('\n').slice(-8).join('\n').replace(/^/gm, '    ')}`,
    `Look at the network, then run this again; nothing half-done was kept.\nBehind a proxy set HTTPS_PROXY; with a mirror set PIP_INDEX_URL; without a network put the wheels in a folder and set PIP_NO_INDEX=1 PIP_FIND_LINKS=<folder>.${instead && `\n${instead}`}`,
  );

/**
 * @param {string} what
 * @param {string} output
 */
export const unpackFailed = (what, output) =>
  new SetupError(
    'unpack-failed',
    `${what} could not be unpacked:\n${output.trim().replace(/^/gm, '    ')}`,
    'Look at the free space of the cache folder, then run this again; nothing half-done was kept.',
  );

/**
 * @param {string} source
 * @param {string} first the compiler's first error
 * @param {string} command
 */
export const compileFailed = (source, first, command) =>
  new SetupError(
    'compile-failed',
    `${source} does not compile:\n${first.replace(/^/gm, '    ')}`,
    `The command was:\n${command}`,
  );

/**
 * @param {string} torch
 * @param {string} version
 * @param {string} why
 */
export const addonUnloadable = (torch, version, why) =>
  new SetupError(
    'addon-unloadable',
    `The addon was built for PyTorch ${version} (${torch}) and does not load with it:\n    ${why}`,
    "An undefined symbol means that this PyTorch's library is not as its headers say; a missing library, that PyTorch is not whole.\nSee whether Python can use it: python3 -c 'import torch'. Or unset CAPSTAN_TORCH to have the engine fetched.",
  );

/** @param {string} path */
export const noSources = (path) =>
  new SetupError('sources-missing', `No C++ sources in ${path}.`, 'The checkout is incomplete: clone it again.');

/** @param {string} output npm's own words, where the terminal has not shown them already */
export const npmFailed = (output) =>
  new SetupError(
    'npm-failed',
    `npm ci failed. npm said:\n${output.trim().split('\n').slice(-15).join('\n').replace(/^/gm, '    ')}`,
    'Look at the network and at npm config, then run this again.',
  );

/** @param {string} why */
export const noNode26 = (why) =>
  new SetupError(
    'node-26-missing',
    `The npm package "node" did not bring its Node: ${why}.`,
    'Its install script has to run: npm config get ignore-scripts should say false.\nThen: npm rebuild node',
  );

/**
 * @param {string} path
 * @param {string[]} problems
 */
export const engineDamaged = (path, problems) =>
  new SetupError(
    'engine-damaged',
    `The engine in ${path} is damaged: ${problems.join('; ')}.`,
    'Remove that folder and run: npm run setup',
  );

/**
 * @param {string} path
 * @param {string[]} problems
 */
export const lightgbmDamaged = (path, problems) =>
  new SetupError(
    'lightgbm-damaged',
    `LightGBM in ${path} is damaged: ${problems.join('; ')}.`,
    'Remove that folder; it is fetched again when it is needed.',
  );

/**
 * @param {string} dir
 * @param {string} why
 */
export const readOnlyCache = (dir, why) =>
  new SetupError(
    'cache-read-only',
    `Nothing can be written into the cache, ${dir}: ${why}.`,
    'What is there already is used; what is missing has to be written. Set CAPSTAN_CACHE to a folder of yours, or make this one writable.',
  );

/** @param {string[]} tried folders */
export const noTorchPackage = (tried) =>
  new SetupError(
    'torch-package-missing',
    `@capstan/torch is not installed where this looks: ${[...new Set(tried)].join(', ')}.`,
    'In the folder of your project: npm install @capstan/torch, or @capstan/cli for the command line. Then run this again there.',
  );

/**
 * @param {string} found
 * @param {string} output npm's last words
 */
export const noNewNode = (found, output) =>
  new SetupError(
    'node-too-old',
    `Capstan needs Node 24.4 or newer; this is Node ${found}, and a newer one could not be fetched. npm said:\n${output.replace(/^/gm, '    ')}`,
    `In your project: npm install --save-dev node@26. Or install it for the whole machine. ${howToGet('node')}`,
  );

/** @param {string} dir */
export const noHeaders = (dir) =>
  new SetupError(
    'headers-missing',
    `Node-API's headers (npm package node-api-headers) are not to be seen from ${dir}.`,
    'The npm packages are not whole: npm install, then run this again.',
  );
