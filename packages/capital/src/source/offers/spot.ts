import { z } from 'zod';
import { runTimeFactor } from '../economics/checkpoint.ts';
import { offerKind } from './contract.ts';
import { rented } from './drafting.ts';
import { amount, machines, price } from './fields.ts';

export const spot = offerKind({
  kind: 'spot',
  about: 'Rented by the hour and taken away at any time.',
  way: 'rent',
  fields: {
    ...machines,
    pricePerGpuHour: price,
    /** Whether only whole nodes for whole months can be had; false. */
    whole: z.boolean().exactOptional(),
    /** Hours paid over hours of useful work, at least 1; or else `failures`, which it follows from. */
    overhead: z.number().min(1).exactOptional(),
    /** Seconds: a checkpoint, between failures, until running again. */
    failures: z.strictObject({ checkpoint: price, mtbf: price, restart: amount }).exactOptional(),
  },
  money: ['pricePerGpuHour'],
  paid: 'used',
  market: 'interrupted',
  fault: ({ overhead, failures }) =>
    (overhead === undefined) === (failures === undefined)
      ? 'Expected what its interruptions cost, either failures: { checkpoint: 12, mtbf: 7200, restart: 300 } in seconds, or overhead: 1.2.'
      : undefined,
  overhead: ({ overhead, failures }) => overhead ?? (failures ? runTimeFactor(failures) : 1),
  nodeHour: ({ pricePerGpuHour, gpusPerNode = 1 }) => pricePerGpuHour * gpusPerNode,
  drafts: rented,
});
