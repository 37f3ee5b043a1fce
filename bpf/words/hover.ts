/** Words of hovers. */
import { en } from './en/hover.ts';
import { hoverWordsIn } from './language.ts';
import { zh } from './zh/hover.ts';

export type Words = typeof en;
export const words = hoverWordsIn<Words>({ en, zh });
