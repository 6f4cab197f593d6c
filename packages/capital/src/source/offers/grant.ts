import { offerKind } from './contract.ts';
import { application, hired, nodeMonth, spanOfMonths } from './drafting.ts';
import { amount, givenMachines } from './fields.ts';

export const grant = offerKind({
  kind: 'grant',
  about: "Hours of an academic or partner's machine.",
  way: 'partner',
  fields: { ...givenMachines, gpuHours: amount, pricePerGpuHour: amount.exactOptional() },
  money: ['pricePerGpuHour', 'applicationCost'],
  paid: 'used',
  total: ({ gpuHours, gpusPerNode = 1 }, hoursPerMonth) => gpuHours / (gpusPerNode * hoursPerMonth),
  nodeHour: ({ pricePerGpuHour = 0, gpusPerNode = 1 }) => pricePerGpuHour * gpusPerNode,
  application,
  drafts(offer, around) {
    const { acceptance = 1, gpusPerNode = 1, speed = 1 } = offer;
    const begins = (offer.from ?? 0) + (offer.waitMonths ?? 0);
    // Refused, its hours are rented on demand: that is what it costs on average.
    const rented = acceptance < 1 ? (1 - acceptance) * around.standIn(offer) * gpusPerNode * speed : 0;
    return spanOfMonths(begins, begins + offer.expiresAfter, around.months).map((month) =>
      hired(month, [
        { month, money: acceptance * nodeMonth(offer, around), floating: false },
        { month, money: rented, floating: true },
      ]),
    );
  },
});
