/** What the extension and the panel's page say to each other: plain data. */
import type { InputValues, Place, RunRecord } from '../../emulator/worker/messages.ts';

export type ToPanel =
  /** A run has begun; what is on screen belongs to the one before. */
  | { readonly kind: 'running'; readonly title: string }
  | { readonly kind: 'progress'; readonly steps: number }
  /** `source`: the document's name. */
  | { readonly kind: 'record'; readonly source: string; readonly record: RunRecord }
  | {
      readonly kind: 'refused';
      readonly title: string;
      readonly message: string;
      readonly place?: Place;
    }
  | { readonly kind: 'cancelled' };

export type FromPanel =
  /** The page listens from now on; also after it was hidden and is shown again. */
  | { readonly kind: 'ready' }
  /** Run again with these values; an input that is not named has its usual one. */
  | { readonly kind: 'run'; readonly values: InputValues }
  | { readonly kind: 'cancel' }
  /** A link was followed. */
  | { readonly kind: 'reveal'; readonly place: Place }
  /** The slider stands at this place of the source. */
  | { readonly kind: 'at'; readonly place: Place }
  | { readonly kind: 'copy'; readonly text: string }
  /** A record is on screen. */
  | { readonly kind: 'drawn'; readonly events: number };
