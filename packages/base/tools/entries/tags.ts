// What a docstring says of its declaration.
import { isVariableDeclaration, type Node } from 'typescript/unstable/ast';

/** Whether a declaration's docstring has a tag; a constant's stands on its statement. */
export function hasTag(node: Node | undefined, tag: RegExp): boolean {
  const holders = node ? [node, ...(isVariableDeclaration(node) ? [node.parent, node.parent.parent] : [])] : [];
  return holders.some(({ jsDoc }) => jsDoc?.some((comment) => tag.test(comment.getText())));
}
