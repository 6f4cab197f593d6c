/** The look of a report: light, dark and print. Plain text, put into the file as it is. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --paper: #f8f8f6; --card: #ffffff; --ink: #16181b; --soft: #565c64; --faint: #71777f; --line: #e3e4e1; --grid: #eeefec;
  --empty: #f3f4f2; --accent: #2a5bd7; --wrong: #cf4427; --on: #ffffff; --warn: #a86a00; --mass: #c9cdd3;
  --s0: #2a5bd7; --s1: #d9731a; --s2: #14866a; --s3: #b3407f; --s4: #7656cc; --s5: #86700f; --s6: #2b93ba; --s7: #cf4427;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #101215; --card: #171a1e; --ink: #eceef1; --soft: #a8aeb7; --faint: #8b929c; --line: #292d33; --grid: #22262b;
    --empty: #1e2227; --accent: #7ea2ff; --wrong: #ff8468; --on: #0f1216; --warn: #e5b04b; --mass: #3d434c;
    --s0: #7ea2ff; --s1: #f5a259; --s2: #4fc7a3; --s3: #f08bbf; --s4: #b59bff; --s5: #d3bb57; --s6: #6dc5e8; --s7: #ff8468;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0; background: var(--paper); color: var(--ink);
  font: 15px/1.55 ui-sans-serif, system-ui, -apple-system, "Segoe UI", Inter, Roboto, "Helvetica Neue", Arial, "Noto Sans", sans-serif;
  font-variant-numeric: tabular-nums; -webkit-font-smoothing: antialiased;
}
main { max-width: 1080px; margin: 0 auto; padding: 56px 32px 80px; }
h1, h2, h3, p, figure, dl, dd, ul { margin: 0; padding: 0; }
.eyebrow { color: var(--faint); font-size: 12px; letter-spacing: .08em; text-transform: uppercase; }
h1 { font-size: 40px; line-height: 1.12; letter-spacing: -.024em; font-weight: 650; margin: 6px 0 14px; overflow-wrap: anywhere; }
.facts { color: var(--soft); display: flex; flex-wrap: wrap; gap: 2px 10px; }
.facts span:not(:last-child)::after { content: "·"; margin-left: 10px; color: var(--faint); }
.verdict { font-size: 21px; line-height: 1.45; letter-spacing: -.01em; max-width: 46em; margin: 30px 0 34px; text-wrap: pretty; }
.verdict b { font-weight: 620; }
section { margin-top: 60px; }
h2 { font-size: 22px; letter-spacing: -.015em; font-weight: 630; padding-top: 18px; border-top: 1px solid var(--line); }
h3 { font-size: 13px; font-weight: 600; margin-bottom: 10px; }
.lead { color: var(--soft); max-width: 44em; margin: 4px 0 22px; text-wrap: pretty; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(210px, 1fr)); gap: 14px; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 18px 20px; min-width: 0; break-inside: avoid; }
.figures .card { padding: 16px 20px 14px; }
.figures .label { color: var(--soft); font-size: 13px; }
.figures .value { font-size: 38px; line-height: 1.2; letter-spacing: -.03em; font-weight: 640; white-space: nowrap; }
.figures .value small { font-size: 20px; font-weight: 560; letter-spacing: -.01em; color: var(--soft); }
.figures .value.long { font-size: 26px; line-height: 1.75; }
.figures .note { color: var(--faint); font-size: 12.5px; line-height: 1.45; margin-top: 4px; }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 420px), 1fr)); gap: 14px; }
.narrow { max-width: 640px; }
.facts + .figures { margin-top: 30px; }
.split { display: grid; grid-template-columns: minmax(0, 1.75fr) minmax(240px, 1fr); gap: 14px; align-items: start; }
@media (max-width: 820px) { .split { grid-template-columns: 1fr; } main { padding: 32px 16px 56px; } h1 { font-size: 30px; } .verdict { font-size: 18px; } }
.chart, .heatmap, .interval { display: block; width: 100%; height: auto; overflow: visible; }
svg text { font: 12px ui-sans-serif, system-ui, -apple-system, "Segoe UI", Inter, Roboto, Arial, "Noto Sans", sans-serif; fill: var(--ink); font-variant-numeric: tabular-nums; }
svg .tick { fill: var(--faint); font-size: 11.5px; }
svg .axis-label { fill: var(--soft); font-size: 11.5px; }
svg .grid { stroke: var(--grid); stroke-width: 1; }
svg .axis { stroke: var(--faint); stroke-width: 1; opacity: .55; }
svg .diagonal { stroke: var(--faint); stroke-width: 1; stroke-dasharray: 3 4; }
svg .line { fill: none; stroke-width: 2; stroke-linejoin: round; stroke-linecap: round; }
${[0, 1, 2, 3, 4, 5, 6, 7].map((i) => `svg rect.tone-${i} { fill: var(--s${i}); }`).join(' ')}
svg rect.less { fill: var(--wrong); } svg rect.more { fill: var(--accent); } svg text.on { fill: var(--on); font-weight: 600; }
svg .zero { stroke: var(--wrong); stroke-width: 1; stroke-dasharray: 3 3; }
svg .line.tone-none { stroke-width: 1.2; opacity: .75; }
svg .band { opacity: .14; stroke: none; }
svg .end { font-weight: 560; }
svg .dot { stroke: var(--card); stroke-width: 1.5; }
${[0, 1, 2, 3, 4, 5, 6, 7].map((i) => `svg .line.tone-${i} { stroke: var(--s${i}); } svg .band.tone-${i}, svg .dot.tone-${i}, svg text.tone-${i} { fill: var(--s${i}); } .key.tone-${i} { background: var(--s${i}); }`).join('\n')}
${[0, 1, 2, 3, 4, 5, 6, 7].map((i) => `svg rect.tone-${i} { fill: var(--s${i}); }`).join(' ')}
svg rect.less { fill: var(--wrong); } svg rect.more { fill: var(--accent); } svg text.on { fill: var(--on); font-weight: 600; }
svg .zero { stroke: var(--wrong); stroke-width: 1; stroke-dasharray: 3 3; }
svg .line.tone-none { stroke: var(--mass); } svg .dot.tone-none, svg text.tone-none { fill: var(--faint); } .key.tone-none { background: var(--mass); }
.heatmap { margin: 0 auto; } .card:has(.heatmap) { overflow-x: auto; }
svg .cell-label { fill: var(--soft); }
svg .cell-count { font-size: 12px; fill: var(--ink); }
svg .cell-count.on { fill: var(--on); font-weight: 600; }
svg .bin .bar { fill: var(--accent); opacity: .85; }
svg .bin .over { fill: var(--wrong); opacity: .45; }
svg .bin .under { fill: var(--accent); opacity: .38; }
svg .bin .mass { fill: var(--mass); }
svg .bin.thin .bar, svg .bin.thin .over, svg .bin.thin .under { opacity: .22; }
.interval { max-width: 220px; margin: 6px 0 0 -4px; }
.interval .track { stroke: var(--grid); stroke-width: 4; stroke-linecap: round; }
.interval .range { stroke: var(--accent); stroke-width: 4; stroke-linecap: round; opacity: .38; }
.interval .point { fill: var(--accent); stroke: var(--card); stroke-width: 1.5; }
.scroll { overflow-x: auto; }
.scroll .wide { min-width: 540px; }
.scroll th { white-space: normal; vertical-align: bottom; }
.scroll th.n { text-align: right; }
.scroll td:not(.n) { min-width: 6.5em; }
.card > .scroll + .scroll { margin-top: 20px; }
tr.sum td { font-weight: 560; border-top-color: var(--line); }
tr.more td { border-top: 0; padding-top: 0; color: var(--faint); font-size: 13px; }
.notes { color: var(--faint); font-size: 13px; max-width: 68em; margin-top: 10px; text-wrap: pretty; }
.reasons { margin: 0; padding-left: 44px; } .reasons li { margin: 4px 0; break-inside: avoid; }
figcaption { color: var(--soft); font-size: 13px; margin-bottom: 8px; }
section > .card + .card, section > .pair + .card, section > .narrow + .card { margin-top: 14px; }
.head:not(:has(.lead)) { margin-bottom: 18px; }
.detail { max-width: min(100%, 76vw); }
table { width: 100%; border-collapse: collapse; font-size: 14px; }
th { text-align: left; color: var(--faint); font-weight: 500; font-size: 12.5px; padding: 0 10px 8px; white-space: nowrap; }
td { padding: 6px 10px; border-top: 1px solid var(--grid); overflow-wrap: anywhere; }
th:first-child, td:first-child { padding-left: 0; } th:last-child, td:last-child { padding-right: 0; }
.n { text-align: right; white-space: nowrap; }
td.name { font-weight: 560; min-width: 7em; }
tr.total td.name { font-weight: 400; }
tr.total td { border-top: 1px solid var(--line); color: var(--soft); }
.meter { display: inline-block; vertical-align: middle; width: 84px; height: 5px; border-radius: 3px; background: var(--grid); margin-right: 12px; }
.meter i { display: block; height: 100%; border-radius: 3px; background: var(--accent); }
.beside { display: inline-block; min-width: 3.9em; }
.meter.low i { background: var(--wrong); }
.mistakes { list-style: none; font-size: 14px; }
.mistakes li { display: flex; justify-content: space-between; gap: 12px; padding: 7px 0; border-top: 1px solid var(--grid); }
.mistakes li:first-child { border-top: 0; padding-top: 0; }
.mistakes .what { overflow-wrap: anywhere; } .mistakes em, .gallery em { font-style: normal; color: var(--wrong); font-weight: 560; }
.mistakes .often { color: var(--soft); white-space: nowrap; }
.legend { list-style: none; font-size: 13.5px; columns: 2; column-gap: 24px; margin-top: 14px; }
.legend li { display: flex; gap: 8px; align-items: center; break-inside: avoid; padding: 1.5px 0; }
.legend .key { flex: none; width: 14px; height: 3px; border-radius: 2px; }
.legend .name { flex: 1; min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.legend .of { color: var(--soft); }
.gallery { display: grid; grid-template-columns: repeat(auto-fill, minmax(112px, 1fr)); gap: 14px; }
.gallery figure { background: var(--card); border: 1px solid var(--line); border-radius: 10px; overflow: hidden; break-inside: avoid; }
.gallery img { display: block; width: 100%; aspect-ratio: 1; object-fit: contain; background: var(--empty); image-rendering: auto; }
.gallery.pairs { grid-template-columns: repeat(auto-fill, minmax(min(100%, 236px), 1fr)); }
.gallery.pairs .both { display: grid; grid-template-columns: 1fr 1fr; gap: 1px; background: var(--line); }
h3.seen { margin: 26px 0 12px; } .head + h3.seen { margin-top: 0; }
.gallery img.small { image-rendering: pixelated; }
.gallery figcaption { display: grid; grid-template-columns: 1fr auto; align-items: center; gap: 4px 8px; padding: 8px 10px 9px; font-size: 12.5px; line-height: 1.3; }
.gallery .said { grid-column: 1 / -1; overflow-wrap: anywhere; }
.gallery .sure { height: 4px; border-radius: 2px; background: var(--grid); overflow: hidden; }
.gallery .sure i { display: block; height: 100%; background: var(--accent); }
.gallery .wrong .sure i { background: var(--wrong); }
.gallery .share { color: var(--faint); font-size: 11.5px; }
.findings { list-style: none; display: grid; gap: 10px; }
.findings li { border-left: 3px solid var(--mass); padding-left: 14px; break-inside: avoid; }
.findings li.warning { border-color: var(--warn); } .findings li.error { border-color: var(--wrong); }
.findings .hint { color: var(--soft); }
.findings .files { color: var(--faint); font-size: 13px; overflow-wrap: anywhere; }
.params { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 300px), 1fr)); gap: 0 36px; font-size: 14px; }
.params div { display: flex; justify-content: space-between; gap: 16px; padding: 5px 0; border-bottom: 1px solid var(--grid); break-inside: avoid; }
.params dt { color: var(--soft); } .params dd { text-align: right; overflow-wrap: anywhere; min-width: 0; }
.bill { display: flex; flex-wrap: wrap; gap: 8px 44px; align-items: baseline; }
.bill b { display: block; font-size: 26px; letter-spacing: -.02em; font-weight: 630; line-height: 1.3; }
.bill span { color: var(--soft); font-size: 13px; }
.small { color: var(--faint); font-size: 12.5px; max-width: 62em; margin-top: 14px; text-wrap: pretty; }
footer { margin-top: 64px; padding-top: 16px; border-top: 1px solid var(--line); color: var(--faint); font-size: 12.5px; }
@media (max-width: 600px) {
  .meter { display: none; }
  .beside { min-width: 0; }
  .card:has(table) { overflow-x: auto; }
  th, td { padding-left: 5px; padding-right: 5px; }
  th { white-space: normal; vertical-align: bottom; }
  td.name { min-width: 5.5em; }
  td.small { min-width: 15em; }
  /* Charts are scaled down to less than two thirds: their type is not. */
  svg.chart text, svg.chart .tick, svg.chart .axis-label { font-size: 15.5px; }
}
@page { margin: 14mm; }
@media print {
  :root {
    color-scheme: light;
    --paper: #fff; --card: #fff; --ink: #16181b; --soft: #565c64; --faint: #71777f; --line: #d9dbd8; --grid: #ebecea; --empty: #f3f4f2;
    --accent: #2a5bd7; --wrong: #cf4427; --on: #fff; --warn: #a86a00; --mass: #c9cdd3;
    --s0: #2a5bd7; --s1: #d9731a; --s2: #14866a; --s3: #b3407f; --s4: #7656cc; --s5: #86700f; --s6: #2b93ba; --s7: #cf4427;
  }
  main { max-width: none; padding: 0; zoom: .7; }
  section { margin-top: 34px; }
  .head { break-inside: avoid; break-after: avoid; }
  .split { grid-template-columns: minmax(0, 1.75fr) minmax(240px, 1fr); }
  .pair { break-inside: avoid; }
  tr, .figures { break-inside: avoid; }
  * { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
}
`;
