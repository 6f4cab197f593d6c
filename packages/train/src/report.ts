export type ReportOptions = object;
export async function writeReport(): Promise<void> {}
