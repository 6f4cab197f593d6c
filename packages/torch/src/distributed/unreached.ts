// One of the places that read a library's English, for it tells nowhere else (ARCHITECTURE.md lists them).

/**
 * The indices of the parameters that the last backward did not reach, by the words of libtorch's reducer; none where it says
 * something else, or says it otherwise.
 */
export function unreached(error: unknown): number[] {
  const said =
    error instanceof Error ? /did not receive grad for rank \d+: ([\d ]+)/.exec(error.message)?.[1] : undefined;
  return said?.trim().split(/\s+/).map(Number) ?? [];
}
