// The siege in short; siege.long.ts is the same for longer.
import { siegeTests } from './testing/siege-tests.ts';

siegeTests({ seconds: 2, turn: 2, quiet: 0.2, settle: 0.2 });
