/** `max_pool2d` → `maxPool2d`; leading and trailing underscores stay, as in `_softmax` and `add_`. */
export const camel = (name: string): string =>
  name.replace(/(?<=[a-z0-9A-Z])_([a-z0-9])/g, (_, letter) => letter.toUpperCase());

/** `numBatchesTracked` → `num_batches_tracked`. */
export const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
