import type { ReportSection } from './contract.ts';
import * as all from './index.ts';

/** A report's sections, in the order in which they stand. */
export const sections: readonly ReportSection[] = Object.values(all).sort((a, b) => a.place - b.place);
