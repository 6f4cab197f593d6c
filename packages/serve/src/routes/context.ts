import type { FastifyReply, FastifyRequest } from 'fastify';
import type { SubmitOptions } from '../batching/job.ts';
import { quote, ServeError } from '../errors.ts';
import type { Bodies } from '../http/body.ts';
import type { Deadline } from '../http/deadline.ts';
import { clientOf } from '../http/offences.ts';
import type { Settings } from '../options.ts';
import type { PictureDecoder } from '../pictures/decoder.ts';
import type { RequestParser } from '../protocol/request-parser.ts';
import type { Release } from '../registry/release.ts';
import type { ServedModel } from '../registry/served-model.ts';

/** What every route can reach. */
export type Context = {
  settings: Settings;
  models: Map<string, ServedModel>;
  bodies: Bodies;
  parser: RequestParser;
  pictures: PictureDecoder;
  /** Set once the server has begun to shut down. */
  closing: () => boolean;
};

/** A model, and what it is as long as one request lasts. */
export type Found = { model: ServedModel; release: Release };

/**
 * @throws {ServeError} unknown-model — where there is no such model
 * @throws {ServeError} unknown-version — with those that there are
 * @throws {ServeError} engine-down — before the first start
 */
export function findModel(models: Map<string, ServedModel>, name: string, version?: string): Found {
  const model = models.get(name);
  if (!model)
    throw new ServeError(
      'unknown-model',
      `there is no model ${quote(name)}; this server has ${[...models.keys()].join(', ')}`,
    );
  const { release } = model;
  if (version !== undefined && version !== release.version) {
    throw new ServeError(
      'unknown-version',
      `model ${name} has no version ${quote(version)}; it is served in version ${release.version}`,
    );
  }
  return { model, release };
}

/** Name of the header that says, with every answer of a model, which model it was. */
export const HASH_HEADER = 'x-model-hash';

/** How a request waits for its turn. */
export function submitOptions({ ip }: FastifyRequest, deadline: Deadline, signal: AbortSignal): SubmitOptions {
  return { timeoutMs: deadline.left, signal, client: clientOf(ip) };
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
