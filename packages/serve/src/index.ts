// @capstan/serve: models over HTTP.
export { generateApiKey } from './api-key.ts';
export { errorStatus, ServeError, type ServeErrorCode } from './errors.ts';
export type { ServeOptions } from './options.ts';
export type { Prediction } from './schemas.ts';
export { type Server, serve } from './serve.ts';
