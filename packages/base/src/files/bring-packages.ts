import { registerHooks } from 'node:module';

const brought = new Set<string>();

/**
 * A user's file anywhere may import @capstan packages: where they aren't installed beside it, it gets those that the module `from`
 * gets.
 *
 * @example
 * bringPackages(import.meta.url);
 * const { default: plan } = await importFile('/elsewhere/plan.ts', refuse);
 */
export function bringPackages(from: string): void {
  if (brought.has(from)) return;
  brought.add(from);
  registerHooks({
    resolve(specifier, context, next) {
      try {
        return next(specifier, context);
      } catch (error) {
        if (!specifier.startsWith('@capstan/') || context.parentURL === from) throw error;
        return next(specifier, { ...context, parentURL: from });
      }
    },
  });
}
