import { chargeOf, NEEDED } from '../focus/read-focus.ts';
import type { BillForm } from './contract.ts';

export const focus: BillForm = {
  kind: 'focus',
  about: "FOCUS 1.0 to 1.2, which AWS, Google, Microsoft, Oracle and others export ('FOCUS' among their data exports).",
  columns: NEEDED,
  charge: chargeOf,
};
