import type { FastifyReply } from 'fastify';
import { quote, ServeError } from '../errors.ts';
import type { Bodies } from '../http/body.ts';
import type { Settings } from '../options.ts';
import type { RequestParser } from '../protocol/request-parser.ts';
import type { ServedModel } from '../registry/served-model.ts';

/** What every route can reach. */
export type Context = {
  settings: Settings;
  models: Map<string, ServedModel>;
  bodies: Bodies;
  parser: RequestParser;
  /** Set once the server has begun to shut down. */
  closing: () => boolean;
};

/** @throws {ServeError} unknown-model, unknown-version, with those that there are */
export function findModel(models: Map<string, ServedModel>, name: string, version?: string): ServedModel {
  const model = models.get(name);
  if (!model)
    throw new ServeError(
      'unknown-model',
      `there is no model ${quote(name)}; this server has ${[...models.keys()].join(', ')}`,
    );
  if (version !== undefined && version !== model.version) {
    throw new ServeError(
      'unknown-version',
      `model ${name} has no version ${quote(version)}; it is served in version ${model.version}`,
    );
  }
  return model;
}

/** Fires when the client goes away before it has its answer. */
export function disconnect(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  if (reply.raw.destroyed) controller.abort();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) controller.abort();
  });
  return controller.signal;
}
