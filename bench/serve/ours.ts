// Our side: the model folder and the options of `serve` come as JSON; prints the address and stays until its input ends.
import { serve } from '@capstan/serve';

const { dir, ...options } = JSON.parse(process.argv[2] ?? '') as { dir: string }; // as: written by serve.ts
await using server = await serve({ models: { resnet18: dir }, port: 0, ...options });
console.log(server.url);
for await (const _ of process.stdin);
