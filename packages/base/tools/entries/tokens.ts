// What a type is written as where it stands alone.
import { type Type, TypeFlags } from 'typescript/unstable/sync';

/** Anything goes. */
export const OPEN = '*';

/** Whether it is, or is made with, a type parameter. */
export const isGeneric = (type: Type): boolean =>
  (type.flags & TypeFlags.TypeParameter) !== 0 ||
  type.getAliasTypeArguments().some(isGeneric) ||
  ((type.isIntersectionType() || type.isUnionType()) && type.getTypes().some(isGeneric));

/** The token of a type without parts; nothing of others. */
export function simpleToken(type: Type): string | undefined {
  const { flags } = type;
  if (type.isStringLiteralType() || type.isNumberLiteralType() || type.isBooleanLiteralType())
    return JSON.stringify(type.value);
  if (flags & (TypeFlags.AnyOrUnknown | TypeFlags.Never)) return OPEN;
  if (flags & (TypeFlags.String | TypeFlags.TemplateLiteral | TypeFlags.StringMapping)) return 'string';
  if (flags & TypeFlags.Number) return 'number';
  if (flags & TypeFlags.Boolean) return 'boolean';
  if (flags & (TypeFlags.BigInt | TypeFlags.BigIntLiteral)) return 'bigint';
  if (flags & (TypeFlags.ESSymbol | TypeFlags.UniqueESSymbol)) return 'symbol';
  if (flags & TypeFlags.Null) return 'null';
  if (flags & (TypeFlags.Undefined | TypeFlags.Void)) return 'undefined';
  if (flags & TypeFlags.NonPrimitive) return 'object';
  return undefined;
}
