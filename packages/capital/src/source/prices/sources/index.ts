// The only list of price sources: what importPrices reads, its type, and the command's flags and help follow from it.
export { builtIn } from './built-in.ts';
export { gpuhunt } from './gpuhunt.ts';
export { quotes } from './quotes.ts';
export { skypilot } from './skypilot.ts';
