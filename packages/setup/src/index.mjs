// What tools/ and the command line need of it; everything here runs on Node 20.19.
export { findAddon } from './addon/find-addon.mjs';
export { cacheDir } from './cache/paths.mjs';
export { doctor, examine, renderFindings } from './doctor.mjs';
export { launch } from './launch.mjs';
export { findNode, leastNode } from './node/find-node.mjs';
export { findPlace } from './place.mjs';
export { SetupError } from './report/errors.mjs';
export { setup, setupAsked } from './setup.mjs';
