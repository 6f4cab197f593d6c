export { type InteractionColumns, type InteractionForm, interactionColumns, interactionForm } from './form.ts';
export { type Id, type Interactions, type OpenInteractionsOptions, openInteractions } from './interactions.ts';
export { type InteractionParts, type InteractionSplitWay, splitInteractions } from './split-interactions.ts';
