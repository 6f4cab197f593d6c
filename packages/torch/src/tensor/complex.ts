/** A complex number, as arguments and results of operators. */
export class Complex {
  readonly real: number;
  readonly imag: number;
  constructor(real: number, imag = 0) {
    this.real = real;
    this.imag = imag;
  }
}

/** What an operator takes for a single number. */
export type Scalar = number | bigint | boolean | Complex;
