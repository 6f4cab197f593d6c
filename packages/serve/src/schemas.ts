import * as z from 'zod';

const tensor = z.object({ name: z.string(), datatype: z.string(), shape: z.array(z.int()) });

/** What each route answers with. */
export const schemas = {
  error: z.object({ error: z.string() }),
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
  infer: z.object({
    model_name: z.string(),
    model_version: z.string(),
    id: z.string().optional(),
    outputs: z.array(
      tensor.extend({
        data: z.array(z.union([z.number(), z.boolean(), z.string()])).optional(),
        parameters: z.object({ binary_data_size: z.int() }).optional(),
      }),
    ),
  }),
  predict: z.object({
    model: z.string(),
    label: z.string(),
    confidence: z.number(),
    probabilities: z.record(z.string(), z.number()),
    millis: z.number(),
  }),
  predictQuery: z.object({
    model: z.string().optional().describe('Name of the model; needed where there are several'),
    top: z.coerce.number().int().positive().optional().describe('How many classes to give; all unless said otherwise'),
  }),
};

export type Prediction = z.infer<typeof schemas.predict>;
