// Calls each case of collected.ts by itself, and prints its name before and what came of it after: whoever reads knows where it died.
import * as torch from '../src/index.ts';
import { collected } from './collected.ts';

for (const [name, call] of Object.entries(collected)) {
  process.stdout.write(`${JSON.stringify({ name })}\n`);
  let came = 'returned';
  try {
    using _ = torch.scope();
    call();
  } catch (error) {
    came = error instanceof torch.TorchError ? 'error' : `${error}`;
  }
  process.stdout.write(`${JSON.stringify({ name, came })}\n`);
}
