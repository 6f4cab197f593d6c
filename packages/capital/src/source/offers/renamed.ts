/** Fields that held their currency in their name, and what they are called. */
const RENAMED: ReadonlyMap<string, string> = new Map([
  ['usdPerGpuHour', 'pricePerGpuHour'],
  ['usdPerNode', 'pricePerNode'],
  ['usdPerNodeMonth', 'costPerNodeMonth'],
  ['applicationUsd', 'applicationCost'],
  ['usd', 'amount'],
]);

/** What to write in place of an offer's fields of old, a sentence each. @example renamedFields({ usdPerGpuHour: 2 }) */
export function renamedFields(offer: object): string[] {
  return Object.keys(offer).flatMap((field) => {
    const name = RENAMED.get(field);
    return name === undefined
      ? []
      : [
          `There is no field '${field}' here. It is called ${name}; the currency is a field of its own, such as currency: 'USD'.`,
        ];
  });
}
