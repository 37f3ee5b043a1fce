/** Sites of graphs as ranges in files. */
import type { At } from '../bpf/flow/graph.ts';
import { type Lines, linesOf, type Range, rangeAt } from '../bpf/syntax/lines.ts';
import type { ParsedFile } from '../bpf/syntax/types.ts';
import type { Site } from './machine/values.ts';
import type { Place } from './worker/messages.ts';

export interface Places {
  readonly path: string;
  readonly range: (site: Site) => Range;
  /** Offsets in a file as a range of it. */
  readonly rangeIn: (path: string, at: At) => Range;
}

/** `others`: files that the run read besides, asked for when a place is in none that is known. */
export function placesOf(file: ParsedFile, others: () => readonly ParsedFile[] = () => []): Places {
  const texts = new Map<string, string>();
  addTexts(texts, [file]);
  const textOf = (path: string): string => {
    if (!texts.has(path)) addTexts(texts, others());
    return texts.get(path) ?? '';
  };
  const lines = new Map<string, Lines>();
  const rangeIn = (path: string, { start, end }: At): Range => {
    const known = lines.get(path) ?? linesOf(textOf(path));
    lines.set(path, known);
    return rangeAt(known, start, end);
  };
  return {
    path: file.path,
    range: ({ graph, at }) =>
      rangeIn(graph.path, { start: graph.start + at.start, end: graph.start + at.end }),
    rangeIn,
  };
}

/** Texts of files and of all that they include, by path. */
function addTexts(texts: Map<string, string>, files: readonly ParsedFile[]): void {
  const stack = [...files];
  for (let next = stack.pop(); next; next = stack.pop()) {
    if (texts.has(next.path)) continue;
    texts.set(next.path, next.text);
    stack.push(...next.includes);
  }
}

/** A site for who shows it; the path only when it lies in another file. */
export function placeOf(places: Places, site: Site): Place {
  const range = places.range(site);
  return site.graph.path === places.path ? { range } : { range, path: site.graph.path };
}

/** A message at a site, as plain data. */
export interface RunStep {
  readonly message: string;
  readonly range: Range;
  /** Only when the step lies in another file. */
  readonly path?: string;
}

export function plainStep(site: Site, message: string, places: Places): RunStep {
  const step = { message, range: places.range(site) };
  return site.graph.path === places.path ? step : { ...step, path: site.graph.path };
}
