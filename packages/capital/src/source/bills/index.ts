// Every form in which bills are read: one file each, named here. The first whose columns are there is taken.
export { aws } from './aws.ts';
export { azure } from './azure.ts';
export { focus } from './focus.ts';
export { invoice } from './invoice.ts';
