import { basename, dirname, resolve } from 'node:path';
import { type Server, serve } from '@capstan/serve';
import { modelFolder } from '@capstan/train';
import { CliError, exitCode } from '../errors.ts';
import { badFlag } from '../flags/bad-flag.ts';
import { oneOf, portFlag, refuseFlags, text, wholeNumber } from '../flags/parse.ts';
import type { Command } from './contract.ts';

export const command: Command = {
  words: '[NAME=]MODEL [[NAME=]MODEL …]',
  wordCount: [1, 64],
  flags: {
    port: { type: 'string', value: 'PORT', help: 'default 8080; 0 takes a free one' },
    host: { type: 'string', value: 'HOST', help: 'default 127.0.0.1: this machine alone' },
    name: { type: 'string', value: 'NAME', help: 'name of a single model; default: that of its run or folder' },
    threads: { type: 'string', value: 'N', help: 'threads of each model; default the cores that there are' },
    precision: {
      type: 'string',
      value: 'TYPE',
      help: 'float32 (default), or bfloat16: faster where the processor has it',
    },
    json: { type: 'boolean', help: 'where it serves what, as a line of JSON' },
  },
  examples: [
    'capstan serve runs/3f2a',
    'capstan serve runs/3f2a runs/9c41 --port 9000',
    'capstan serve old=runs/3f2a/best new=runs/9c41/best   # by names of their own',
    'CAPSTAN_API_KEY=$(openssl rand -hex 32) capstan serve runs/3f2a --host 0.0.0.0   # every request needs the key',
    'curl --data-binary @cat.jpg http://127.0.0.1:8080/predict',
    'curl http://127.0.0.1:8080/v2/health/ready',
  ],
  async run(context) {
    const { words, out, err, flags, signal } = context;
    // What they say is lost with whoever listened; the server goes on.
    for (const stream of [out, err]) stream.on('error', () => {});
    const name = text(context, 'name');
    if (name !== undefined && words.length > 1)
      refuseFlags(context, ['name'], 'of a single model', 'there are several: NAME=MODEL names each');
    if (name !== undefined && !/^[A-Za-z0-9][\w.-]{0,127}$/.test(name))
      throw badFlag('name', 'a name of letters, digits, . _ -', name);
    const models = namedModels(words, name);
    const host = text(context, 'host') ?? '127.0.0.1';
    const server = await serve({
      models,
      host,
      port: portFlag(context) ?? 8080,
      threads: wholeNumber(context, 'threads'),
      precision: oneOf(context, 'precision', ['float32', 'bfloat16']),
      apiKey: process.env.CAPSTAN_API_KEY || undefined,
    });
    if (flags.json) out.write(`${JSON.stringify({ url: server.url, models: server.models() })}\n`);
    else sayServing(out, server);
    if (!signal.aborted) await new Promise((done) => signal.addEventListener('abort', done, { once: true }));
    await server.close();
    return exitCode.done;
  },
};

/** How a model is asked, by what it takes. */
const ASKING: Readonly<Record<string, readonly [what: string, sent: string]>> = {
  pictures: ['drop a picture', '--data-binary @picture.png'],
  recordings: ['drop a recording', '--data-binary @recording.wav'],
  rows: ['give it a row', '--data @row.json'],
};

function sayServing(out: NodeJS.WriteStream, server: Server): void {
  const models = server.models();
  const [what, sent] = ASKING[models[0]?.takes ?? 'pictures'] ?? ASKING.pictures!;
  out.write(`Serving ${models.map(({ name }) => name).join(', ')} on ${server.url}\n`);
  out.write(`  try it        open ${server.url} and ${what}\n`);
  out.write(`  from a shell  curl ${sent} ${server.url}/predict\n`);
  out.write('Ctrl-C stops it.\n');
}

/** The folders by the names that they are served under. */
function namedModels(words: readonly string[], only: string | undefined): Record<string, string> {
  const models = new Map<string, string>();
  for (const word of words) {
    const [, given, path] = /^([A-Za-z0-9][\w.-]*)=(.+)$/.exec(word) ?? [undefined, undefined, word];
    const name = only ?? given ?? nameOf(path!);
    const other = models.get(name);
    if (other !== undefined) {
      throw new CliError(
        'same-name',
        `${other} and ${path} would both be served as '${name}'. Give them names: capstan serve first=${other} second=${path}`,
        { fields: { name, models: [other, path] } },
      );
    }
    models.set(name, path!);
  }
  return Object.fromEntries([...models].map(([name, path]) => [name, modelFolder(path)]));
}

function nameOf(path: string): string {
  const full = resolve(path);
  return basename(full) === 'best' ? basename(dirname(full)) : basename(full);
}
