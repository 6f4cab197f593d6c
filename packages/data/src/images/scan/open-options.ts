/** How a source of pictures is opened. */
export type OpenOptions = {
  onProgress?: (progress: { done: number; total: number }) => void;
  signal?: AbortSignal;
  /** Threads; default one per core, at most 8. */
  threads?: number;
};
