#!/usr/bin/env node
// Plain JavaScript, so that any Node from 20.19 starts it: `launch` hands over to one that runs the rest.
import { launch } from '@capstan/setup/launch';

await launch(import.meta.url, async () => {
  const { main } = await import('../src/main.ts');
  return main(process.argv.slice(2));
});
