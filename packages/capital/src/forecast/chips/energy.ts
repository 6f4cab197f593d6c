import { notNegative } from '../../check.ts';
import { checked } from '../../checked.ts';
import { CapitalError } from '../../errors.ts';

/** Grams of CO2-equivalent a kWh: Our World in Data 2023 (Ember; Energy Institute); WORLD from CodeCarbon 3.3. */
export const GRID: Readonly<Record<string, number>> = {
  USA: 369.473,
  CAN: 170.043,
  FRA: 56.039,
  DEU: 380.95,
  GBR: 237.589,
  IRL: 290.805,
  NOR: 30.08,
  POL: 661.926,
  SWE: 40.695,
  CHN: 582.317,
  IND: 713.441,
  JPN: 485.392,
  SGP: 470.783,
  WORLD: 475,
};

/** Power usage effectiveness: what the building draws over what the servers draw (Epoch training-cost-trends @263c40a). */
export const PUE = { hyperscaler: 1.1, other: 1.25 } as const;

/** Average load of a training's chips over their design power (Epoch, same file). */
export const TRAINING_LOAD = { gpu: 0.75, tpu: 0.43 } as const;

/**
 * Grams of CO2-equivalent a kWh of a country's grid.
 *
 * @param country ISO 3166 alpha-3, or 'WORLD'
 * @throws {CapitalError} bad-plan — listing the countries there are
 * @example gridIntensity('FRA') // 56.039
 */
export function gridIntensity(country: string): number {
  if (Object.hasOwn(GRID, country)) return GRID[country]!;
  throw new CapitalError(
    'bad-plan',
    `There is no grid intensity for '${country}'. Known: ${Object.keys(GRID).join(', ')}; or give grams a kWh yourself.`,
    { fields: { country } },
  );
}

/**
 * Grams a kWh of a mix of sources.
 *
 * @throws {CapitalError} bad-number — unless the shares sum to one
 * @example mixIntensity([{ share: 0.25, intensity: 995 }, { share: 0.75, intensity: 29 }])
 */
export function mixIntensity(parts: readonly { share: number; intensity: number }[]): number {
  for (const { share, intensity } of parts) notNegative({ share, intensity });
  const sum = parts.reduce((total, { share }) => total + share, 0);
  if (Math.abs(sum - 1) > 1e-9)
    throw new CapitalError('bad-number', `Expected shares that sum to 1, received ${sum}.`, { fields: { sum } });
  return parts.reduce((total, { share, intensity }) => total + share * intensity, 0);
}

/**
 * Energy in kWh: watts of one device, times devices and hours, times the building's PUE.
 *
 * @throws {CapitalError} bad-number — where a figure is negative, endless or none where it may not be
 * @example energyKWh({ watts: 350, deviceHours: 7 * 377.8, pue: 1.53 }) // 1416.18
 */
export function energyKWh({ watts, deviceHours, pue }: { watts: number; deviceHours: number; pue: number }): number {
  notNegative({ watts, deviceHours });
  return ((watts * deviceHours) / 1000) * checked('pue', pue, { least: 1 });
}

/**
 * Kilograms of CO2-equivalent.
 *
 * @throws {CapitalError} bad-number — where a figure is negative, endless or none where it may not be
 * @example carbonKg(1416.183, 120) // 169.942
 */
export function carbonKg(kWh: number, gramsPerKWh: number): number {
  notNegative({ kWh, gramsPerKWh });
  return (kWh * gramsPerKWh) / 1000;
}
