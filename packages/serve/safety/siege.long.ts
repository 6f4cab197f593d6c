// The siege of siege.test.ts, every attack in three turns of four seconds.
import { siegeTests } from './testing/siege-tests.ts';

siegeTests({ seconds: 12, turn: 4, quiet: 0.2 });
