import type { EvidenceStatus, RiskRegister } from '../register.ts';
import { combined } from './nist.ts';

/** Articles of the GDPR, Regulation (EU) 2016/679, that a company which trains models meets, in our words. Not legal advice. */
export const GDPR_ARTICLES: Readonly<Record<string, string>> = {
  '5(1)(a)': 'lawful, fair and transparent',
  '5(1)(d)': 'accurate',
  '5(1)(e)': 'kept no longer than needed',
  '5(2)': 'able to show all this',
  '6': 'a legal basis for every use',
  '7': 'consent that can be shown and taken back',
  '9': 'special categories only under an exception',
  '13': 'people told when data are collected',
  '15': 'people told what is held of them',
  '17': 'erasure on request',
  '19': 'recipients told of erasure',
  '22': 'no decision by machine alone without a person to ask',
  '25': 'protection by design and by default',
  '28': 'contracts with those who process for you',
  '30': 'records of processing',
  '32': 'security that fits the risk',
  '33': 'a breach told within 72 hours',
  '35': 'an impact assessment where the risk is high',
  '44': 'transfers out of the EU only under chapter V',
  '46': 'safeguards for transfers',
};

export interface GdprRow {
  readonly article: string;
  readonly about: string;
  readonly status: EvidenceStatus;
  readonly risks: readonly string[];
  readonly says: string;
}

/**
 * What the register's evidence, and what people state, show of each article.
 *
 * @example gdprRecord(register).find(({ article }) => article === '17')?.status
 */
export function gdprRecord(register: RiskRegister): GdprRow[] {
  return Object.entries(GDPR_ARTICLES).map(([article, about]): GdprRow => {
    const rows = register.rows.filter((row) => row.gdpr.includes(article));
    const stated = register.declared.find((each) => each.article === `GDPR ${article}`);
    return {
      article,
      about,
      status: rows.length === 0 && stated ? 'proven' : combined(rows.map(({ status }) => status)),
      risks: rows.map(({ id }) => id),
      says: [
        ...rows.map((row) => `${row.name}: ${row.says}`),
        ...(stated ? [`stated by ${stated.by} on ${stated.at.slice(0, 10)}: ${stated.what}`] : []),
      ].join(' '),
    };
  });
}
