import * as errors from '../report/errors.mjs';
import { fetchWheels } from '../wheels/fetch-wheels.mjs';
import { engineDir, fetchable, findEngine, pins } from './engine.mjs';

/**
 * Downloads PyTorch's wheel and unpacks the engine's part of it.
 *
 * @param {import('./python.mjs').Python} python
 * @param {{ env?: NodeJS.ProcessEnv, wanted?: import('../wheels/pins.mjs').Platform }} [options]
 * @returns {Promise<import('./engine.mjs').Engine>}
 * @throws {SetupError} disk-full, download-failed, unpack-failed — where there is no room, the server refuses, or gives up, or it cannot be unpacked
 */
export async function fetchEngine(python, { env = process.env, wanted = fetchable() } = {}) {
  const dir = engineDir(env);
  const order = {
    what: 'The engine',
    label: 'engine',
    title: `libtorch ${pins.torch}`,
    dir,
    about: { torch: pins.torch },
    instead: "Or set CAPSTAN_TORCH to an installed PyTorch's site-packages/torch.",
  };
  await fetchWheels(order, { python, wanted, pins, env });
  const engine = findEngine(env);
  if (!engine) throw errors.engineDamaged(dir, ['it cannot be read back']);
  return engine;
}
