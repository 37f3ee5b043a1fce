/** Sites of graphs as ranges in files. */
import { type Lines, linesOf, type Range, rangeAt } from '../bpf/syntax/lines.ts';
import type { ParsedFile } from '../bpf/syntax/types.ts';
import type { Place } from './messages.ts';
import type { Site } from './values.ts';

export interface Places {
  readonly path: string;
  readonly range: (site: Site) => Range;
}

export function placesOf(file: ParsedFile): Places {
  const texts = new Map<string, string>();
  const stack = [file];
  for (let next = stack.pop(); next; next = stack.pop()) {
    if (texts.has(next.path)) continue;
    texts.set(next.path, next.text);
    stack.push(...next.includes);
  }
  const lines = new Map<string, Lines>();
  return {
    path: file.path,
    range: ({ graph, at }) => {
      const known = lines.get(graph.path) ?? linesOf(texts.get(graph.path) ?? '');
      lines.set(graph.path, known);
      return rangeAt(known, graph.start + at.start, graph.start + at.end);
    },
  };
}

/** A site for who shows it; the path only when it lies in another file. */
export function placeOf(places: Places, site: Site): Place {
  const range = places.range(site);
  return site.graph.path === places.path ? { range } : { range, path: site.graph.path };
}
