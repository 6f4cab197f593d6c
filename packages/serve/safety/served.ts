// The server of the siege, in a process of its own so that its heap can be limited and its memory seen: the options of
// `serve` come as JSON; prints the address and the engines' process ids as a line whenever it gets one; ends with its input.
import { createInterface } from 'node:readline';
import { serve } from '@capstan/serve';

const options = JSON.parse(process.argv[2] ?? '{}') as { models: Record<string, string> }; // written by siege.ts
await using server = await serve({ port: 0, log: 'error', ...options });
const say = () => console.log(JSON.stringify({ url: server.url, engines: server.engines() }));
say();
for await (const _ of createInterface({ input: process.stdin })) say();
