/**
 * The surroundings in which processes of the engine share cores: by default its threads spin while they wait for each other.
 * Forty steps of a ResNet-20 on two cores that others use as well took 94 s and 12 s of processor so, 13 s and 3.5 s with this;
 * what is computed is the same.
 */
export const sharingCores = { OMP_WAIT_POLICY: 'PASSIVE' };
