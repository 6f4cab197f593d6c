import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { test } from 'node:test';
import { parse } from '../flags/parse.ts';
import { describeCommands } from '../output/describe.ts';
import { renderHelp, renderOverview } from '../output/help.ts';
import { commands } from './index.ts';

const SELF = ['contract', 'index', 'conformance.test'];

test('each command is one file and one line of the list, under one name', () => {
  const files = readdirSync(import.meta.dirname).map((name) => basename(name, '.ts'));
  const names = commands.map(({ name }) => name);
  assert.deepEqual(files.filter((name) => !SELF.includes(name)).sort(), [...names].sort());
});

for (const entry of commands) {
  test(`capstan ${entry.name}: flags are explained, examples are lines that it takes`, async () => {
    const { command } = await entry.load();
    assert.ok(entry.summary.endsWith('.'), 'the summary is a sentence');
    assert.ok(command.examples.length > 0);
    for (const [name, flag] of Object.entries(command.flags)) {
      assert.match(name, /^[a-z][a-z-]*$/);
      assert.ok(flag.help.length > 3, `--${name} is explained`);
      assert.equal(flag.type === 'string', flag.value !== undefined, `--${name} names its value where it has one`);
    }
    const lines = command.examples.flatMap((line) => line.split('&&')).map((line) => words(line, entry.name));
    for (const line of lines) if (line) parse(entry.name, command, line);
    assert.throws(() => parse(entry.name, command, ['--no-such-flag']), { name: 'CliError', code: 'unknown-flag' });
  });

  test(`capstan ${entry.name} --help fits narrow and wide terminals`, async () => {
    const { command } = await entry.load();
    for (const width of [40, 80, 120]) {
      const text = renderHelp(entry, command, width).split('\nExamples:')[0]!; // examples are copied, so they stay whole
      for (const line of text.split('\n').slice(1)) assert.ok(line.length <= width || !line.trim().includes(' '), line);
    }
  });
}

test('the overview fits as well', () => {
  for (const width of [40, 80, 120])
    for (const line of renderOverview(commands, width).split('\n')) assert.ok(line.length <= width, line);
});

test('programs read every command with its flags as a JSON Schema', async () => {
  const { commands: described } = await describeCommands(commands);
  assert.deepEqual(
    described.map(({ name }) => name),
    commands.map(({ name }) => name),
  );
  for (const { flags } of described) assert.equal('additionalProperties' in flags && flags.additionalProperties, false);
});

/** The words of an example after `capstan NAME`; undefined where it is a line of another program or command. */
function words(line: string, name: string): string[] | undefined {
  const bare = line
    .replace(/\s#.*$/, '')
    .replace(/>.*$/, '')
    .trim();
  const found = new RegExp(`\\bcapstan ${name}\\b(.*)$`).exec(bare);
  if (!found) return undefined;
  return (found[1]!.match(/"[^"]*"|\S+/g) ?? []).map((word) => word.replaceAll('"', '')); // the group is always there
}
