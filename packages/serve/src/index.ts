// @capstan/serve: models over HTTP.

export { ServeError, type ServeErrorCode, serveErrorCodes, serveErrors } from './errors.ts';
export { generateApiKey } from './http/api-key.ts';
export type { ServeOptions } from './options.ts';
export type { Prediction } from './routes/schemas.ts';
export { type ServedFacts, type Server, serve } from './serve.ts';
