// torch.testing: comparison with tolerance, gradients against differences, recorded numbers.
export { allClose, assertClose, type Difference, difference, type Tolerance } from './close.ts';
export { type Case, Fixture, testDevice } from './fixture.ts';
export { gradcheck } from './gradcheck.ts';
export { check, meet, RTOL, Worst } from './oracle.ts';
