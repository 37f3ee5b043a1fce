/** What an editor asks at a place of a text, and what may be written there. */
import type { Version } from '../../../bpf/kernel/types.ts';
import type { Known } from './declared.ts';

export interface Question {
  readonly text: string;
  readonly offset: number;
  readonly kernel: Version;
  readonly known: Known | undefined;
  /** No other language server is there: what the file declares is told as well. */
  readonly isAlone: boolean;
  /** A character that was typed has asked, so nobody else was. */
  readonly trigger: string | undefined;
}

export interface Offer {
  readonly label: string;
  readonly kind: 'function' | 'flag' | 'section' | 'slot';
  /** In the protocol's snippet syntax. */
  readonly snippet: string;
}

export interface Offers {
  /** What is replaced, up to the cursor. */
  readonly start: number;
  readonly items: readonly Offer[];
}
