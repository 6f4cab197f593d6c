/** One thing that is wrong with a plan, and where. */
export interface Problem {
  readonly path: string;
  readonly message: string;
}
