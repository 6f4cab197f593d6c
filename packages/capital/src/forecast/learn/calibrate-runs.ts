import { type LogNormal, lognormalByMedian, TRAINING_PRIORS } from '../training.ts';
import { type Calibrated, calibrate } from './calibrate.ts';

/** What the ledger measured of one run; a field is absent where it was not measured. */
export interface RunFigures {
  readonly id: string;
  /** Units × hours that were paid for. */
  readonly deviceHours: number;
  readonly kWh?: number;
  /** Useful floating-point operations: counted FLOP of a step × steps. */
  readonly flops?: number;
  /** FLOP/s of one unit of the device. */
  readonly peak?: number;
  /** Units × hours in which training steps ran: without restarts, evaluation, warm-up and failed attempts. */
  readonly usefulDeviceHours?: number;
  /** Tokens, or examples, a second while serving. */
  readonly tokensPerSecond?: number;
  /** How long one checkpoint held the training up. */
  readonly checkpointSeconds?: number;
}

/** The figures that runs teach. */
export const CALIBRATED = ['mfu', 'overhead', 'watts', 'tokensPerSecond', 'checkpointSeconds'] as const;
export type CalibratedFigure = (typeof CALIBRATED)[number];

/**
 * Before the first run: MFU and K from published trainings; watts of an H100 with its share of the server; the last two are wide
 * guesses of ours.
 */
export const RUN_PRIORS: Readonly<Record<CalibratedFigure, LogNormal>> = {
  mfu: TRAINING_PRIORS.mfu,
  overhead: TRAINING_PRIORS.overhead,
  watts: lognormalByMedian(956, 1275),
  tokensPerSecond: lognormalByMedian(700, 3400),
  checkpointSeconds: lognormalByMedian(30, 300),
};

/** All figures before and after the runs, and which of them nothing has measured. */
export interface Calibration {
  figures: Readonly<Record<CalibratedFigure, Calibrated<LogNormal>>>;
  /** Figures that are still guesses, for the plan to say so. */
  guesses: CalibratedFigure[];
}

/**
 * Learns MFU, overhead, power, serving speed and checkpoint time from the ledger's runs. Whatever no run measured stays the
 * prior and is named in `guesses`: with an empty ledger, all of it.
 *
 * @throws {CapitalError} bad-number — on a run whose figures are not above 0
 * @example calibrateFromRuns(runs).figures.mfu.posterior
 */
export function calibrateFromRuns(
  runs: readonly RunFigures[],
  priors: Readonly<Record<CalibratedFigure, LogNormal>> = RUN_PRIORS,
): Calibration {
  const measure: Record<CalibratedFigure, (run: RunFigures) => number | undefined> = {
    // Without the useful hours a utilisation would hold the overhead, and the forecast would count it twice.
    mfu: ({ flops, peak, usefulDeviceHours: hours }) =>
      flops === undefined || peak === undefined || hours === undefined ? undefined : flops / (hours * 3600 * peak),
    overhead: ({ usefulDeviceHours, deviceHours }) =>
      usefulDeviceHours === undefined ? undefined : deviceHours / usefulDeviceHours,
    watts: ({ kWh, deviceHours }) => (kWh === undefined ? undefined : (kWh * 1000) / deviceHours),
    tokensPerSecond: (run) => run.tokensPerSecond,
    checkpointSeconds: (run) => run.checkpointSeconds,
  };
  const figure = (name: CalibratedFigure) =>
    calibrate(
      priors[name],
      runs.map(measure[name]).filter((value) => value !== undefined),
    );
  const figures: Record<CalibratedFigure, Calibrated<LogNormal>> = {
    mfu: figure('mfu'),
    overhead: figure('overhead'),
    watts: figure('watts'),
    tokensPerSecond: figure('tokensPerSecond'),
    checkpointSeconds: figure('checkpointSeconds'),
  };
  return { figures, guesses: CALIBRATED.filter((name) => figures[name].measured.length === 0) };
}
