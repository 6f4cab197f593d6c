/** A file, or a class, and what is said of it; `like` is the file that it is a copy of or looks like. */
export interface Item {
  file: string;
  reason: string;
  like?: string;
}

/** Something wrong or worth knowing, what was done about it, and how to put it right. */
export type Finding = {
  /** One of the kinds that packages/data/README.md lists. */
  kind: string;
  /** `error`: something was set aside that looks like data; `warning`: it may spoil the model; `note`: good to know. */
  severity: 'error' | 'warning' | 'note';
  message: string;
  hint: string;
  /** The files, relative to the root, each with its own reason. */
  items: Item[];
};
