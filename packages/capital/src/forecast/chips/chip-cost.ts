import { notNegative, positive } from '../../check.ts';
import type { Chip } from './chips.ts';
import { energyKWh, PUE, TRAINING_LOAD } from './energy.ts';

// Cottier et al. 2024, arXiv 2405.21015, and epoch-research/training-cost-trends @263c40a, cost_analysis_standalone.py.

/** Value that hardware loses a year: a factor of 10^0.14 (0.14 orders of magnitude, from the growth of FLOP/s a dollar). */
export const REPLACEMENT_RATE = 0.14 * Math.LN10;

/** Hours a Julian year. */
const HOURS_PER_YEAR = 8766;

/** What a bare chip costs with its share of server and network. */
export interface ChipCost {
  /** USD a chip, with its share of the server and of the network, at the start of the training. */
  acquisition: number;
  /** USD a chip-hour: the value that is used up. */
  amortised: number;
  /** USD a chip-hour; 0 where the chip's power is not published. */
  energy: number;
  total: number;
}

/**
 * USD a chip-hour for whoever owns the cluster, after Epoch: bare chip × server overhead, 19/81 of that for the network, aged
 * by 10^(−0.14 a year), used up at 32.2 % a year; and the electricity.
 *
 * @param chipPrice USD for a bare chip when it came out
 * @param ageYears from then to the start of the training
 * @param options.pricePerKWh 0.0826 (US industry, 2025)
 * @throws {CapitalError} bad-number — where a figure is negative, endless or none where it may not be
 * @example ownedChipCost(chip('H100'), 31_905).total // 2.58
 */
export function ownedChipCost(
  { serverPower, serverPrice, watts }: Chip,
  chipPrice: number,
  ageYears = 0,
  {
    pricePerKWh = 0.0826,
    pue = PUE.hyperscaler,
    load = TRAINING_LOAD.gpu,
  }: { pricePerKWh?: number; pue?: number; load?: number } = {},
): ChipCost {
  positive({ chipPrice });
  notNegative({ ageYears, pricePerKWh });
  const cluster = chipPrice * serverPrice * (1 + 0.19 / 0.81);
  const acquisition = cluster * 10 ** (-0.14 * ageYears);
  const amortised = (acquisition * REPLACEMENT_RATE) / HOURS_PER_YEAR;
  const energy = energyKWh({ watts: (watts ?? 0) * serverPower * load, deviceHours: 1, pue }) * pricePerKWh;
  return { acquisition, amortised, energy, total: amortised + energy };
}
