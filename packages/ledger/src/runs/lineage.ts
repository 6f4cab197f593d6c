import type { DatabaseSync } from 'node:sqlite';
import { textOf } from '../database/row.ts';

/** A thing that runs come from or lead to: data by its hash, a run by its id, an artifact by its SHA-256. */
export type LineageNode = `data:${string}` | `run:${string}` | `artifact:${string}`;

/** `source` went into `target`. */
export interface LineageEdge {
  source: LineageNode;
  target: LineageNode;
}

/** Records that `source` went into `target`; saying it twice changes nothing. */
export function addEdge(db: DatabaseSync, source: LineageNode, target: LineageNode): void {
  db.prepare('INSERT INTO edges (source, target) VALUES (?, ?) ON CONFLICT DO NOTHING').run(source, target);
}

/** Every edge on a way that leads to `node` (`origins`) or from it (`results`), nearest first. */
export function readLineage(db: DatabaseSync, node: LineageNode): { origins: LineageEdge[]; results: LineageEdge[] } {
  const walk = (from: 'source' | 'target', to: 'source' | 'target') =>
    db
      .prepare(
        `WITH RECURSIVE way (node, depth) AS (
           SELECT ?, 0
           UNION
           SELECT edges.${to}, way.depth + 1 FROM edges JOIN way ON edges.${from} = way.node WHERE way.depth < 64
         )
         SELECT source, target, min(way.depth) AS depth FROM edges JOIN way ON edges.${from} = way.node
         GROUP BY source, target ORDER BY depth, source, target`,
      )
      .all(node)
      .map((row) => ({ source: asNode(textOf(row, 'source')), target: asNode(textOf(row, 'target')) }));
  return { origins: walk('target', 'source'), results: walk('source', 'target') };
}

function asNode(text: string): LineageNode {
  return text as LineageNode; // only addEdge writes this table, and it takes nothing else
}
