/** Ids that are promised and have no rule yet: no kinds, so nothing can report them. */
import { reserved } from '../fault-record.ts';

export const RESERVED = [
  reserved('empty-mask-read', 'warning', 'A mask is read that has just been created and never filled'),
  reserved('nr-cpu-ids-equality', 'warning', 'A CPU number is compared with nr_cpu_ids by == instead of >='),
  reserved('unchecked-cpu-index', 'hint', 'A CPU number that may be out of range is used unchecked'),
] as const;
