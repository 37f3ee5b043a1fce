/** Rule load-time-leak: see `docs` below. */
import { defineRule, text } from './rule.ts';
export const rule = defineRule({
  id: 'load-time-leak',
  message: (f) =>
    `If a load-time constant has another value than in the object file, the reference from ${text(f, 'by')}() is not released on this path. The verifier sees only the value that is set when the program is loaded, so it accepts this today.`,
  docs: `\`const volatile\` globals are set once, before loading, and the verifier follows only the branches that this value allows. A leak on another branch stays unseen until somebody loads the program with another configuration.`,
  examples: [],
});
