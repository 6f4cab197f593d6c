import { type CapTable, capTable } from '../table/cap-table.ts';
import type { Solved } from './result.ts';
import type { RoundTerms } from './terms.ts';

/**
 * The table with the round in it. Each instrument that converted below the round's price gets a class of its own, whose
 * preference is by what it paid a share (YC's Safe Preferred Stock); the others get the new series.
 */
export function tableAfter(
  table: CapTable,
  terms: RoundTerms,
  { price, conversions, investors, poolAfter }: Solved,
): CapTable {
  const highest = Math.max(
    0,
    ...table.classes.filter(({ kind }) => kind === 'preferred').map(({ seniority }) => seniority),
  );
  const shared = {
    kind: 'preferred' as const,
    preference: terms.preference ?? 1,
    participation: terms.participation ?? ('none' as const),
    seniority: terms.seniority ?? highest + 1,
    antiDilution: terms.antiDilution ?? ('none' as const),
  };
  const own = conversions.filter((conversion) => !conversion.price.equals(price));
  return capTable({
    classes: [
      ...table.classes,
      { ...shared, id: terms.series, originalPrice: price },
      ...own.map((conversion) => ({
        ...shared,
        id: `${terms.series}:${conversion.id}`,
        originalPrice: conversion.price,
      })),
    ],
    holdings: [
      ...table.holdings,
      ...conversions.map((conversion) => ({
        holder: conversion.holder,
        class: own.includes(conversion) ? `${terms.series}:${conversion.id}` : terms.series,
        shares: conversion.shares,
      })),
      ...investors.map(({ holder, shares }) => ({ holder, class: terms.series, shares })),
    ],
    grants: table.grants,
    pool: poolAfter,
  });
}
