import { notNegative, positive, share } from '../check.ts';
import { CapitalError } from '../errors.ts';

/**
 * US dollars a million tokens: what an hour costs over what an hour serves. Take tokens a second and utilisation from the
 * server's own measurements, never from a vendor's peak.
 *
 * @throws CapitalError 'bad-number'.
 * @example usdPerMtok({ usdPerHour: 2.5, tokensPerSecond: 700, utilisation: 0.4 }) // 2.48
 */
export function usdPerMtok({
  usdPerHour,
  tokensPerSecond,
  utilisation = 1,
}: {
  usdPerHour: number;
  tokensPerSecond: number;
  utilisation?: number;
}): number {
  notNegative({ usdPerHour });
  positive({ tokensPerSecond, utilisation });
  share({ utilisation });
  return (usdPerHour / (tokensPerSecond * 3600 * utilisation)) * 1e6;
}

/**
 * US dollars a thousand requests.
 *
 * @throws CapitalError 'bad-number'.
 * @example usdPerKrequest({ usdPerHour: 0.43, requestsPerSecond: 120, utilisation: 0.3 })
 */
export function usdPerKrequest({
  usdPerHour,
  requestsPerSecond,
  utilisation = 1,
}: {
  usdPerHour: number;
  requestsPerSecond: number;
  utilisation?: number;
}): number {
  return usdPerMtok({ usdPerHour, tokensPerSecond: requestsPerSecond, utilisation }) / 1000;
}

/**
 * Tokens a second that one sequence cannot exceed while it decodes: memory bandwidth over the bytes of the active weights.
 *
 * @throws CapitalError 'bad-number'.
 * @example decodeLimit({ bytesPerSecond: 3.35e12, weightBytes: 140e9 }) // 23.9
 */
export function decodeLimit({ bytesPerSecond, weightBytes }: { bytesPerSecond: number; weightBytes: number }): number {
  positive({ bytesPerSecond, weightBytes });
  return bytesPerSecond / weightBytes;
}

/**
 * Million tokens a month above which serving a model oneself is cheaper than another's API.
 *
 * @param usdPerMonth fixed: machines that run whether used or not
 * @throws CapitalError 'bad-number' when the API costs no more than our own margin: it is never worth it then.
 * @example apiBreakEven({ usdPerMonth: 2000, apiUsdPerMtok: 3, ownUsdPerMtok: 0.8 }) // 909
 */
export function apiBreakEven({
  usdPerMonth,
  apiUsdPerMtok,
  ownUsdPerMtok,
}: {
  usdPerMonth: number;
  apiUsdPerMtok: number;
  ownUsdPerMtok: number;
}): number {
  notNegative({ usdPerMonth, apiUsdPerMtok, ownUsdPerMtok });
  if (apiUsdPerMtok <= ownUsdPerMtok) {
    throw new CapitalError(
      'bad-number',
      `There is no break-even: the API's ${apiUsdPerMtok} USD/Mtoken is not above our own ${ownUsdPerMtok}. Buy from the API.`,
      { fields: { apiUsdPerMtok, ownUsdPerMtok } },
    );
  }
  return usdPerMonth / (apiUsdPerMtok - ownUsdPerMtok);
}
