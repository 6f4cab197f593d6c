import { escapeHtml } from '@capstan/base';
import { zip } from './zip.ts';

/** A cell: words, a number, or a formula with the value that it has. */
export type Cell = string | number | undefined | { readonly formula: string; readonly value: number };

/** One sheet; its first row is the header. */
export interface Sheet {
  /** At most 31 characters, none of []:*?/\ among them. */
  readonly name: string;
  readonly rows: readonly (readonly Cell[])[];
  /** Rows in bold, from 0. */
  readonly bold?: readonly number[];
}

/**
 * Sheets as an Excel workbook (Office Open XML, ECMA-376): numbers stay numbers, formulas carry their value, words are never formulas.
 *
 * @example await writeFile('plan.xlsx', workbook([{ name: 'A', rows: [['year', 2027], ['twice', { formula: 'B1*2', value: 4054 }]] }]))
 */
export function workbook(sheets: readonly Sheet[]): Uint8Array {
  const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
  const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  const packages = 'http://schemas.openxmlformats.org/package/2006';
  const kind = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
  const each = (make: (sheet: Sheet, number: number) => string) =>
    sheets.map((sheet, i) => make(sheet, i + 1)).join('');
  const links = each(
    (_, n) => `<Relationship Id="rId${n}" Type="${relations}/worksheet" Target="worksheets/sheet${n}.xml"/>`,
  );
  return zip({
    '[Content_Types].xml': `${XML}<Types xmlns="${packages}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${kind}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${kind}.styles+xml"/>${each((_, n) => `<Override PartName="/xl/worksheets/sheet${n}.xml" ContentType="${kind}.worksheet+xml"/>`)}</Types>`,
    '_rels/.rels': `${XML}<Relationships xmlns="${packages}/relationships"><Relationship Id="rId1" Type="${relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': `${XML}<workbook xmlns="${main}" xmlns:r="${relations}"><sheets>${each(({ name }, n) => `<sheet name="${words(name)}" sheetId="${n}" r:id="rId${n}"/>`)}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `${XML}<Relationships xmlns="${packages}/relationships">${links}<Relationship Id="rId${sheets.length + 1}" Type="${relations}/styles" Target="styles.xml"/></Relationships>`,
    'xl/styles.xml': `${XML}<styleSheet xmlns="${main}"><fonts count="2"><font/><font><b/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="4">${STYLES}</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`,
    ...Object.fromEntries(
      sheets.map((sheet, i) => [
        `xl/worksheets/sheet${i + 1}.xml`,
        `${XML}<worksheet xmlns="${main}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" state="frozen"/></sheetView></sheetViews><cols><col min="1" max="1" width="34" customWidth="1"/><col min="2" max="40" width="15" customWidth="1"/></cols><sheetData>${rowsOf(sheet)}</sheetData></worksheet>`,
      ]),
    ),
  });
}

/** Plain, bold, a number with two digits, the same in bold. */
const STYLES = [
  [0, 0],
  [0, 1],
  [4, 0],
  [4, 1],
]
  .map(
    ([format, font]) =>
      `<xf numFmtId="${format}" fontId="${font}" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/>`,
  )
  .join('');

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

function rowsOf({ rows, bold = [] }: Sheet): string {
  return rows
    .map((cells, r) => {
      const strong = r === 0 || bold.includes(r);
      return `<row r="${r + 1}">${cells.map((cell, c) => cellOf(cell, `${column(c)}${r + 1}`, strong)).join('')}</row>`;
    })
    .join('');
}

function cellOf(cell: Cell, at: string, bold: boolean): string {
  if (cell === undefined) return '';
  if (typeof cell === 'string')
    return `<c r="${at}"${bold ? ' s="1"' : ''} t="inlineStr"><is><t xml:space="preserve">${words(cell)}</t></is></c>`;
  const value = typeof cell === 'number' ? cell : cell.value;
  if (!Number.isFinite(value)) return '';
  const formula = typeof cell === 'number' ? '' : `<f>${words(cell.formula)}</f>`;
  return `<c r="${at}" s="${bold ? 3 : 2}">${formula}<v>${value}</v></c>`;
}

/** A column's letters. @example column(27) // 'AB' */
export function column(index: number): string {
  const rest = Math.floor(index / 26) - 1;
  return (rest >= 0 ? column(rest) : '') + String.fromCharCode(65 + (index % 26));
}

/** Text that XML can hold. */
function words(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0 has no place for them
  return escapeHtml(text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, ' '));
}
