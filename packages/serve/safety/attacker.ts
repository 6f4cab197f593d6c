// One attack in a process of its own: node attacker.ts NAME '{"host":…,"port":…,"model":…,"bodyLimit":…,"row":base64}'. It
// says 'begun' when it begins, ends with its input, and then prints how many requests it began.
import { attack, attacks, type Target } from './attacks.ts';

const [name, given] = process.argv.slice(2);
const target = JSON.parse(given ?? '{}') as Omit<Target, 'row'> & { row: string }; // written by besiege.ts
const found = attacks.find((each) => each.name === name);
if (!found) throw new Error(`there is no attack ${name}; there are ${attacks.map((each) => each.name).join(', ')}`);
const end = new AbortController();
process.stdin.resume().once('end', () => end.abort());
const count = attack(found, { ...target, row: Buffer.from(target.row, 'base64') }, end.signal);
console.log('begun');
console.log(await count);
