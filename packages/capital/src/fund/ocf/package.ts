import { jsonFault } from '@capstan/base';
import { CapitalError } from '../../errors.ts';
import { record } from '../../record.ts';

/** One file of an OCF export: its text as it came, and what it holds. */
export interface OcfFile {
  readonly name: string;
  readonly text: string;
  readonly document: { readonly file_type: string; readonly items?: readonly OcfItem[] };
}

/** An object of a file; every field is kept, known to us or not. */
export interface OcfItem {
  readonly object_type: string;
  readonly id: string;
  readonly [field: string]: unknown;
}

/** A whole export, with all that it says. */
export interface OcfPackage {
  readonly files: readonly OcfFile[];
}

// Open-Cap-Format-OCF, schema/objects and schema/files.
const OBJECTS =
  /^(ISSUER|STAKEHOLDER|STOCK_CLASS|STOCK_LEGEND_TEMPLATE|STOCK_PLAN|VALUATION|VESTING_TERMS|FINANCING|DOCUMENT|CE_STAKEHOLDER_(RELATIONSHIP|STATUS)|TX_[A-Z_]+)$/;

/**
 * Reads the files of an OCF export without losing anything: `importOcf(package.files.map(({ document }) => document), …)` makes a cap
 * table of it, {@link writeOcf} gives the files back as they were.
 *
 * @throws {CapitalError} bad-ocf — naming the file that is no JSON or no OCF, an object without type or id, a kind that OCF has not, or an id that is there twice
 * @example readOcf({ 'Manifest.ocf.json': text, … }).files.length
 */
export function readOcf(texts: Readonly<Record<string, string>>): OcfPackage {
  const seen = new Map<string, string>();
  const files = Object.entries(texts).map(([name, text]): OcfFile => {
    let document: unknown;
    try {
      document = JSON.parse(text);
    } catch {
      throw bad(`${name} is no JSON: ${jsonFault(text)}.`, name);
    }
    const type =
      typeof document === 'object' && document !== null && 'file_type' in document ? document.file_type : undefined;
    if (typeof type !== 'string' || !/^OCF_[A-Z_]+_FILE$/.test(type))
      throw bad(
        `${name} is no file of OCF: expected a file_type such as OCF_TRANSACTIONS_FILE, received ${JSON.stringify(type) ?? 'none'}.`,
        name,
      );
    const items: unknown = 'items' in (document as object) ? (document as { items: unknown }).items : []; // as: an object, see above
    if (!Array.isArray(items)) throw bad(`${name}: expected a list of items.`, name);
    items.forEach((item: unknown, i) => {
      const { object_type: kind, id } = (typeof item === 'object' && item !== null ? item : {}) as Partial<OcfItem>; // as: both are checked below
      if (typeof kind !== 'string' || !OBJECTS.test(kind))
        throw bad(`${name}, item ${i + 1}: OCF has no object_type ${JSON.stringify(kind) ?? 'undefined'}.`, name);
      if (typeof id !== 'string' || id === '') throw bad(`${name}, item ${i + 1} (${kind}): expected an id.`, name);
      const before = seen.get(`${kind} ${id}`);
      if (before !== undefined)
        throw bad(`${name}, item ${i + 1}: ${kind} '${id}' is in ${before} already. Leave one of them out.`, name);
      seen.set(`${kind} ${id}`, name);
    });
    return { name, text, document: document as OcfFile['document'] }; // as: checked above
  });
  return { files };
}

/**
 * The files of an export as text: unchanged to the byte where their documents are as they were read, else with the indent that they had.
 *
 * @example writeOcf(readOcf(texts)) // texts
 */
export function writeOcf({ files }: OcfPackage): Record<string, string> {
  return record(
    files.map(({ name, text, document }): [string, string] => {
      const before: unknown = JSON.parse(text);
      if (JSON.stringify(before) === JSON.stringify(document)) return [name, text];
      const indent = /\n([ \t]+)\S/.exec(text)?.[1] ?? '  ';
      return [name, `${JSON.stringify(document, null, indent)}${text.endsWith('\n') ? '\n' : ''}`];
    }),
  );
}

function bad(message: string, file: string): CapitalError {
  return new CapitalError('bad-ocf', message, { fields: { file } });
}
