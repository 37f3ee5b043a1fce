/** Fault use-after-release: the verifier turns what was given away into numbers (kernel/bpf/verifier.c, release_reference). */

import { REGISTERS_NAMED_SINCE } from '../changes.ts';
import { type Arg, type CallArgument, type Callee, error, says } from '../fault-record.ts';
import {
  argument,
  argumentType,
  notTrusted,
  OBJECTS,
  releaseNotOwned,
  SCALAR_ACCESS,
  scalar,
  since,
} from '../fault-texts.ts';

export const useAfterRelease = error({
  id: 'use-after-release',
  title: 'A pointer is used after its reference was released or moved away',
  rules: ['RL-1..5'],
  kinds: {
    access: says(SCALAR_ACCESS),
    argument: says<Arg & Callee>((data, version, isReference) =>
      data.function === 'bpf_refcount_acquire'
        ? `${argument(data.arg, version)} is neither owning or non-owning ref`
        : scalar(data, version, isReference),
    ),
    release: says<CallArgument>((data, version, isReference) => {
      if (since(version, REGISTERS_NAMED_SINCE)) return releaseNotOwned(data.function, data.arg, version);
      // Of what takes any allocated object the verifier asks for trust before it looks at the type.
      const say = data.kind === 'macro' ? notTrusted : scalar;
      return say(data, version, isReference);
    }),
    transfer: says<CallArgument>(({ kind, arg }, version) =>
      kind === 'helper'
        ? argumentType(arg, 'scalar', OBJECTS)
        : `${argument(arg, version)} expected pointer to allocated object`,
    ),
  },
});
