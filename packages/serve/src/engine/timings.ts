/** An engine's limits of time. */
export type EngineTimings = {
  /** Milliseconds within which a model must open and warm up. */
  startTimeoutMs: number;
  /** Milliseconds within which a batch must be answered; then the process is killed and replaced. */
  engineTimeoutMs: number;
  /** Milliseconds without a sign of life after which the engine counts as hanging; twice that, and it is replaced. */
  heartbeatMs: number;
};
