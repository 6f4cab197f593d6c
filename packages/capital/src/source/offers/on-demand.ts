import { z } from 'zod';
import { offerKind } from './contract.ts';
import { rented } from './drafting.ts';
import { machines, price } from './fields.ts';

export const onDemand = offerKind({
  kind: 'on-demand',
  about: 'Rented by the hour.',
  way: 'rent',
  fields: {
    ...machines,
    pricePerGpuHour: price,
    /** Whether only whole nodes for whole months can be had; false. */
    whole: z.boolean().exactOptional(),
  },
  money: ['pricePerGpuHour'],
  paid: 'used',
  market: 'steady',
  nodeHour: ({ pricePerGpuHour, gpusPerNode = 1 }) => pricePerGpuHour * gpusPerNode,
  drafts: rented,
});
