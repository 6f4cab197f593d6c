import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Plan, parsePlan } from '@capstan/capital';
import { bringPackages } from '@capstan/train';
import { UsageError } from './errors.ts';

export const PLAN = 'plan.ts';

/**
 * Reads a plan file: TypeScript that exports it by default, or JSON.
 *
 * @throws UsageError where there is none, CapitalError 'bad-plan' with all that is wrong in it.
 */
export async function loadPlan(path: string): Promise<Plan> {
  if (!existsSync(path)) {
    throw new UsageError(
      `There is no ${path}. Name a plan file, capstan plan FILE; docs/capital.md shows how to write one.`,
    );
  }
  if (path.endsWith('.json')) return parsePlan(readJson(path));
  bringPackages();
  const module: Record<string, unknown> = await import(pathToFileURL(resolve(path)).href);
  if (module.default === undefined) {
    throw new UsageError(`${path} exports no plan: expected \`export default definePlan({ … })\`.`);
  }
  return parsePlan(module.default);
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new UsageError(`${path} is not JSON: ${error.message}.`);
  }
}
