import { faultLines, printable } from '@capstan/base';
import { CapitalError } from '@capstan/capital';
import { placeNear, placesIn } from './plan-places.ts';

/** The same error with file, line and column before each problem, as far as the file has them. */
export function withPlaces(error: CapitalError, file: string, text: string): CapitalError {
  const { problems } = error.fields;
  if (error.code !== 'bad-plan' || !Array.isArray(problems)) return error;
  const places = placesIn(text);
  const placed = problems.map(({ path, message }: { path: string; message: string }) => {
    const [, field] = /^There is no field '([^']+)'/.exec(message) ?? [];
    const place = placeNear(places, field === undefined ? path : path === '' ? field : `${path}.${field}`);
    const where = place ? `${printable(file)}:${place.line}:${place.column}` : printable(file);
    return { path: path === '' ? where : `${where}: ${path}`, message, ...place };
  });
  const count = placed.length === 1 ? 'one problem' : `${placed.length} problems`;
  return new CapitalError('bad-plan', `The plan has ${count}:\n${faultLines(placed, 'plan')}`, {
    fields: { ...error.fields, file, places: placed },
    cause: error,
  });
}
