/** Work in slices: a generator that yields where others may have their turn. */

/** The whole of it, for callers to whom nobody else matters. */
export function atOnce<T>(slices: Generator<void, T, void>): T {
  for (let next = slices.next(); ; next = slices.next()) if (next.done) return next.value;
}

/** What takes no time, for callers that count on slices. */
export function* inOneSlice<T>(work: () => T): Generator<void, T, void> {
  yield;
  return work();
}
