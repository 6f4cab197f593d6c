/** What an error carries beside its code and message. */
export interface ErrorDetails {
  /** What to do about it, as a sentence. */
  hint?: string | undefined;
  /** The values it is about. */
  fields?: Readonly<Record<string, unknown>> | undefined;
  cause?: unknown;
}

/**
 * The error that every package's own derives from: `code` in kebab-case for programs, the message for people (what was
 * expected, what was received), `hint` for what to do next.
 *
 * @unguarded every package's error checks what it is given before it comes here
 * @example
 * try { await fit(project); } catch (error) { if (error instanceof CapstanError) console.error(error.code, error.hint); }
 */
export class CapstanError<Code extends string = string> extends Error {
  override name = 'CapstanError';
  readonly code: Code;
  readonly hint: string | undefined;
  readonly fields: Readonly<Record<string, unknown>>;

  constructor(code: Code, message: string, { hint, fields = {}, cause }: ErrorDetails = {}) {
    super(
      hint === undefined || message.includes(hint) ? message : `${message}\n  ${hint}`,
      cause === undefined ? {} : { cause },
    );
    this.code = code;
    this.hint = hint;
    this.fields = fields;
  }
}
