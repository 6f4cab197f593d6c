import type { DataReport } from '@capstan/data';
import {
  checkSource,
  clip,
  count,
  figureCard,
  findingList,
  html,
  type Markup,
  page,
  plural,
  section,
} from '@capstan/page';

/** A picture of the data: a thumbnail as a data URL, its class and its file. */
export interface DataPicture {
  image: string;
  class: string;
  file: string;
}

/** Pictures that a finding is about; beside each the one that it is a copy of or looks like. */
export interface FoundPictures {
  message: string;
  pictures: { picture: DataPicture; like?: DataPicture; reason: string }[];
}

/** With more classes than this the largest and the smallest are listed. */
const MOST = 40;

/**
 * Writes a data report as one HTML file that loads nothing from elsewhere: what is wrong and what to do, classes by split,
 * sizes, and some pictures of each class.
 *
 * @throws {PageError} image-invalid — where it is no picture
 * @example
 * await writeFile('data.html', dataPage({ title: 'photos', report: report(data) }));
 */
export function dataPage(input: {
  title: string;
  report: DataReport;
  pictures?: readonly DataPicture[];
  found?: readonly FoundPictures[];
  date?: Date;
}): string {
  const { title, report, pictures = [], found = [] } = input;
  const { classes, findings, images, preprocessing, splits } = report;
  const date = (input.date ?? new Date()).toISOString().slice(0, 10);
  const used = splits.train + splits.validation + splits.test;
  const formats = Object.entries(images.formats).map(([format, n]) => `${count(n)} ${format.toUpperCase()}`);
  const sizes = classes.map(({ total }) => total);
  const [largest, smallest] = [Math.max(...sizes), Math.min(...sizes)];
  const [height, width] = preprocessing.size;
  const grave = findings.filter(({ severity }) => severity !== 'note').length;
  return page(
    title,
    html`<header>
<div class="eyebrow">Data report</div>
<h1>${title}</h1>
<div class="facts"><span>${date}</span>${formats.map((text) => html`<span>${text}</span>`)}<span>${megabytes(images.bytes)}</span><span>content ${report.hash.slice(0, 12)}</span></div>
<p class="verdict"><b>${plural(used, 'picture')} in ${plural(classes.length, 'class', 'classes')}</b> can be trained on; ${report.setAside === 0 ? 'none was set aside' : html`<b>${count(report.setAside)}</b> of ${count(report.found)} ${report.setAside === 1 ? 'was' : 'were'} set aside`}. ${grave === 0 ? 'Nothing wants your attention.' : `${plural(grave, 'thing wants', 'things want')} your attention before training.`}</p>
<div class="figures">
${figureCard('Pictures used', count(used), html`${count(splits.train)} to train on, ${count(splits.validation)} to validate, ${count(splits.test)} to test`)}
${figureCard('Set aside', count(report.setAside), 'damaged, doubled, contradictory or of another kind; the files are untouched')}
${figureCard('Largest ÷ smallest class', (largest / smallest).toFixed(1), html`${count(largest)} and ${count(smallest)} pictures; 1 is even`)}
${figureCard('Trained on', `${width} × ${height}`, html`${preprocessing.channels === 1 ? 'grey' : 'colour'}; the pictures are ${span(images)}`)}
</div>
</header>
${section('What was found', findings.length === 0 ? 'Nothing was found wrong with the data.' : 'The grave first, each with what to do. Nothing in the folder was changed.', findingList(findings))}
${found.length > 0 && section('Seen', 'Some of the pictures that the findings are about; copies beside what they look like.', html`${found.map(seen)}`)}
${section('Classes', 'How many of each there are in every split. Red: less than a third of the largest class.', classCounts(classes, largest))}
${pictures.length > 0 && section('Pictures', 'Some of each class, as they lie in the folder: what the model is shown is fitted to one size.', gallery(pictures))}
<footer>Written by Capstan on ${date}. Mean ${preprocessing.mean.map((value) => value.toFixed(3)).join(', ')} and deviation ${preprocessing.std.map((value) => value.toFixed(3)).join(', ')} of the training pictures. This file loads nothing from elsewhere.</footer>`,
  );
}

function classCounts(classes: DataReport['classes'], largest: number): Markup {
  const bySize = classes.toSorted((a, b) => b.total - a.total);
  const shown = classes.length <= MOST ? classes : [...bySize.slice(0, MOST / 2), ...bySize.slice(-MOST / 2)];
  const rows = shown.map(
    ({ name, train, validation, test, total }) =>
      html`<tr><td class="name">${name}</td>${[train, validation, test].map((n) => html`<td class="n">${count(n)}</td>`)}<td class="n"><span class="meter${total * 3 < largest ? ' low' : ''}"><i style="width:${Math.max(1, Math.round((total / largest) * 100))}%"></i></span><span class="beside">${count(total)}</span></td></tr>`,
  );
  const rest = classes.length - shown.length;
  return html`<div class="card"><table><thead><tr><th>class</th><th class="n">train</th><th class="n">validation</th><th class="n">test</th><th class="n">all</th></tr></thead><tbody>${rows}</tbody></table>${rest > 0 && html`<p class="small">The largest and the smallest ${MOST / 2}; ${count(rest)} between them are not shown.</p>`}</div>`;
}

function seen({ message, pictures }: FoundPictures): Markup {
  const isPaired = pictures.some(({ like }) => like !== undefined);
  const drawn = ({ image, class: name, file }: DataPicture, i: number) => {
    checkSource(image, i);
    return html`<img src="${image}" alt="${name}" title="${file}">`;
  };
  return html`<h3 class="seen">${message}</h3><div class="gallery${isPaired && ' pairs'}">${pictures.map(
    ({ picture, like, reason }, i) =>
      html`<figure><div class="both">${drawn(picture, i)}${like && drawn(like, i)}</div><figcaption><span class="said"><b>${clip(picture.file, 60)}</b> ${clip(reason, 120)}</span></figcaption></figure>`,
  )}</div>`;
}

function gallery(pictures: readonly DataPicture[]): Markup {
  return html`<div class="gallery">${pictures.map((picture, i) => {
    checkSource(picture.image, i);
    return html`<figure><img src="${picture.image}" alt="${picture.class}" title="${picture.file}"><figcaption><span class="said"><b>${clip(picture.class, 30)}</b></span></figcaption></figure>`;
  })}</div>`;
}

function span({ width, height }: DataReport['images']): string {
  const least = `${width.least} × ${height.least}`;
  const most = `${width.most} × ${height.most}`;
  return least === most ? least : `${least} to ${most}, half below ${width.median} × ${height.median}`;
}

function megabytes(bytes: number): string {
  return bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
