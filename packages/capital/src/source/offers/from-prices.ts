import { CapitalError } from '../../errors.ts';
import { currencyIn, type PriceRow, priceRow } from '../prices/price.ts';
import type { Offer } from './offer.ts';

/**
 * Offers from a price list: what is rented, reserved or prepaid there, one offer a row. A purchase needs more than a price (place,
 * energy, life), so it is not among them: make it by hand.
 *
 * @param options.spotOverhead hours paid over hours of use on spot machines: see runTimeFactor
 * @param options.blockMonths how long a capacity block is
 * @throws {CapitalError} bad-number, unit-mismatch — where a figure is negative, endless or none where it may not be, or units do not go together
 * @throws {CapitalError} bad-plan — when there are spot prices and no `spotOverhead`
 * @example offersFrom(PRICES.filter(({ chip }) => chip === 'H100'), { spotOverhead: 1.19 })
 */
export function offersFrom(
  prices: readonly PriceRow[],
  {
    gpusPerNode = 1,
    spotOverhead,
    blockMonths = 1,
  }: { gpusPerNode?: number; spotOverhead?: number; blockMonths?: number } = {},
): Offer[] {
  return prices.flatMap((price): Offer[] => {
    const { chip, provider, region, terms, value, unit, source, asOf, confidence } = priceRow(price);
    const common = {
      id: [provider, chip, region, terms].filter(Boolean).join(' '),
      provider,
      region: region || 'anywhere',
      currency: currencyIn(unit),
      gpusPerNode,
      pricePerGpuHour: value,
      source: `${source}, ${asOf}`,
      confidence,
    };
    switch (terms) {
      case 'on-demand':
        return [{ ...common, kind: 'on-demand' }];
      case 'spot':
        if (spotOverhead === undefined) {
          throw new CapitalError(
            'bad-plan',
            `'${common.id}' is a spot price: say with spotOverhead what its pre-emptions cost, from runTimeFactor(…) of measured failures.`,
          );
        }
        return [{ ...common, kind: 'spot', overhead: spotOverhead }];
      case 'reserved-1y':
      case 'reserved-3y':
        return [{ ...common, kind: 'reserved', months: terms === 'reserved-1y' ? 12 : 36 }];
      case 'block':
        return [{ ...common, kind: 'block', months: blockMonths }];
      case 'purchase':
        break;
    }
    return [];
  });
}
