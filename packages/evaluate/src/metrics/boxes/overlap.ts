/** Left, top, right and bottom, edges exclusive. */
type Edges = readonly [left: number, top: number, right: number, bottom: number];

/**
 * The area that two boxes share, over the area that either covers: 1 is the same box, 0 apart.
 *
 * @example
 * overlapOf([0, 0, 10, 10], [5, 0, 15, 10]) // 50 / 150
 */
export function overlapOf(a: Edges, b: Edges): number {
  const shared = sharedArea(a, b);
  const either = areaOf(a) + areaOf(b) - shared;
  return either > 0 ? shared / either : 0;
}

/** How much of a box lies within a crowd's. */
export function shareWithin(box: Edges, crowd: Edges): number {
  const area = areaOf(box);
  return area > 0 ? sharedArea(box, crowd) / area : 0;
}

const areaOf = ([left, top, right, bottom]: Edges): number => (right - left) * (bottom - top);

function sharedArea(a: Edges, b: Edges): number {
  const width = Math.min(a[2], b[2]) - Math.max(a[0], b[0]);
  const height = Math.min(a[3], b[3]) - Math.max(a[1], b[1]);
  return width > 0 && height > 0 ? width * height : 0;
}
