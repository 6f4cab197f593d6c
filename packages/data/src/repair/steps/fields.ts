import { z } from 'zod';

/** A column by its name. */
export const column = z.string().min(1);

/** Several columns. */
export const columns = z.array(column).min(1);
