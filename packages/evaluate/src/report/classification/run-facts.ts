import { deviceKind } from '@capstan/base';
import { formatDuration, formatEnergy, formatMoney, formatParam, type Json, type RunRecord } from '@capstan/ledger';
import { html, type Markup } from '@capstan/page';

/** What the report says about the run; a `RunRecord` of the ledger has all of it. */
export type ReportRun = Pick<RunRecord, 'id' | 'params'> & Partial<Omit<RunRecord, 'id' | 'params'>>;

/**
 * Draws what a run took and at which price.
 *
 * @example
 * bill(ledger.run('k3f'))
 */
export function bill({ cost, price, device }: ReportRun): Markup | undefined {
  if (cost === undefined) return undefined;
  const power = device === undefined ? undefined : deviceKind(device);
  return html`<div class="card"><div class="bill">
<div><b>${formatMoney(cost.money, cost.currency)}</b><span>money</span></div>
<div><b>${formatDuration(cost.seconds)}</b><span>by the wall</span></div>
<div><b>${formatDuration(cost.deviceSeconds)}</b><span>device time</span></div>
<div><b>${formatEnergy(cost.energyWh)}</b><span>electricity, estimated</span></div>
</div><p class="small">${price && html`Price: ${price.device} at ${formatMoney(price.perHour, price.currency)} an hour, of ${price.date}; ${price.source}. `}${power && html`Energy: ${power.loadWatts} W under load and ${power.idleWatts} W idle a ${power.unit}${power.server === 1 ? '' : html` × ${power.server} for the server around it`}; ${power.powerSource}.`}</p></div>`;
}

/**
 * Draws the parameters of a run and what it stands on: data, commit, machine, versions.
 *
 * @example
 * runFacts(ledger.run('k3f'))
 */
export function runFacts(run: ReportRun): Markup {
  const { git, machine, versions } = run;
  const commit =
    git &&
    `${git.commit.slice(0, 12)}${git.branch === undefined ? '' : ` on ${git.branch}`}${git.dirty ? ', with changes' : ''}`;
  const basis: [string, Json | undefined][] = [
    ['run', run.id],
    ['started', run.started?.replace('T', ' ').replace(/\.\d+Z$/, ' UTC')],
    ['data', run.dataHash?.slice(0, 16)],
    ['commit', commit],
    ['seed', run.seed],
    ['device', run.device],
    ['threads', run.threads],
    ['machine', machine && `${machine.cpu}, ${machine.cores} cores, ${machine.os}`],
    [
      'versions',
      versions &&
        Object.entries(versions)
          .map((pair) => pair.join(' '))
          .join(', '),
    ],
  ];
  return html`<div class="pair"><div class="card"><h3>Parameters</h3>${list(Object.entries(run.params))}</div><div class="card"><h3>What it stands on</h3>${list(basis)}</div></div>`;
}

function list(entries: readonly (readonly [string, Json | undefined])[]): Markup {
  const shown = entries.filter(([, value]) => value !== undefined && value !== null);
  return html`<dl class="params">${shown.map(([name, value]) => html`<div><dt>${name}</dt><dd>${formatParam(value)}</dd></div>`)}</dl>`;
}
