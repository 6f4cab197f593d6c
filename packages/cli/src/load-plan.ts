import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { ErrorDetails } from '@capstan/base';
import { bringPackages, importFile, isThere } from '@capstan/base/files';
import { CapitalError, type Plan, parsePlan } from '@capstan/capital';
import { CliError } from './errors.ts';
import { notJson } from './not-json.ts';
import { withPlaces } from './place-problems.ts';

export const PLAN = 'plan.ts';

/** What plans import. */
const PACKAGES = ['@capstan/capital', '@capstan/ledger', '@capstan/base'];

/**
 * Reads a plan file: TypeScript that exports it by default, or JSON.
 *
 * @throws {CliError} plan-missing, plan-unreadable — where there is no such file, or it does not parse, or exports no plan
 * @throws {CapitalError} bad-plan — with all that is wrong in it
 */
export async function loadPlan(path: string, signal?: AbortSignal): Promise<Plan> {
  if (!isThere(path)) {
    throw new CliError(
      'plan-missing',
      `There is no ${path}. Name a plan file, capstan plan FILE; docs/capital.md shows how to write one.`,
      { fields: { path } },
    );
  }
  if (statSync(path).isDirectory()) {
    throw new CliError('file-unreadable', `${path} is a folder. Name a plan file in it, such as ${join(path, PLAN)}.`, {
      fields: { path },
    });
  }
  if (!/\.([cm]?[jt]s|json)$/.test(path)) {
    throw new CliError(
      'plan-unreadable',
      `${path} is no plan file: expected TypeScript, JavaScript or JSON by its name.`,
      {
        fields: { path },
      },
    );
  }
  if (path.endsWith('.json')) return placed(path, readJson(path));
  bringPackages(import.meta.url);
  const module = await importFile(path, refuse, { packages: PACKAGES, signal });
  // Without an import or export Node takes a file for CommonJS, which exports an empty object.
  if (module.default === undefined || isEmpty(module.default)) {
    throw new CliError('plan-unreadable', `${path} exports no plan: expected \`export default definePlan({ … })\`.`, {
      fields: { path },
    });
  }
  return placed(path, module.default);
}

function refuse(message: string, details: ErrorDetails): CliError {
  const quoted = details.cause instanceof ReferenceError ? " A formula is a text: is: 'spend * 2'." : '';
  return new CliError('plan-unreadable', `${message}${quoted}`, details);
}

const isEmpty = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length === 0;

/** Reads what a file held; what is wrong with it is told with its line and column. */
function placed(path: string, from: unknown): Plan {
  try {
    return parsePlan(from);
  } catch (error) {
    if (!(error instanceof CapitalError)) throw error;
    throw withPlaces(error, path, readFileSync(path, 'utf8'));
  }
}

function readJson(path: string): unknown {
  const text = readFileSync(path, 'utf8');
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw notJson(path, text, error);
  }
}
