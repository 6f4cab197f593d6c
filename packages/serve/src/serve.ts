import type { AddressInfo } from 'node:net';
import { ServeError } from './errors.ts';
import { checkListening } from './http/access.ts';
import { addRoutes, createApp } from './http/app.ts';
import { Bodies } from './http/body.ts';
import { parseOptions, type ServeOptions } from './options.ts';
import { PictureDecoder } from './pictures/decoder.ts';
import { RequestParser } from './protocol/request-parser.ts';
import { findModels } from './registry/repository.ts';
import { ServedModel } from './registry/served-model.ts';
import { factsOf } from './routes/models.ts';

/** A model as a server has it. */
export type ServedFacts = ReturnType<typeof factsOf>;

/** A server that is listening. */
export interface Server extends AsyncDisposable {
  /** Where to reach it, without a slash at the end. */
  readonly url: string;
  /** What is served now: name, version, hash, and what it takes. */
  models(): ServedFacts[];
  /** The process id of each model's engine, by name. */
  engines(): Record<string, number | undefined>;
  /** Stops accepting, answers what was accepted, ends the engines. Calling it again waits for the same end. */
  close(): Promise<void>;
}

/**
 * Serves models over HTTP, each in a process of its own.
 *
 * @returns once every model is open, warm and reachable
 * @throws {ServeError} options-invalid, key-required, no-models, model-unloadable, address-in-use — where an option does not fit, a key is needed, there is no model, a model cannot be opened, or another program listens there
 * @example
 * await using server = await serve({ models: { digits: 'runs/3f2a/best' }, port: 0 });
 * await fetch(`${server.url}/predict`, { method: 'POST', body: await readFile('7.png') });
 */
export async function serve(options: ServeOptions): Promise<Server> {
  const settings = parseOptions(options);
  await checkListening(settings);
  const entries = findModels(settings.models);
  const bodies = new Bodies(settings);
  const { app, log } = createApp(settings, bodies);
  const models = new Map(entries.map((entry) => [entry.name, new ServedModel(entry, settings, app.log)]));
  const parser = new RequestParser();
  let closed: Promise<void> | undefined;
  const pictures = new PictureDecoder();
  addRoutes(app, { settings, models, bodies, parser, pictures, closing: () => closed !== undefined }, log);

  const endEngines = () => Promise.all([...models.values()].map((model) => model.close()));
  const close = async () => {
    const late = setTimeout(() => app.server.closeAllConnections(), settings.drainTimeoutMs);
    await app.close();
    clearTimeout(late);
    await Promise.all([endEngines(), parser.close()]);
    log.flush();
  };
  try {
    await Promise.all([...models.values()].map((model) => start(model)));
    await app.listen({ host: settings.host, port: settings.port });
  } catch (error) {
    await close();
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
      throw new ServeError(
        'address-in-use',
        `port ${settings.port} of ${settings.host} is taken by another process; give another port, or 0 for a free one`,
      );
    }
    throw error;
  }
  return {
    url: urlOf(app.server.address() as AddressInfo, settings.host), // it listens on TCP
    models: () => [...models.values()].map(factsOf),
    engines: () => Object.fromEntries([...models].map(([name, model]) => [name, model.engine.pid])),
    close: () => (closed ??= close()),
    [Symbol.asyncDispose]: () => (closed ??= close()),
  };
}

async function start(model: ServedModel): Promise<void> {
  try {
    await model.engine.start();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ServeError('model-unloadable', `model ${model.name} cannot be served: ${reason}`, { cause: error });
  }
}

function urlOf({ address, port, family }: AddressInfo, host: string): string {
  const everywhere = host === '0.0.0.0' || host === '::';
  const shown = everywhere ? 'localhost' : family === 'IPv6' ? `[${address}]` : address;
  return `http://${shown}:${port}`;
}
