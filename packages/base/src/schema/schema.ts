/**
 * What is needed to know of a Zod schema: base depends on nothing, and loads in a browser.
 */
export interface Schema<T> {
  safeParse(
    value: unknown,
    how: { error(issue: RawIssue): string | undefined },
  ): { success: true; data: T } | { success: false; error: { issues: readonly Issue[] } };
}

/** What a schema found wrong at one place. */
export interface Issue {
  readonly code?: string | undefined;
  readonly path: readonly PropertyKey[];
  readonly message: string;
  /** Of a union: what each of its kinds found wrong. */
  readonly errors?: readonly (readonly Issue[])[] | undefined;
  /** Of a wrong type. */
  readonly expected?: string | undefined;
  /** Of a value that is none of some. */
  readonly values?: readonly unknown[] | undefined;
  /** Of fields that nobody knows. */
  readonly keys?: readonly string[] | undefined;
}

/** The same before it has its message, with what was given and the schema that found it. */
export interface RawIssue {
  readonly code?: string | undefined;
  readonly input?: unknown;
  readonly inst?: unknown;
  readonly expected?: string | undefined;
  readonly values?: readonly unknown[] | undefined;
  readonly keys?: readonly string[] | undefined;
  readonly minimum?: unknown;
  readonly maximum?: unknown;
  readonly inclusive?: boolean | undefined;
  readonly divisor?: unknown;
  readonly origin?: string | undefined;
  readonly format?: string | undefined;
  readonly pattern?: string | undefined;
  readonly discriminator?: string | undefined;
  readonly options?: readonly unknown[] | undefined;
  readonly errors?: readonly (readonly Issue[])[] | undefined;
  readonly issues?: readonly Issue[] | undefined;
}
