export { CapstanError, type ErrorDetails } from './capstan-error.ts';
export { type Catalogue, codesOf, type Meaning } from './catalogue.ts';
