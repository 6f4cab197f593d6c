// Our side of bench/start/import.ts: a fresh process up to its first tensor.
import { zeros } from '@capstan/torch';

zeros([2, 2]);
const { user, system } = process.cpuUsage();
console.log((user + system) / 1e6);
