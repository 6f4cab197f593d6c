import type { FastifyInstance } from 'fastify';
import type { ServedModel } from '../registry/served-model.ts';
import type { Context } from './context.ts';

/** What a served model is, for the page and for programs. */
export function factsOf({ name, ready, release }: ServedModel) {
  const { version, hash, about, rows, sounds } = release;
  const { preprocessing, classes, architecture, computed } = about;
  const takes = rows ? 'rows' : sounds ? 'recordings' : preprocessing && classes.length > 0 ? 'pictures' : 'tensors';
  return {
    name,
    version,
    hash,
    ready,
    takes: takes as 'rows' | 'recordings' | 'pictures' | 'tensors', // one of these, as was just said
    architecture,
    computed,
    ...(preprocessing && { size: preprocessing.size, channels: preprocessing.channels }),
    classes: classes.length,
    ...(rows && { columns: rows.pipeline.inputs }),
  };
}

/** `GET /v2/models`: what is served. */
export function modelRoutes(app: FastifyInstance, { models }: Context): void {
  app.get('/v2/models', async () => ({ models: [...models.values()].map(factsOf) }));
}
