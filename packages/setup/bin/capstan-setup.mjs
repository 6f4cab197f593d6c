#!/usr/bin/env node
// npx capstan-setup: what `capstan setup` does, where only @capstan/torch is installed.
import { main } from '../src/main.mjs';
import { setup } from '../src/setup.mjs';

await main(async () => void (await setup({ from: [import.meta.url] })));
