import { notNegative, positive, share } from '../check.ts';
import { CapitalError } from '../errors.ts';

/**
 * US dollars a million tokens: what an hour costs over what an hour serves. Take tokens a second and utilisation from the
 * server's own measurements, never from a vendor's peak.
 *
 * @throws {CapitalError} bad-number — where a figure is negative, endless or none where it may not be
 * @example costPerMtok({ pricePerHour: 2.5, tokensPerSecond: 700, utilisation: 0.4 }) // 2.48
 */
export function costPerMtok({
  pricePerHour,
  tokensPerSecond,
  utilisation = 1,
}: {
  pricePerHour: number;
  tokensPerSecond: number;
  utilisation?: number;
}): number {
  notNegative({ pricePerHour });
  positive({ tokensPerSecond, utilisation });
  share({ utilisation });
  return (pricePerHour / (tokensPerSecond * 3600 * utilisation)) * 1e6;
}

/**
 * US dollars a thousand requests.
 *
 * @throws {CapitalError} bad-number — where a figure is negative, endless or none where it may not be
 * @example costPerKrequest({ pricePerHour: 0.43, requestsPerSecond: 120, utilisation: 0.3 })
 */
export function costPerKrequest({
  pricePerHour,
  requestsPerSecond,
  utilisation = 1,
}: {
  pricePerHour: number;
  requestsPerSecond: number;
  utilisation?: number;
}): number {
  return costPerMtok({ pricePerHour, tokensPerSecond: requestsPerSecond, utilisation }) / 1000;
}

/**
 * Tokens a second that one sequence cannot exceed while it decodes: memory bandwidth over the bytes of the active weights.
 *
 * @throws {CapitalError} bad-number — where a figure is negative, endless or none where it may not be
 * @example decodeLimit({ bytesPerSecond: 3.35e12, weightBytes: 140e9 }) // 23.9
 */
export function decodeLimit({ bytesPerSecond, weightBytes }: { bytesPerSecond: number; weightBytes: number }): number {
  positive({ bytesPerSecond, weightBytes });
  return bytesPerSecond / weightBytes;
}

/**
 * Million tokens a month above which serving a model oneself is cheaper than another's API.
 *
 * @param costPerMonth fixed: machines that run whether used or not
 * @throws {CapitalError} bad-number — when the API costs no more than our own margin: it is never worth it then
 * @example apiBreakEven({ costPerMonth: 2000, apiPerMtok: 3, ownPerMtok: 0.8 }) // 909
 */
export function apiBreakEven({
  costPerMonth,
  apiPerMtok,
  ownPerMtok,
}: {
  costPerMonth: number;
  apiPerMtok: number;
  ownPerMtok: number;
}): number {
  notNegative({ costPerMonth, apiPerMtok, ownPerMtok });
  if (apiPerMtok <= ownPerMtok) {
    throw new CapitalError(
      'bad-number',
      `There is no break-even: the API's ${apiPerMtok} USD/Mtoken is not above our own ${ownPerMtok}. Buy from the API.`,
      { fields: { apiPerMtok, ownPerMtok } },
    );
  }
  return costPerMonth / (apiPerMtok - ownPerMtok);
}
