import { offerKind } from './contract.ts';
import { committed } from './drafting.ts';
import { machines, months, portion, price } from './fields.ts';

export const block = offerKind({
  kind: 'block',
  about: 'A capacity block of some months, paid at its start.',
  way: 'commit',
  fields: {
    ...machines,
    pricePerGpuHour: price,
    months,
    /** Share paid at the start, the rest month by month; 1. */
    upfront: portion.exactOptional(),
  },
  money: ['pricePerGpuHour'],
  paid: 'kept',
  lasts: ({ months: each }) => each,
  nodeHour: ({ pricePerGpuHour, gpusPerNode = 1 }) => pricePerGpuHour * gpusPerNode,
  drafts: (offer, around) => committed(offer, offer.upfront ?? 1, around),
});
