export { CapitalError, type CapitalErrorCode } from './errors.ts';
