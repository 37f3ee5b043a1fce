/** Rules whose fault nothing in `server/analysis` reports; a test fails as soon as something does. */
export const NOT_REPORTED_YET: ReadonlySet<string> = new Set(['invalid-flags']);
