import type { Distribution } from '../../../distribution/distribution.ts';
import { churnPosterior } from '../../../market/customers/cohort.ts';
import type { Facts } from '../contract.ts';

export type CustomersOfCompany = NonNullable<Facts['company']['customers']>;

/** Half a customer lost in ten months of one: what is believed of churn before any customer is seen. */
const PRIOR = { a: 0.5, b: 9.5 };

/** What is believed of churn once these customers stayed or left. */
export const churnOf = ({ tenures }: CustomersOfCompany): Distribution => churnPosterior(tenures, PRIOR).distribution;
