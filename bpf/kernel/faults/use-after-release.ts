/** Fault use-after-release: the verifier turns what was given away into numbers (kernel/bpf/verifier.c, release_reference). */

import { REGISTERS_NAMED_SINCE } from '../changes.ts';
import { type Arg, type CallArgument, type Callee, error, says } from '../fault-record.ts';
import { argumentType, OBJECTS, releaseNotOwned, SCALAR_ACCESS, scalar, since } from '../fault-texts.ts';

export const useAfterRelease = error({
  id: 'use-after-release',
  title: 'A pointer is used after its reference was released or moved away',
  rules: ['RL-1..5'],
  kinds: {
    access: says(SCALAR_ACCESS),
    argument: says<Arg & Callee>(scalar),
    release: says<CallArgument>((data, version, isReference) =>
      since(version, REGISTERS_NAMED_SINCE)
        ? releaseNotOwned(data.function, data.arg, version)
        : scalar(data, version, isReference),
    ),
    transfer: says<CallArgument>((data, version, isReference) =>
      data.kind === 'helper' ? argumentType(data.arg, 'scalar', OBJECTS) : scalar(data, version, isReference),
    ),
  },
});
