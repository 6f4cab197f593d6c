import type { RecordingFolderOptions } from '@capstan/data';
import type { Project } from '../project/project.ts';
import type { Preset, Task } from '../tasks/contract.ts';

/** What someone says of data that are to be trained on; all of it can be left out. */
export interface Wish {
  /** The column to be predicted. */
  target?: string | undefined;
  /** A task by its name. */
  task?: string | undefined;
  preset?: Preset | undefined;
  /** Of interactions: the columns of users, items, values and times, where they aren't called so. */
  user?: string | undefined;
  item?: string | undefined;
  value?: string | undefined;
  time?: string | undefined;
  /** Name of the project. */
  name?: string | undefined;
  /** Columns that the model isn't given. */
  leaveOut?: readonly string[] | undefined;
  /** An architecture, in place of those of the preset. */
  model?: string | undefined;
  /** Of recordings: how their names are made, and what is split by them. */
  recordings?: Pick<RecordingFolderOptions, 'names' | 'group' | 'test'> | undefined;
  signal?: AbortSignal | undefined;
}

/** What was made of data by looking at them. */
export interface Looked {
  /** A project for each model that the preset tries. */
  projects: Project[];
  task: Task;
  /** What was seen and chosen, and why: a line each. */
  reasons: string[];
  /** How to choose otherwise: a line each. */
  otherwise: string[];
}
