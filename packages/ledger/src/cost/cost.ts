import { type DeviceKind, deviceKind } from '@capstan/base';
import type { Price } from './price.ts';

/** One process's share of a run. */
export interface Usage {
  /** Cores or accelerators that were held. */
  units: number;
  /** By the wall. */
  seconds: number;
  /** Seconds of work, of all units together: measured for CPUs, taken as `units × seconds` for accelerators. */
  busySeconds: number;
}

/** What a run took. */
export interface Cost {
  /** By the wall, of all its processes together. */
  seconds: number;
  /** `units × seconds`: core-seconds on a CPU. What is paid for. */
  deviceSeconds: number;
  /** An estimate: see {@link energyWh}. */
  energyWh: number;
  money: number;
  currency: string;
}

/**
 * Estimates electric energy in watt-hours: each unit draws its load power while it works and its idle power while it waits, times
 * the share of the server around it. Cooling and losses of the building are not in it: multiply by its PUE (1.1 hyperscaler, 1.25
 * other, Epoch 2025). Memory is not counted apart on CPUs. Powers and their sources are in {@link deviceKind}.
 *
 * @example
 * energyWh(deviceKind('cpu'), { units: 2, seconds: 3600, busySeconds: 3600 })   // 3.5 + 0.74 = 4.24
 */
export function energyWh(device: DeviceKind, usage: Usage): number {
  const idleSeconds = Math.max(0, usage.units * usage.seconds - usage.busySeconds);
  return ((device.loadWatts * usage.busySeconds + device.idleWatts * idleSeconds) * device.server) / 3600;
}

/**
 * Adds up what the processes of a run took, at one price.
 *
 * @example
 * costOf('cpu', defaultPrice('cpu'), [{ units: 2, seconds: 60, busySeconds: 110 }])
 */
export function costOf(device: string, price: Price, usages: readonly Usage[]): Cost {
  const kind = deviceKind(device);
  const cost: Cost = { seconds: 0, deviceSeconds: 0, energyWh: 0, money: 0, currency: price.currency };
  for (const usage of usages) {
    cost.seconds += usage.seconds;
    cost.deviceSeconds += usage.units * usage.seconds;
    cost.energyWh += energyWh(kind, usage);
  }
  cost.money = (cost.deviceSeconds / 3600) * price.perHour;
  return cost;
}
