import { offerKind } from './contract.ts';
import { committed } from './drafting.ts';
import { machines, months, portion, price } from './fields.ts';

export const reserved = offerKind({
  kind: 'reserved',
  about: 'Kept for months, such as 12 or 36, and paid whether used or not.',
  way: 'commit',
  fields: {
    ...machines,
    pricePerGpuHour: price,
    months,
    /** Share paid at the start, the rest month by month; 0. */
    upfront: portion.exactOptional(),
  },
  money: ['pricePerGpuHour'],
  paid: 'kept',
  lasts: ({ months: each }) => each,
  nodeHour: ({ pricePerGpuHour, gpusPerNode = 1 }) => pricePerGpuHour * gpusPerNode,
  drafts: (offer, around) => committed(offer, offer.upfront ?? 0, around),
});
