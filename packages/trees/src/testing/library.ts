import { prepareLightgbm } from '@capstan/setup/lightgbm';

/** Why tests that need LightGBM are skipped, or false where it is there or could be fetched. */
export const withoutLibrary: string | false = await prepareLightgbm().then(
  () => false as const,
  (error: Error) => `needs LightGBM: ${error.message.split('\n', 1)[0]}`,
);
