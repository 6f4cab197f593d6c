// What a type is written as where it stands alone.
import { type Checker, type Type, TypeFlags } from 'typescript/unstable/sync';

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

/** The members of a union; of a type parameter those of its bound. */
export function partsOf(type: Type, checker: Checker): Type[] {
  if (type.isUnionType()) return type.getTypes().flatMap((part) => partsOf(part, checker));
  if (type.flags & (TypeFlags.TypeParameter | TypeFlags.IndexedAccess | TypeFlags.Conditional | TypeFlags.Index)) {
    const constraint = checker.getBaseConstraintOfType(type);
    return constraint && constraint.id !== type.id ? partsOf(constraint, checker) : [type];
  }
  return [type];
}

/** Whether nothing may stand for a value of it. */
export const mayBeUndefined = (type: Type, checker: Checker): boolean =>
  partsOf(type, checker).some(({ flags }) => flags & (TypeFlags.Undefined | TypeFlags.AnyOrUnknown));
