/** One unknown of a mixed-integer programme; at least 0. */
export interface Variable {
  readonly cost: number;
  readonly upper: number;
  readonly integer: boolean;
}

/** low ≤ Σ coefficient × variable ≤ high. */
export interface Row {
  readonly terms: readonly (readonly [variable: number, coefficient: number])[];
  readonly low: number;
  readonly high: number;
}

/** Minimise Σ cost × variable under the rows. */
export class Programme {
  readonly variables: Variable[] = [];
  readonly rows: Row[] = [];

  /** Adds an unknown and gives its number. */
  variable(cost: number, { upper = Number.POSITIVE_INFINITY, integer = false } = {}): number {
    return this.variables.push({ cost, upper, integer }) - 1;
  }

  /** Adds a row; one without terms is kept, since 0 may not fulfil it. */
  row(terms: Row['terms'], { low = Number.NEGATIVE_INFINITY, high = Number.POSITIVE_INFINITY }): void {
    this.rows.push({ terms: terms.filter(([, coefficient]) => coefficient !== 0), low, high });
  }
}

/** The programme in CPLEX's LP format; unknowns are called x0, x1, … @example toLp(programme) */
export function toLp({ variables, rows }: Programme): string {
  const sum = (terms: Row['terms']): string =>
    terms.length === 0 ? '0 x0' : terms.map(([i, c]) => `${c < 0 ? '-' : '+'} ${Math.abs(c)} x${i}`).join('\n ');
  const costs = variables.flatMap(({ cost }, i): [number, number][] => (cost === 0 ? [] : [[i, cost]]));
  const constraints = rows.flatMap(({ terms, low, high }, i) => {
    if (low === high) return [`r${i}: ${sum(terms)} = ${low}`];
    return [
      ...(low === Number.NEGATIVE_INFINITY ? [] : [`l${i}: ${sum(terms)} >= ${low}`]),
      ...(high === Number.POSITIVE_INFINITY ? [] : [`h${i}: ${sum(terms)} <= ${high}`]),
    ];
  });
  const bounds = variables.flatMap(({ upper }, i) => (upper === Number.POSITIVE_INFINITY ? [] : [`x${i} <= ${upper}`]));
  const integers = variables.flatMap(({ integer }, i) => (integer ? [`x${i}`] : []));
  return [
    'Minimize',
    `obj: ${sum(costs)}`,
    'Subject To',
    ...constraints,
    ...(bounds.length > 0 ? ['Bounds', ...bounds] : []),
    ...(integers.length > 0 ? ['Generals', integers.join('\n')] : []),
    'End',
    '',
  ].join('\n');
}
