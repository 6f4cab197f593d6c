export { latinHypercube, normals, uniforms } from './columns.ts';
