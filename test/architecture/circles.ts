/** Circles of imports: files of which each is needed, through others, by itself. */

/** Strongly connected components of more than one node, and nodes that lead to themselves (Tarjan). By name. */
export function circlesOf(edges: ReadonlyMap<string, Iterable<string>>): readonly (readonly string[])[] {
  const found: string[][] = [];
  const numbers = new Map<string, number>();
  const lowest = new Map<string, number>();
  const open: string[] = [];
  const visit = (node: string): void => {
    const number = numbers.size;
    numbers.set(node, number);
    lowest.set(node, number);
    open.push(node);
    let leadsToItself = false;
    for (const next of edges.get(node) ?? []) {
      leadsToItself ||= next === node;
      if (!numbers.has(next)) visit(next);
      if (open.includes(next)) lowest.set(node, Math.min(lowest.get(node)!, lowest.get(next)!));
    }
    if (lowest.get(node) !== number) return;
    const circle = open.splice(open.indexOf(node));
    if (circle.length > 1 || leadsToItself) found.push(circle.sort());
  };
  for (const node of edges.keys()) if (!numbers.has(node)) visit(node);
  return found.sort((a, b) => (a[0]! < b[0]! ? -1 : 1));
}
