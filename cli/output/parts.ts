/** What was found in files that others include: told once, and not where somebody has named the file itself. */
import type { Diagnostic, FileResult } from '../../server/service/types.ts';
import { type Input, identity } from '../input/files.ts';

export interface Parts {
  /** What is new in the files that this one includes. */
  from(result: FileResult): readonly FileResult[];
}

export function createParts(inputs: readonly Input[]): Parts {
  const named = new Set(inputs.map(({ path }) => identity(path)));
  const told = new Set<string>();
  const isNew = (path: string) => (found: Diagnostic) => {
    const key = JSON.stringify([path, found.rule, found.range, found.message]);
    const isFirst = !told.has(key);
    told.add(key);
    return isFirst;
  };
  return {
    from: ({ parts = [] }) =>
      parts.flatMap((part) => {
        const path = identity(part.path);
        if (named.has(path)) return [];
        const diagnostics = part.diagnostics.filter(isNew(path));
        const suppressed = part.suppressed?.filter(isNew(path)) ?? [];
        if (diagnostics.length === 0 && suppressed.length === 0) return [];
        return { ...part, diagnostics, ...(suppressed.length > 0 ? { suppressed } : {}) };
      }),
  };
}
