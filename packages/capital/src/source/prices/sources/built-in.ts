import type { Confidence } from '../../../distribution/assumption.ts';
import { type PriceRow, priceRow, type Terms } from '../price.ts';
import { priceSource } from './contract.ts';

type Origin = readonly [asOf: string, source: string, confidence?: Confidence];
type Prices = Partial<Record<Terms, number>>;

// EP: epoch-research/training-cost-trends @263c40a, data/Hardware prices.csv, each row with an archived page. SC:
// skypilot-org/skypilot-catalog, whose files carry no date of their own. Facts with their citations; neither file is shipped, as
// neither repository has a licence.
const EP = 'Epoch training-cost-trends @263c40a, Hardware prices.csv';
const epoch = (asOf: string): Origin => [asOf, EP];
const catalog = (commit: string): Origin => ['2026-11-24', `SkyPilot catalog v8 @${commit}, as read on this date`];
const nebius = catalog('0082b043');
const verda = catalog('000c1d0b');
const lambda = catalog('0f407038');
const runpod = epoch('2025-03-03');
const block: Origin = ['2024-12-01', 'AWS page on capacity blocks, stored copy of late 2024; prepaid'];

const TABLE: readonly (readonly [chip: string, provider: string, region: string, Prices, Origin])[] = [
  [
    'H100',
    'Google',
    'us-central1',
    { 'on-demand': 11.06, 'reserved-1y': 7.67, 'reserved-3y': 4.86 },
    epoch('2025-03-17'),
  ],
  [
    'H100',
    'Azure NVL',
    'East US',
    { 'on-demand': 6.98, 'reserved-1y': 5.81, 'reserved-3y': 4.31 },
    epoch('2025-03-17'),
  ],
  [
    'H100',
    'AWS p5',
    '',
    { 'on-demand': 6.88 },
    ['2026-01-01', 'blogs on the cut of June 2025; they contradict each other', 'guess'],
  ],
  ['H100', 'AWS', '', { block: 4.916 }, block],
  ['H100', 'Nebius', 'eu-north1', { 'on-demand': 2.95, spot: 1.25 }, nebius],
  ['H100', 'Verda', 'FIN-02', { 'on-demand': 2.29, spot: 0.8 }, verda],
  ['H100', 'Lambda 1x', '', { 'on-demand': 4.29 }, lambda],
  ['H100', 'Lambda 8x', '', { 'on-demand': 3.99 }, lambda],
  ['H100', 'RunPod', '', { 'on-demand': 2.99 }, runpod],
  ['H100', 'Cudo', '', { 'on-demand': 2.45 }, runpod],
  ['H100', 'Oblivus', '', { 'on-demand': 2.94 }, runpod],
  ['H100', 'HGX board of 8', '', { purchase: 31_905 }, epoch('2025-03-01')],
  ['H100', 'HGX board of 8, cheapest', '', { purchase: 28_750 }, epoch('2025-01-01')],
  ['H100', 'NVIDIA DGX', '', { purchase: 46_875 }, epoch('2025-01-01')],
  ['H200', 'AWS p5en', 'us-east-1', { 'on-demand': 7.912, spot: 3.32 }, ['2026-08-06', 'dstackai/dstack#4110']],
  ['H200', 'AWS p5en', 'us-east-2', { 'on-demand': 7.912, spot: 3.4 }, ['2026-08-06', 'dstackai/dstack#4110']],
  ['H200', 'AWS', '', { block: 5.408 }, block],
  ['H200', 'Nebius', 'eu-north1', { 'on-demand': 3.5, spot: 1.45 }, nebius],
  ['H200', 'Verda', 'FIN-02', { 'on-demand': 3.39, spot: 1.19 }, verda],
  ['H200', 'HGX board of 8', '', { purchase: 39_083 }, epoch('2025-01-31')],
  ['B200', 'Nebius', '', { 'on-demand': 5.5 }, nebius],
  ['B200', 'Verda', 'FIN-02', { 'on-demand': 4.89, spot: 1.71 }, verda],
  ['B200', 'Lambda 8x', '', { 'on-demand': 6.69 }, lambda],
  ['B200', 'NVIDIA DGX', '', { purchase: 47_409 }, epoch('2024-12-17')],
  ['B300', 'Verda', 'FIN-02', { 'on-demand': 6.99, spot: 2.45 }, verda],
  ['A100', 'AWS p4de', '', { 'on-demand': 5.12, 'reserved-1y': 3.0, 'reserved-3y': 1.81 }, epoch('2025-03-02')],
  ['A100', 'Azure', 'East US', { 'on-demand': 3.67, 'reserved-1y': 3.06, 'reserved-3y': 2.27 }, epoch('2025-03-04')],
  ['A100', 'AWS', '', { block: 1.844 }, block],
  ['A100', 'Verda', 'FIN-02', { 'on-demand': 1.29, spot: 0.45 }, verda],
  ['A100', 'RunPod', '', { 'on-demand': 1.89 }, runpod],
  ['A100', 'Lambda PCIe 40 GB', '', { 'on-demand': 1.29 }, lambda],
  ['A100', 'HGX board', '', { purchase: 17_499 }, epoch('2025-03-02')],
  ['A100 PCIe', 'RunPod', '', { 'on-demand': 1.39, spot: 1.39 }, catalog('01acdfd4')],
  ['A100 PCIe', 'retail', '', { purchase: 16_339 }, epoch('2025-03-02')],
  ['L40S', 'Nebius', '', { 'on-demand': 1.55 }, nebius],
  ['L40S', 'RunPod', '', { 'on-demand': 0.86 }, runpod],
  ['L4', 'RunPod', '', { 'on-demand': 0.43 }, runpod],
  ['GH200', 'Lambda', '', { 'on-demand': 2.29 }, lambda],
  ['RTX 6000 Ada', 'Verda', 'FIN-02', { 'on-demand': 0.83 }, verda],
  ['RTX PRO 6000', 'Verda', 'FIN-02', { 'on-demand': 1.69, spot: 0.59 }, verda],
  ['RTX 4090', 'RunPod', '', { 'on-demand': 0.69 }, runpod],
  ['RTX 4090', 'vast', '', { 'on-demand': 0.35 }, runpod],
  ['RTX 4090', 'Salad', '', { 'on-demand': 0.2 }, runpod],
  ['RTX 4090', 'retail', '', { purchase: 1_417 }, runpod],
  ['TPU v4', 'Google', 'US', { 'on-demand': 3.22, 'reserved-1y': 2.03, 'reserved-3y': 1.45 }, runpod],
  ['TPU v5e', 'Google', 'US', { 'on-demand': 1.2, 'reserved-1y': 0.84, 'reserved-3y': 0.54 }, runpod],
  ['TPU v6e', 'Google', 'US', { 'on-demand': 2.7, 'reserved-1y': 1.89, 'reserved-3y': 1.22 }, runpod],
  ['TPU v4', 'Epoch’s estimate', '', { purchase: 5_176 }, ['2025-03-03', EP, 'guess']],
  ['TPU v5e', 'Epoch’s estimate', '', { purchase: 1_781 }, ['2025-03-03', EP, 'guess']],
  ['TPU v6e', 'Epoch’s estimate', '', { purchase: 6_518 }, ['2025-03-03', EP, 'guess']],
  ['MI300X', 'retail', '', { purchase: 25_734 }, epoch('2025-02-10')],
  ['V100', 'Verda', 'FIN-02', { 'on-demand': 0.14 }, verda],
];

export const builtIn = priceSource({
  kind: 'built-in',
  about: 'The dated and cited prices that come with Capstan; no file.',
  options: {},
  needs: [],
  recognises: () => false,
  read: () => [...PRICES],
});

/** The built-in prices, dated and cited: a stand-in until you import a price list or your own quotes. */
export const PRICES: readonly PriceRow[] = TABLE.flatMap(
  ([chip, provider, region, prices, [asOf, source, confidence = 'published']]) =>
    Object.entries(prices).map(([term, value]) =>
      priceRow({
        chip,
        provider,
        region,
        terms: term as Terms, // as: the keys of Prices
        value,
        unit: term === 'purchase' ? 'USD/GPU' : 'USD/(GPU·h)',
        asOf,
        source,
        confidence,
      }),
    ),
);
