import manifest from '../package.json' with { type: 'json' };

/** The version of Capstan, as its packages carry it. */
export const version: string = manifest.version;
