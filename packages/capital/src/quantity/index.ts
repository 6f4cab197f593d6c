export {
  add,
  divide,
  inUnit,
  multiply,
  parseQuantity,
  type Quantity,
  quantity,
  subtract,
} from './quantity.ts';
export { conversion, defineUnit, unit } from './units.ts';
