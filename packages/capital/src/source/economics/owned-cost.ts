import { notNegative, positive, share } from '../../check.ts';
import { checked } from '../../checked.ts';
import { payment } from '../../fund/rates/rates.ts';

/** A server of one's own. */
export interface OwnedServer {
  readonly gpus: number;
  /** USD for the whole server. */
  readonly price: number;
  /** What it is worth after `years`, as a share of its price. */
  readonly salvage: number;
  /** Whole. */
  readonly years: number;
  /** Cost of capital a year. */
  readonly rate: number;
  /** kW at full load. */
  readonly kW: number;
  /** USD a kW and month for the place, without electricity. */
  readonly coloPerKWMonth: number;
  /** Average draw over `kW`. */
  readonly load: number;
  readonly pue: number;
  readonly pricePerKWh: number;
  /** A year, as a share of the price. */
  readonly maintenance: number;
}

/** What a server costs a year, in USD. */
export interface OwnedCost {
  capital: number;
  colo: number;
  energy: number;
  maintenance: number;
  total: number;
  /** USD a GPU-hour when all hours are used. */
  pricePerGpuHour: number;
}

const HOURS = 8760;

/**
 * What owning costs: the annuity of price less discounted salvage, PV·r/(1 − (1 + r)^−L), plus place, energy and maintenance.
 *
 * @throws {CapitalError} bad-number — where a figure is negative, endless or none where it may not be
 * @example ownedCost({ gpus: 8, price: 270_000, salvage: 0.25, years: 4, rate: 0.08, kW: 10.2, … }).pricePerGpuHour // 1.555
 */
export function ownedCost(server: OwnedServer): OwnedCost {
  const { gpus, price, years, rate, kW } = server;
  positive({ gpus, years });
  notNegative({ price, rate, kW, coloPerKWMonth: server.coloPerKWMonth, pricePerKWh: server.pricePerKWh });
  share({ salvage: server.salvage, load: server.load });
  notNegative({ maintenance: server.maintenance });
  checked('pue', server.pue, { least: 1 });
  const present = price - (server.salvage * price) / (1 + rate) ** years;
  const capital = payment(present, rate, years);
  const colo = server.coloPerKWMonth * kW * 12;
  const energy = kW * server.load * server.pue * HOURS * server.pricePerKWh;
  const maintenance = server.maintenance * price;
  const total = capital + colo + energy + maintenance;
  return { capital, colo, energy, maintenance, total, pricePerGpuHour: total / (HOURS * gpus) };
}

/**
 * The share of all hours that must be used for owning to be as cheap as renting; above 1 it never is.
 *
 * @throws {CapitalError} bad-number — where a figure is negative, endless or none where it may not be
 * @example breakEvenUtilisation(1.555225, 2.95) // 0.5272
 */
export function breakEvenUtilisation(ownedPerGpuHour: number, rentPerGpuHour: number): number {
  notNegative({ ownedPerGpuHour });
  positive({ rentPerGpuHour });
  return ownedPerGpuHour / rentPerGpuHour;
}
