import { chip } from '../chips/chips.ts';
import { modelFlopsUtilization, trainingFlops } from '../flops.ts';

/** A training that its makers described: what a forecast would have had to say. */
export interface PublishedTraining {
  readonly name: string;
  /** Parameters that a token meets. */
  readonly parameters: number;
  readonly tokens: number;
  readonly chip: string;
  readonly chipHours: number;
  /** Model FLOP utilisation that the makers state, of their steady state. */
  readonly mfu?: number;
  /** Epoch's amortised hardware and energy, millions of 2023 USD (model_costs_updated.csv). */
  readonly musd?: number;
  readonly source: string;
}

/** Trainings with published hours; the forecast is tested on them. */
export const PUBLISHED: readonly PublishedTraining[] = [
  {
    name: 'GPT-3 175B',
    parameters: 175e9,
    tokens: 300e9,
    chip: 'V100',
    chipHours: 3_552_000,
    musd: 3.26,
    source: 'Brown et al. 2020, arXiv 2005.14165; hours: Patterson et al. 2021, arXiv 2104.10350',
  },
  {
    name: 'PaLM 540B',
    parameters: 540e9,
    tokens: 780e9,
    chip: 'TPU v4',
    chipHours: 6144 * 1200 + 3072 * 336,
    mfu: 0.462,
    musd: 3.39,
    source: 'Chowdhery et al. 2022, arXiv 2204.02311',
  },
  {
    name: 'Llama 2 7B',
    parameters: 7e9,
    tokens: 2e12,
    chip: 'A100',
    chipHours: 184_320,
    mfu: 0.43,
    source: 'Touvron et al. 2023, arXiv 2307.09288',
  },
  {
    name: 'Llama 2 70B',
    parameters: 70e9,
    tokens: 2e12,
    chip: 'A100',
    chipHours: 1_720_320,
    mfu: 0.43,
    musd: 2.05,
    source: 'Touvron et al. 2023, arXiv 2307.09288',
  },
  {
    name: 'Llama 3.1 8B',
    parameters: 8.03e9,
    tokens: 15e12,
    chip: 'H100',
    chipHours: 1.46e6,
    mfu: 0.4,
    source: 'Llama 3.1 model card; MFU of the 405B: arXiv 2407.21783',
  },
  {
    name: 'Llama 3.1 70B',
    parameters: 70.6e9,
    tokens: 15e12,
    chip: 'H100',
    chipHours: 7e6,
    mfu: 0.4,
    source: 'Llama 3.1 model card; MFU of the 405B: arXiv 2407.21783',
  },
  {
    name: 'Llama 3.1 405B',
    parameters: 405e9,
    tokens: 15.6e12,
    chip: 'H100',
    chipHours: 30.84e6,
    mfu: 0.4,
    musd: 73.4,
    source: 'Llama Team 2024, arXiv 2407.21783; model card',
  },
  {
    name: 'DeepSeek-V3 pre-training',
    parameters: 37e9,
    tokens: 14.8e12,
    chip: 'H800',
    chipHours: 2.664e6,
    source: 'DeepSeek-AI 2024, arXiv 2412.19437; 37B active',
  },
];

/** What a published training says about utilisation and overhead. */
export interface BackTest {
  name: string;
  /** FLOP by 6ND. */
  flops: number;
  /** Useful FLOP over peak × all hours paid for. */
  effective: number;
  /** K: hours paid for over the hours that the stated MFU alone would need. */
  overhead: number | undefined;
}

/** Compares a published training with 6ND and its stated MFU. @example PUBLISHED.map(backTest) */
export function backTest(training: PublishedTraining): BackTest {
  const flops = trainingFlops(training);
  const effective = modelFlopsUtilization({ flops, chipHours: training.chipHours, peak: chip(training.chip).peak });
  return {
    name: training.name,
    flops,
    effective,
    overhead: training.mfu === undefined ? undefined : training.mfu / effective,
  };
}
