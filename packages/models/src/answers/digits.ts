/** A probability as it is written into tables. */
export const digits = (probability: number): string => probability.toPrecision(6);
