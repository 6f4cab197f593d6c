export { expected, messageOf as schemaMessage } from './message.ts';
export { pathText } from './path-text.ts';
export { faultLines, readBySchema, type ValueFault } from './read-by-schema.ts';
export type { Issue, RawIssue, Schema } from './schema.ts';
