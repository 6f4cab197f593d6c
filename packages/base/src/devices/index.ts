export { CHIPS, type Chip } from './chips.ts';
export { DEVICES, type DeviceKind, deviceKind } from './device-kind.ts';
export { type DatedPrice, PRICES } from './prices.ts';
