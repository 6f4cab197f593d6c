import { answers } from '@capstan/models/answers';
import * as z from 'zod';

const tensor = z.object({ name: z.string(), datatype: z.string(), shape: z.array(z.int()) });

const cell = z.union([z.number(), z.boolean(), z.string(), z.null()]);

/** What a model says of one example, in one of the forms of answers. */
const guess = z.union(Object.values(answers).map(({ schema }) => schema));

/** Which model an answer is from. */
const answered = { model: z.string(), version: z.string(), hash: z.string().describe('What identifies the model') };

const tensorConfig = z.object({ name: z.string(), data_type: z.string(), dims: z.array(z.int()) });

const duration = z.object({ count: z.int(), ns: z.int() });

/** What each route takes and answers with. */
export const schemas = {
  error: z.object({
    error: z.string(),
    faults: z
      .array(z.object({ row: z.int(), column: z.string(), message: z.string() }))
      .optional()
      .describe('Of rows that do not fit: everything that is wrong with them'),
  }),
  server: z.object({ name: z.string(), version: z.string(), extensions: z.array(z.string()) }),
  live: z.object({ live: z.boolean() }),
  ready: z.object({ live: z.boolean(), ready: z.boolean(), error: z.string().optional() }),
  modelReady: z.object({ name: z.string(), ready: z.boolean(), error: z.string().optional() }),
  model: z.object({
    name: z.string(),
    versions: z.array(z.string()),
    platform: z.string(),
    inputs: z.array(tensor),
    outputs: z.array(tensor),
    parameters: z.record(z.string(), z.string()),
  }),
  models: z.object({
    models: z.array(
      z.object({
        name: z.string(),
        version: z.string(),
        hash: z.string(),
        ready: z.boolean(),
        takes: z.enum(['pictures', 'recordings', 'rows', 'tensors']),
        architecture: z.string(),
        computed: z.string(),
        size: z.tuple([z.int(), z.int()]).optional().describe('Height and width of pictures'),
        channels: z.int().optional(),
        classes: z.int(),
        columns: z.array(z.object({ name: z.string(), type: z.string() })).optional(),
      }),
    ),
  }),
  infer: z.object({
    model_name: z.string(),
    model_version: z.string(),
    id: z.string().optional(),
    parameters: z.object({ model_hash: z.string().describe('What identifies the model') }),
    outputs: z.array(
      tensor.extend({
        data: z.array(z.union([z.number(), z.boolean(), z.string()])).optional(),
        parameters: z.object({ binary_data_size: z.int() }).optional(),
      }),
    ),
  }),
  predict: z.union([
    z.intersection(z.object({ ...answered, millis: z.number() }), guess),
    z.object({ ...answered, predictions: z.array(guess), millis: z.number() }),
  ]),
  statistics: z.object({
    model_stats: z.array(
      z.object({
        name: z.string(),
        version: z.string(),
        last_inference: z.int().describe('Milliseconds since 1970'),
        inference_count: z.int().describe('Rows'),
        execution_count: z.int().describe('Batches'),
        inference_stats: z.record(z.string(), duration),
        batch_stats: z.array(z.object({ batch_size: z.int(), compute_infer: duration })),
        memory_usage: z.array(z.unknown()),
      }),
    ),
  }),
  config: z.object({
    name: z.string(),
    platform: z.string(),
    backend: z.string(),
    version_policy: z.object({ specific: z.object({ versions: z.array(z.int()) }) }),
    max_batch_size: z.int(),
    input: z.array(tensorConfig),
    output: z.array(tensorConfig),
    instance_group: z.array(z.object({ name: z.string(), kind: z.string(), count: z.int() })),
    dynamic_batching: z.object({ max_queue_delay_microseconds: z.int() }),
    parameters: z.record(z.string(), z.object({ string_value: z.string() })),
  }),
  indexRequest: z.strictObject({ ready: z.boolean().optional().describe('Only models that can compute') }),
  index: z.array(z.object({ name: z.string(), version: z.string(), state: z.string(), reason: z.string() })),
  predictRows: z.union([z.record(z.string(), cell), z.array(z.record(z.string(), cell)).min(1)]),
  predictQuery: z.strictObject({
    model: z.string().optional().describe('Name of the model; needed where there are several'),
    top: z.coerce.number().int().positive().optional().describe('How many classes to give; all unless said otherwise'),
  }),
};

/** The answer of `POST /predict`. */
export type Prediction = z.infer<typeof schemas.predict>;
