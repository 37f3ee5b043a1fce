/** What 6.18 printed for each kind of fault, and what older and newer kernels print where they differ. */
import { CALLS } from './calls.ts';
import type { Case } from './case.ts';
import { MEMORY } from './memory.ts';
import { POINTERS } from './pointers.ts';
import { SECTIONS } from './sections.ts';

export const CASES: readonly Case[] = [...POINTERS, ...MEMORY, ...SECTIONS, ...CALLS];
