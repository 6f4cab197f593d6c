export { CapstanError, type ErrorDetails } from './capstan-error.ts';
