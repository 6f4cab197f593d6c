import { nearest } from '@capstan/base';
import { z } from 'zod';
import type { Problem } from '../build/problem.ts';
import { planSchema } from './document.ts';

/** What a plan's shape breaks, each in our words, with the nearest name where one is not known. */
export function explain(issues: readonly z.core.$ZodIssue[], given: unknown): Problem[] {
  return issues.flatMap((issue): Problem[] => {
    const path = pathText(issue.path);
    if (issue.code === 'unrecognized_keys') {
      const known = fieldsAt(issue.path);
      return issue.keys.map((key) => {
        const meant = nearest(key, known);
        const hint = meant
          ? `Did you mean '${meant}'?`
          : known.length > 0
            ? `There are: ${known.join(', ')}.`
            : 'Leave it out.';
        return { path, message: `There is no field '${key}' here. ${hint}` };
      });
    }
    const received = valueAt(given, issue.path);
    if (issue.code === 'invalid_type' && received === undefined)
      return [{ path, message: `Missing: expected ${WORDS[issue.expected] ?? issue.expected}.` }];
    if (issue.code === 'invalid_type')
      return [{ path, message: `Expected ${WORDS[issue.expected] ?? issue.expected}, received ${shown(received)}.` }];
    if (issue.code === 'invalid_value')
      return [
        {
          path,
          message: `Expected ${issue.values.map((value) => `'${String(value)}'`).join(' or ')}, received ${shown(received)}.`,
        },
      ];
    if (issue.code === 'invalid_union' && issue.discriminator !== undefined) {
      const kinds = 'options' in issue && Array.isArray(issue.options) ? issue.options : [];
      const kind = issue.path.at(-1) === issue.discriminator ? received : valueAt(received, [issue.discriminator]);
      const meant = typeof kind === 'string' ? nearest(kind, kinds.map(String)) : undefined;
      return [
        {
          path,
          message: `Expected a ${issue.discriminator} that is known${kinds.length > 0 ? `: ${kinds.join(', ')}` : ''}, received ${shown(kind)}.${meant ? ` Did you mean '${meant}'?` : ''}`,
        },
      ];
    }
    if (issue.code === 'too_small' || issue.code === 'too_big') {
      const limit = issue.code === 'too_small' ? `at least ${issue.minimum}` : `at most ${issue.maximum}`;
      const things = issue.origin === 'array' ? ' entries' : issue.origin === 'string' ? ' characters' : '';
      const bound =
        issue.inclusive === false
          ? issue.code === 'too_small'
            ? `more than ${issue.minimum}`
            : `less than ${issue.maximum}`
          : limit;
      return [{ path, message: `Expected ${bound}${things}, received ${shown(received)}.` }];
    }
    return [
      {
        path,
        message:
          issue.message === 'Invalid input'
            ? `Expected something else, received ${shown(received)}: see docs/capital.md.`
            : issue.message,
      },
    ];
  });
}

const WORDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list, [ … ]',
  object: 'fields, { … }',
  record: 'names with values, { … }',
};

/** A path as it is written. @example pathText(['runs', 0, 'start']) // 'runs[0].start' */
export function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, part) =>
      typeof part === 'number' ? `${text}[${part}]` : text === '' ? String(part) : `${text}.${String(part)}`,
    '',
  );
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (at, part) =>
      typeof at === 'object' && at !== null && Object.hasOwn(at, part)
        ? (at as Record<PropertyKey, unknown>)[part] // as: it has the part
        : undefined,
    value,
  );
}

interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly prefixItems?: readonly JsonSchema[];
  readonly additionalProperties?: JsonSchema | boolean;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly $ref?: string;
}

let all: JsonSchema | undefined;

/** The fields that the schema knows at a path. */
function fieldsAt(path: readonly PropertyKey[]): string[] {
  all ??= z.toJSONSchema(planSchema, { io: 'input' }) as JsonSchema; // as: its documented shape
  let here: JsonSchema[] = [all];
  for (const part of path)
    here = here.flatMap(options).flatMap((schema): JsonSchema[] => {
      if (typeof part === 'number') return schema.items ? [schema.items] : [];
      const own =
        schema.properties && Object.hasOwn(schema.properties, part) ? schema.properties[String(part)] : undefined;
      if (own) return [own];
      return typeof schema.additionalProperties === 'object' ? [schema.additionalProperties] : [];
    });
  return [...new Set(here.flatMap(options).flatMap(({ properties }) => Object.keys(properties ?? {})))];
}

function options(schema: JsonSchema): JsonSchema[] {
  const many = schema.anyOf ?? schema.oneOf;
  return many ? many.flatMap(options) : [schema];
}
